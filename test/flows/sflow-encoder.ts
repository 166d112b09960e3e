// Writes sFlow v5 datagrams: what the decoder must read back.
import { address4, address6, mac, u16, u32, u64 } from './packets.ts';

export { u16, u32, u64 };

/** A port as an expanded sample tells it. */
export type Port = readonly [format: number, value: number];

export function address(text: string): Buffer {
  return text.includes(':') ? Buffer.concat([u32(2), address6(text)]) : Buffer.concat([u32(1), address4(text)]);
}

export interface DatagramOptions {
  readonly agent?: string;
  readonly subAgent?: number;
  readonly sequence?: number;
  readonly uptime?: number;
  /** Instead of how many there are. */
  readonly count?: number;
}

export function datagram(samples: readonly Buffer[], o: DatagramOptions = {}): Buffer {
  const numbers = [o.subAgent ?? 0, o.sequence ?? 1, o.uptime ?? 1000, o.count ?? samples.length].map(u32);
  return Buffer.concat([u32(5), address(o.agent ?? '192.0.2.9'), ...numbers, ...samples]);
}

/** With its type and length before it, padded to whole words. */
export function structure(type: number, body: Buffer, length = body.length): Buffer {
  return Buffer.concat([u32(type), u32(length), body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}

export interface FlowSampleOptions {
  readonly expanded?: boolean;
  readonly sequence?: number;
  readonly source?: readonly [type: number, index: number];
  readonly rate?: number;
  readonly pool?: number;
  readonly drops?: number;
  readonly input?: Port;
  readonly output?: Port;
  readonly count?: number;
}

export function flowSample(records: readonly Buffer[], o: FlowSampleOptions = {}): Buffer {
  const expanded = o.expanded ?? false;
  const source = o.source ?? [0, 1];
  const ports = [o.input ?? [0, 1], o.output ?? [0, 2]] as const;
  const body = [
    u32(o.sequence ?? 1),
    ...sourceWords(source, expanded),
    ...[o.rate ?? 1, o.pool ?? 0, o.drops ?? 0].map(u32),
    ...(expanded ? ports.flat().map(u32) : ports.map(([format, value]) => u32(format * 0x4000_0000 + value))),
    u32(o.count ?? records.length),
    ...records,
  ];
  return structure(expanded ? 3 : 1, Buffer.concat(body));
}

export function counterSample(
  records: readonly Buffer[],
  o: { readonly expanded?: boolean; readonly sequence?: number; readonly source?: readonly [number, number] } = {},
): Buffer {
  const expanded = o.expanded ?? false;
  const source = sourceWords(o.source ?? [0, 1], expanded);
  return structure(expanded ? 4 : 2, Buffer.concat([u32(o.sequence ?? 1), ...source, u32(records.length), ...records]));
}

export function discardedSample(
  records: readonly Buffer[],
  o: {
    readonly source?: readonly [number, number];
    readonly input?: number;
    readonly output?: number;
    readonly reason?: number;
  } = {},
): Buffer {
  const numbers = [1, ...(o.source ?? [0, 1]), 0, o.input ?? 1, o.output ?? 2, o.reason ?? 256, records.length];
  return structure(5, Buffer.concat([...numbers.map(u32), ...records]));
}

function sourceWords([type, index]: readonly [number, number], expanded: boolean): Buffer[] {
  return expanded ? [u32(type), u32(index)] : [u32(type * 0x100_0000 + index)];
}

export function headerRecord(header: Buffer, frame = header.length, protocol = 1, stripped = 4): Buffer {
  const numbers = [protocol, frame, stripped, header.length].map(u32);
  return structure(1, Buffer.concat([...numbers, header, Buffer.alloc((4 - (header.length % 4)) % 4)]));
}

export function ethernetRecord(length: number, src: string, dst: string, type: number): Buffer {
  const padded = (text: string) => Buffer.concat([mac(text), u16(0)]);
  return structure(2, Buffer.concat([u32(length), padded(src), padded(dst), u32(type)]));
}

export interface IpRecordOptions {
  readonly length: number;
  readonly protocol: number;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly tcpFlags: number;
  readonly tos: number;
}

/** 0:3 or 0:4, by the addresses. */
export function ipRecord(o: IpRecordOptions): Buffer {
  const long = o.src.includes(':');
  const addresses = [o.src, o.dst].map((text) => (long ? address6(text) : address4(text)));
  const rest = [o.srcPort, o.dstPort, o.tcpFlags, o.tos].map(u32);
  return structure(long ? 4 : 3, Buffer.concat([u32(o.length), u32(o.protocol), ...addresses, ...rest]));
}

export function switchRecord(vlanIn: number, vlanOut: number): Buffer {
  return structure(1001, Buffer.concat([vlanIn, 0, vlanOut, 0].map(u32)));
}

export function routerRecord(nextHop: string): Buffer {
  return structure(1002, Buffer.concat([address(nextHop), u32(24), u32(16)]));
}

/** `path`: segments, each with its type (1: set, 2: sequence). */
export function gatewayRecord(
  nextHop: string,
  srcAs: number,
  path: readonly (readonly [type: number, systems: readonly number[]])[],
): Buffer {
  const segments = path.map(([type, systems]) => Buffer.concat([type, systems.length, ...systems].map(u32)));
  const numbers = [64_500, srcAs, 64_501, path.length].map(u32);
  return structure(1003, Buffer.concat([address(nextHop), ...numbers, ...segments, u32(1), u32(77), u32(100)]));
}

export function textField(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u32(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

export interface GenericCounters {
  readonly ifIndex: number;
  readonly speed: bigint;
  readonly status: number;
  readonly inOctets: bigint;
  /** Unicast, multicast, broadcast, discards, errors, unknown protocols. */
  readonly input: readonly [number, number, number, number, number, number];
  readonly outOctets: bigint;
  /** Unicast, multicast, broadcast, discards, errors. */
  readonly output: readonly [number, number, number, number, number];
}

export function genericCounters(c: GenericCounters): Buffer {
  const head = [u32(c.ifIndex), u32(6), u64(c.speed), u32(1), u32(c.status)];
  const rest = [u64(c.inOctets), ...c.input.map(u32), u64(c.outOctets), ...c.output.map(u32), u32(0)];
  return structure(1, Buffer.concat([...head, ...rest]));
}
