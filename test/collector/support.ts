// Collectors on free ports of loopback, and real senders.
import { createSocket } from 'node:dgram';
import { connect, type Socket as TcpSocket } from 'node:net';
import {
  type Collector,
  type CollectorOptions,
  type DatagramSource,
  openCollector,
} from '../../src/collector/index.ts';
import type { ListenPoint, Problem } from '../../src/model/index.ts';

export interface Got {
  readonly payload: string;
  readonly source: DatagramSource;
  readonly receivedMs: number;
}

export interface Collecting {
  readonly collector: Collector;
  readonly got: Got[];
  readonly problems: Problem[];
  /** Of the first point. */
  readonly port: number;
}

const open: Collector[] = [];

export const udpAt = (address: string, port = 0): ListenPoint => ({ address, port, transport: 'udp' });
export const tcpAt = (address: string, port = 0): ListenPoint => ({ address, port, transport: 'tcp' });

export async function collect(
  points: readonly ListenPoint[],
  options: Partial<CollectorOptions> = {},
): Promise<Collecting> {
  const got: Got[] = [];
  const problems: Problem[] = [];
  const collector = await openCollector(points, {
    receiveBufferBytes: 2 ** 17,
    allow: null,
    onDatagram: (bytes, from, to, source, receivedMs) =>
      got.push({ payload: Buffer.from(bytes.subarray(from, to)).toString('latin1'), source, receivedMs }),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  open.push(collector);
  return { collector, got, problems, port: collector.listening[0]?.port ?? 0 };
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.close()));
}

export interface Sending {
  readonly to?: string;
  readonly from?: string;
  /** To send from. */
  readonly fromPort?: number;
}

export async function sendUdp(
  port: number,
  datagrams: readonly (string | Buffer)[],
  { to = '127.0.0.1', from = to, fromPort = 0 }: Sending = {},
): Promise<void> {
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(fromPort, from, resolve));
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) =>
      socket.send(Buffer.from(datagram as string, 'latin1'), port, to, (error) => (error ? reject(error) : resolve())),
    );
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

export async function openTcp(port: number, from = '127.0.0.1'): Promise<TcpSocket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket.removeAllListeners('error').on('error', () => undefined);
}

export async function closed(socket: TcpSocket): Promise<void> {
  socket.resume();
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}

/** Loopback of IPv6 is missing in some containers. */
export async function hasIpv6(): Promise<boolean> {
  const socket = createSocket('udp6');
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(0, '::1', () => resolve(true));
  });
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return isThere;
}

export const POLL = { timeout: 30_000, interval: 10 };
