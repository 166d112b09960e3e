// Sockets that flows are listened for on, and what to do where that cannot be.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { type ErrorCode, type ListenPoint, ToposcopeError } from '../model/index.ts';

/** What `::` becomes on a machine without IPv6. */
const ANY_IPV4 = '0.0.0.0';
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/** `isIpv6Only`: another socket has the same port of IPv4. Rejects with FLOW_PORT_IN_USE or FLOW_LISTEN_FAILED. */
export function bindUdp(point: ListenPoint, isIpv6Only: boolean): Promise<Socket> {
  return orIpv4(point, async ({ address, port }) => {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', ipv6Only: isIpv6Only });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port, exclusive: true }, resolve);
    });
    return socket.removeAllListeners('error');
  });
}

/** As `bindUdp`. */
export function listenTcp(point: ListenPoint, isIpv6Only: boolean): Promise<Server> {
  return orIpv4(point, async ({ address, port }) => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, ipv6Only: isIpv6Only, exclusive: true }, resolve);
    });
    return server.removeAllListeners('error');
  });
}

async function orIpv4<T>(point: ListenPoint, open: (point: ListenPoint) => Promise<T>): Promise<T> {
  try {
    return await open(point).catch((error: NodeJS.ErrnoException) => {
      if (point.address !== '::' || !NO_IPV6.includes(error.code ?? '')) throw error;
      return open({ ...point, address: ANY_IPV4 });
    });
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, point);
  }
}

function listenError(error: NodeJS.ErrnoException, point: ListenPoint): ToposcopeError {
  const [code, reason, hint] = explain(error, point);
  return new ToposcopeError(code, `cannot listen for flows on ${formatPoint(point)}: ${reason}`, {
    hint,
    context: { ...point },
    cause: error,
  });
}

function explain(error: NodeJS.ErrnoException, { port, transport }: ListenPoint): [ErrorCode, string, string] {
  if (error.code === 'EADDRINUSE') {
    const show = `ss -ln${transport === 'udp' ? 'u' : 't'}p | grep :${port}`;
    return [
      'FLOW_PORT_IN_USE',
      'something else listens there',
      `find it with "${show}" (nfcapd, sfcapd and pmacct are common), or set another port under flows in toposcope.yml`,
    ];
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return [
      'FLOW_LISTEN_FAILED',
      'not permitted',
      'ports below 1024 need root or CAP_NET_BIND_SERVICE: AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit, or set a port of 1024 or more under flows',
    ];
  }
  return ['FLOW_LISTEN_FAILED', error.message, 'set an address of this machine under flows, or "::" for all of them'];
}

/** `udp 192.0.2.1:2055`, `udp [::]:2055`. */
export function formatPoint({ address, port, transport }: ListenPoint): string {
  return `${transport} ${address.includes(':') ? `[${address}]` : address}:${port}`;
}
