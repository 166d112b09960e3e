// NetFlow and IPFIX datagrams made by hand, set by set.
import { u16, u32, u64 } from './packets.ts';

/** Element, length (VARIABLE: told in each record), enterprise. */
export type Field = readonly [element: number, length: number, enterprise?: number];

export const VARIABLE = 65535;

export interface Header {
  readonly uptime?: number;
  /** Seconds since 1970. */
  readonly seconds?: number;
  readonly nanoseconds?: number;
  readonly sequence?: number;
  readonly domain?: number;
  /** v5: engine type and id, mode and interval. */
  readonly sampling?: number;
  /** What the header says in place of the truth. */
  readonly count?: number;
  readonly length?: number;
}

export interface FixedRecord {
  readonly src?: number;
  readonly dst?: number;
  readonly nextHop?: number;
  readonly inIf?: number;
  readonly outIf?: number;
  readonly packets?: number;
  readonly bytes?: number;
  readonly first?: number;
  readonly last?: number;
  readonly srcPort?: number;
  readonly dstPort?: number;
  readonly tcpFlags?: number;
  readonly proto?: number;
  readonly tos?: number;
  readonly srcAs?: number;
  readonly dstAs?: number;
}

export const SECONDS = 1_763_719_200;

export function netflow5(records: readonly FixedRecord[], header: Header = {}): Buffer {
  const head = [...fixedHead(5, records.length, header), u32(header.sequence ?? 0)];
  return Buffer.concat([
    ...head,
    u16(header.domain ?? 0),
    u16(header.sampling ?? 0),
    ...records.flatMap((record) => [
      fixedStart(record),
      Buffer.from([0, record.tcpFlags ?? 0]),
      ...fixedEnd(record),
      u16(0),
    ]),
  ]);
}

export function netflow7(records: readonly FixedRecord[], header: Header = {}): Buffer {
  return Buffer.concat([
    ...[...fixedHead(7, records.length, header), u32(header.sequence ?? 0), u32(0)],
    ...records.flatMap((record) => [
      ...[fixedStart(record), Buffer.from([0, record.tcpFlags ?? 0]), ...fixedEnd(record)],
      ...[u16(0), u32(0x0a000001)],
    ]),
  ]);
}

export function netflow1(records: readonly FixedRecord[], header: Header = {}): Buffer {
  return Buffer.concat([
    ...fixedHead(1, records.length, header),
    ...records.flatMap((record) => [
      ...[fixedStart(record), u16(0), Buffer.from([record.proto ?? 0, record.tos ?? 0, record.tcpFlags ?? 0])],
      Buffer.alloc(11),
    ]),
  ]);
}

function fixedHead(version: number, count: number, header: Header): Buffer[] {
  return [
    ...[u16(version), u16(header.count ?? count), u32(header.uptime ?? 0)],
    ...[u32(header.seconds ?? SECONDS), u32(header.nanoseconds ?? 0)],
  ];
}

/** The first 36 octets. */
function fixedStart(record: FixedRecord): Buffer {
  return Buffer.concat([
    ...[record.src, record.dst, record.nextHop].map((word) => u32(word ?? 0)),
    ...[record.inIf, record.outIf].map((port) => u16(port ?? 0)),
    ...[record.packets, record.bytes, record.first, record.last].map((word) => u32(word ?? 0)),
    ...[record.srcPort, record.dstPort].map((port) => u16(port ?? 0)),
  ]);
}

/** From 38 to 46. */
function fixedEnd(record: FixedRecord): Buffer[] {
  return [
    Buffer.from([record.proto ?? 0, record.tos ?? 0]),
    ...[u16(record.srcAs ?? 0), u16(record.dstAs ?? 0)],
    Buffer.from([24, 16]),
  ];
}

export function netflow9(sets: readonly Buffer[], header: Header = {}): Buffer {
  return Buffer.concat([
    ...[u16(9), u16(header.count ?? sets.length), u32(header.uptime ?? 0), u32(header.seconds ?? SECONDS)],
    ...[u32(header.sequence ?? 0), u32(header.domain ?? 0)],
    ...sets,
  ]);
}

export function ipfix(sets: readonly Buffer[], header: Header = {}): Buffer {
  const body = Buffer.concat(sets);
  return Buffer.concat([
    ...[u16(10), u16(header.length ?? body.length + 16), u32(header.seconds ?? SECONDS)],
    ...[u32(header.sequence ?? 0), u32(header.domain ?? 0)],
    body,
  ]);
}

/** `length` in place of the true one. */
export function set(id: number, parts: readonly Buffer[], length?: number): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u16(id), u16(length ?? body.length + 4), body]);
}

function fieldOf([element, length, enterprise]: Field): Buffer {
  if (enterprise === undefined) return Buffer.concat([u16(element), u16(length)]);
  return Buffer.concat([u16(element | 0x8000), u16(length), u32(enterprise)]);
}

/** A template of flows, without its set. */
export function template(id: number, fields: readonly Field[]): Buffer {
  return Buffer.concat([u16(id), u16(fields.length), ...fields.map(fieldOf)]);
}

export function optionsTemplate9(id: number, scopes: readonly Field[], options: readonly Field[]): Buffer {
  return Buffer.concat([
    u16(id),
    u16(4 * scopes.length),
    u16(4 * options.length),
    ...[...scopes, ...options].map(fieldOf),
  ]);
}

export function optionsTemplate(id: number, scopes: readonly Field[], options: readonly Field[]): Buffer {
  const fields = [...scopes, ...options];
  return Buffer.concat([u16(id), u16(fields.length), u16(scopes.length), ...fields.map(fieldOf)]);
}

export const v9 = {
  message: netflow9,
  templates: (...templates: readonly Buffer[]) => set(0, templates),
  options: (...templates: readonly Buffer[]) => set(1, templates),
};

export const v10 = {
  message: ipfix,
  templates: (...templates: readonly Buffer[]) => set(2, templates),
  options: (...templates: readonly Buffer[]) => set(3, templates),
};

/** A number in so many octets; only its low ones where there are more bits. */
export function uint(value: number | bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let rest = BigInt(value);
  for (let i = length - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
}

/** The value of a variable field with its length before it; `long` takes three octets for it. */
export function variable(value: Buffer, long = value.length > 254): Buffer {
  return Buffer.concat([
    long ? Buffer.concat([Buffer.from([255]), u16(value.length)]) : Buffer.from([value.length]),
    value,
  ]);
}

/** RFC 7011 §6.1.9, from ms since 1970. */
export function ntpTime(ms: number): Buffer {
  const seconds = Math.floor(ms / 1000);
  const fraction = (BigInt(Math.round((ms - 1000 * seconds) * 1000)) << 32n) / 1_000_000n;
  return u64((BigInt(seconds + 2_208_988_800) << 32n) | fraction);
}
