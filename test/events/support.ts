// Receivers on free ports of loopback, with everything they hand on.
import { createSocket } from 'node:dgram';
import { connect, type Socket as TcpSocket } from 'node:net';
import { openReceivers, type Receivers } from '../../src/events/index.ts';
import { type EventSettings, type NetworkEvent, Secret } from '../../src/model/index.ts';

export const NO_EVENTS: EventSettings = {
  ...{ address: '127.0.0.1', syslogUdp: null, syslogTcp: null, traps: null, communities: [], users: [], allow: [] },
  ...{ settleMs: 0, perDeviceSeconds: 0, perMinute: 1000 },
};

export interface Listening {
  readonly receivers: Receivers;
  readonly events: NetworkEvent[];
}

/** Senders on 127.0.0.1 and 127.0.0.2 are known. */
export const KNOWN = ['127.0.0.1', '127.0.0.2', '::1'];

const open: Receivers[] = [];

export async function listen(settings: Partial<EventSettings>, known: readonly string[] = KNOWN): Promise<Listening> {
  const events: NetworkEvent[] = [];
  const receivers = await openReceivers(
    { ...NO_EVENTS, ...settings },
    { isKnown: (address) => known.includes(address), onEvent: (event) => events.push(event) },
  );
  open.push(receivers);
  return { receivers, events };
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.close()));
}

export const secrets = (...texts: readonly string[]) => texts.map((text) => new Secret(text));

/** From an address of this machine. */
export async function sendUdp(
  port: number | null,
  datagrams: readonly (string | Buffer)[],
  from = '127.0.0.1',
): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, from, resolve));
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, port ?? 0, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
    );
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

export async function openTcp(port: number | null, from = '127.0.0.1'): Promise<TcpSocket> {
  const socket = connect({ port: port ?? 0, host: '127.0.0.1', localAddress: from });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket.removeAllListeners('error').on('error', () => undefined);
}

export async function closed(socket: TcpSocket): Promise<void> {
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}
