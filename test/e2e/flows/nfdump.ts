// What nfcapd and sfcapd received, as nfdump prints it: the collectors of the nfdump package as judges.
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCALED_BY_OPTIONS } from './differences.ts';
import { output, start, until } from './programs.ts';
import type { SentDatagram, ToldFlow } from './told.ts';

export interface NfdumpFlow extends ToldFlow {
  readonly exporter: string;
}

/** Sends datagrams to a collector of theirs, each from its exporter's address, and reads what it has stored, in its order. */
export async function nfdumpFlows(collector: Collector, datagrams: readonly SentDatagram[]): Promise<NfdumpFlow[]> {
  return stored(collector, datagrams, (folder) => storedFlows(folder, collector === 'sfcapd'));
}

type Collector = 'nfcapd' | 'sfcapd';

/** `use` gets the folder of its files, which is removed then. */
export async function stored<T>(
  collector: Collector,
  datagrams: readonly SentDatagram[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-nfdump-'));
  try {
    const port = await freePort();
    const daemon = start(
      collector,
      '-p',
      String(port),
      '-b',
      '127.0.0.1',
      '-w',
      folder,
      '-t',
      '86400',
      '-B',
      '4000000',
    );
    try {
      await until(() => queueOf(port) !== null, `${collector} listens: ${daemon.said()}`);
      await sendAll(datagrams, port);
      await until(() => queueOf(port) === 0, `${collector} has read everything`);
    } finally {
      await daemon.stop();
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of files that nfcapd, sfcapd or nfpcapd wrote. */
export async function storedFlows(folder: string, isSflow: boolean): Promise<NfdumpFlow[]> {
  const text = await output('nfdump', '-R', folder, '-o', 'json');
  return (JSON.parse(text.trim() || '[]') as Stored[]).map((stored) => read(stored, isSflow));
}

type Stored = Readonly<Record<string, string | number | undefined>>;

function read(stored: Stored, isSflow: boolean): NfdumpFlow {
  const number = (name: string) => (stored[name] === undefined ? null : Number(stored[name]));
  const text = (...names: readonly string[]) =>
    names.map((name) => stored[name]).find((found) => found !== undefined) as string | undefined;
  const time = (name: string) => {
    const found = text(name);
    // 1970: not told.
    return found === undefined ? null : Date.parse(`${found}Z`) || null;
  };
  const icmp = number('icmp_type');
  return {
    exporter: text('ip4_router', 'ip6_router') ?? '',
    src: text('src4_addr', 'src6_addr') ?? '0.0.0.0',
    dst: text('dst4_addr', 'dst6_addr') ?? '0.0.0.0',
    srcPort: number('src_port') ?? 0,
    dstPort: icmp === null ? number('dst_port') : 256 * icmp + (number('icmp_code') ?? 0),
    proto: number('proto'),
    tos: number('src_tos'),
    tcpFlags: flagsOf(text('tcp_flags') ?? ''),
    bytes: number('in_bytes'),
    packets: number('in_packets'),
    inIf: number('input_snmp') ?? 0,
    outIf: number('output_snmp') ?? 0,
    direction: stored.direction === 1 ? 'egress' : 'ingress',
    first: isSflow ? null : time('first'),
    last: isSflow ? null : time('last'),
    rate: null,
  };
}

/** `...AP.SF`. */
function flagsOf(text: string): number {
  return [...text].reduce((bits, letter) => 2 * bits + (letter === '.' ? 0 : 1), 0);
}

/** Octets that wait in the receive queue of a UDP port of this machine; null: nobody listens there. */
export function queueOf(port: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/udp', '/proc/net/udp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const line = lines.find((one) => one.trim().split(/\s+/)[1]?.endsWith(`:${hex}`));
  return line === undefined ? null : Number.parseInt(line.trim().split(/\s+/)[4]?.split(':')[1] ?? '0', 16);
}

export async function freePort(): Promise<number> {
  const socket = await boundTo('127.0.0.1');
  const { port } = socket.address();
  await closed(socket);
  return port;
}

function boundTo(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, () => resolve(socket));
  });
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.close(() => resolve()));

/** Not faster than the receiver reads. */
export async function sendAll(datagrams: readonly SentDatagram[], port: number): Promise<void> {
  const sockets = new Map<string, Socket>();
  for (const { address } of datagrams) if (!sockets.has(address)) sockets.set(address, await boundTo(address));
  try {
    for (const [i, { address, bytes }] of datagrams.entries()) {
      await new Promise((resolve) => sockets.get(address)?.send(bytes, port, '127.0.0.1', resolve));
      if (i % 16 === 15) await until(() => queueOf(port) === 0, 'the receiver reads');
    }
  } finally {
    for (const socket of sockets.values()) await closed(socket);
  }
}

/**
 * Our readings as nfdump would tell them: 0 for what is not known, no times of sFlow, octets scaled by the rates of v5 and sFlow.
 * `first`: the first datagram.
 */
export function asNfdump(
  flows: readonly ToldFlow[],
  { id, isSflow, first }: { readonly id: string; readonly isSflow: boolean; readonly first: SentDatagram | undefined },
): ToldFlow[] {
  const isScaled = isSflow || first?.bytes[1] === 5 || SCALED_BY_OPTIONS.includes(id);
  return flows.map((flow) => {
    const scaled = (value: number | null) => (value ?? 0) * (isScaled ? (flow.rate ?? 1) : 1);
    return {
      ...flow,
      ...{ bytes: scaled(flow.bytes), packets: scaled(flow.packets), rate: null },
      ...{ srcPort: flow.srcPort ?? 0, dstPort: flow.dstPort ?? 0, proto: flow.proto ?? 0 },
      ...{ tos: flow.tos ?? 0, tcpFlags: flow.tcpFlags ?? 0, inIf: flow.inIf ?? 0, outIf: flow.outIf ?? 0 },
      ...{ src: flow.src ?? '0.0.0.0', dst: flow.dst ?? '0.0.0.0', direction: flow.direction ?? 'ingress' },
    };
  });
}
