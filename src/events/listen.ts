// Sockets that are listened on, and what to do where that cannot be.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { type ErrorCode, ToposcopeError } from '../model/index.ts';

/** When a core switch fails, hundreds of devices speak at once. The kernel gives less where `net.core.rmem_max` is smaller. */
const BURST_BYTES = 2 ** 21;

/** Where something listens, for messages: `syslog over UDP`. */
export interface Place {
  readonly what: string;
  readonly address: string;
  readonly port: number;
}

/** Rejects with EVENT_PORT_IN_USE or EVENT_LISTEN_FAILED; nothing is left open then. */
export async function bindUdp(place: Place): Promise<Socket> {
  const socket = createSocket({ type: place.address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: BURST_BYTES });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(listenError(error, place));
    });
    socket.bind(place.port, place.address, resolve);
  });
  return socket.removeAllListeners('error');
}

/** As `bindUdp`. */
export async function listenTcp(place: Place): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, place)));
    server.listen({ port: place.port, host: place.address }, resolve);
  });
  return server.removeAllListeners('error');
}

function listenError(error: NodeJS.ErrnoException, { what, address, port }: Place): ToposcopeError {
  const [code, reason, hint] = explain(error, port);
  return new ToposcopeError(code, `cannot listen for ${what} on ${address} port ${port}: ${reason}`, {
    hint,
    context: { what, address, port },
    cause: error,
  });
}

function explain(error: NodeJS.ErrnoException, port: number): [code: ErrorCode, reason: string, hint: string] {
  if (error.code === 'EADDRINUSE') {
    return [
      'EVENT_PORT_IN_USE',
      'something else listens there',
      `find it with "ss -lnp | grep :${port}" (rsyslogd and snmptrapd are common), or set another port under events in toposcope.yml`,
    ];
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return [
      'EVENT_LISTEN_FAILED',
      'not permitted',
      'ports below 1024 need root or CAP_NET_BIND_SERVICE: AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit, or set a port of 1024 or more under events',
    ];
  }
  return ['EVENT_LISTEN_FAILED', error.message, 'set events.address to an address of this machine'];
}
