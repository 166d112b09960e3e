// Records of NetFlow v1, v5 and v7: the first 36 octets and what they mean are the same.
import { type FlowBatch, type FlowDetail, KNOWN } from '../batch.ts';
import { ALSO } from '../column-bits.ts';
import type { DecodeContext } from '../context.ts';
import { readI32, readU16, readU32 } from '../read-bytes.ts';
import { portOf16 } from './ports.ts';

/** What differs from version to version, by the name it has in messages. */
export interface FixedFormat {
  readonly name: string;
  readonly protocol: number;
  readonly headerLength: number;
  readonly recordLength: number;
  /** Where in a record TCP's flags are. */
  readonly tcpFlags: number;
  /** Records tell AS numbers, at 40 and 42. */
  readonly hasAs: boolean;
}

/** One datagram's records, and what its header says of all of them. */
export interface FixedDatagram {
  readonly domain: number;
  readonly sequence: number;
  readonly count: number;
  /** By the exporter's clock, ms since 1970. */
  readonly sent: number;
  /** ms, 32 bits, wrapping. */
  readonly uptime: number;
  /** 0: not told. */
  readonly rate: number;
}

const LOAD = KNOWN.inIf | KNOWN.outIf | KNOWN.bytes | KNOWN.packets | KNOWN.times;
const KEYS = KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto | KNOWN.tos;
const AS = KNOWN.srcAs | KNOWN.dstAs;
const REST = KNOWN.nextHop | KNOWN.tcpFlags;

/** Nanoseconds of a header above this are garbage. */
const SECOND = 1_000_000_000;

/** ms since 1970 from seconds and nanoseconds at `at`. */
export function readSent(bytes: Uint8Array, at: number): number {
  const nanoseconds = readU32(bytes, at + 4);
  return readU32(bytes, at) * 1000 + (nanoseconds < SECOND ? Math.floor(nanoseconds / 1_000_000) : 0);
}

/** Records that are there and announced: the count may be wrong, and may leave out what is only padding. */
export function countRecords(
  context: DecodeContext,
  format: FixedFormat,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const whole = Math.floor((to - from - format.headerLength) / format.recordLength);
  const told = readU16(bytes, from + 2);
  if (told > whole) {
    context.problem('FLOW_DATAGRAM_CUT', () => `${format.name}: ${told} records are announced, ${whole} are there`);
  }
  return Math.min(told, whole);
}

/** True, and told, where the datagram is too short for its header. */
export function isShort(context: DecodeContext, { name, headerLength }: FixedFormat, length: number): boolean {
  if (length >= headerLength) return false;
  context.problem('FLOW_DATAGRAM_SHORT', () => `${name}: ${length} octets are less than its header of ${headerLength}`);
  return true;
}

export function decodeRecords(
  context: DecodeContext,
  format: FixedFormat,
  datagram: FixedDatagram,
  bytes: Uint8Array,
  from: number,
): void {
  const { batch, detail } = context;
  const columns = columnsOf(format, detail);
  const known = datagram.rate > 0 ? columns | KNOWN.rate : columns;
  if (datagram.rate > 0) context.exporter.noteRate(datagram.rate);
  const { recordLength } = format;
  for (let done = 0; done < datagram.count; ) {
    const rows = Math.min(datagram.count - done, context.room());
    const at = from + done * recordLength;
    context.begin(columns, detail === 'load' ? 0 : ALSO.family);
    fillLoad(batch, bytes, at, rows, recordLength, datagram, known);
    if (detail !== 'load') fillKeys(batch, bytes, at, rows, recordLength);
    if (detail !== 'load' && format.hasAs) fillAs(batch, bytes, at, rows, recordLength);
    if (detail === 'all') fillRest(batch, bytes, at, rows, recordLength, format.tcpFlags);
    context.stamp(rows, format.protocol, datagram.domain, datagram.sequence);
    done += rows;
  }
}

function columnsOf(format: FixedFormat, detail: FlowDetail): number {
  if (detail === 'load') return LOAD;
  const keys = LOAD | KEYS | (format.hasAs ? AS : 0);
  return detail === 'talkers' ? keys : keys | REST;
}

function fillLoad(
  batch: FlowBatch,
  bytes: Uint8Array,
  from: number,
  rows: number,
  length: number,
  datagram: FixedDatagram,
  known: number,
): void {
  const { first, last, inIf, outIf, packets, bytes: octets, known: told, rate } = batch;
  const { sent, uptime } = datagram;
  const multiply = datagram.rate || 1;
  let row = batch.size;
  for (let at = from, end = from + rows * length; at < end; at += length, row++) {
    const input = portOf16(readU16(bytes, at + 12));
    const output = portOf16(readU16(bytes, at + 14));
    const begun = (uptime - readI32(bytes, at + 24)) | 0;
    const ended = (uptime - readI32(bytes, at + 28)) | 0;
    first[row] = sent - (begun > ended ? begun : ended);
    last[row] = sent - ended;
    inIf[row] = input;
    outIf[row] = output;
    packets[row] = readU32(bytes, at + 16);
    octets[row] = readU32(bytes, at + 20);
    told[row] = known & (input === 0 ? ~KNOWN.inIf : -1) & (output === 0 ? ~KNOWN.outIf : -1);
    rate[row] = multiply;
  }
}

function fillKeys(batch: FlowBatch, bytes: Uint8Array, from: number, rows: number, length: number): void {
  const { src, dst, srcPort, dstPort, proto, tos, family } = batch;
  let row = batch.size;
  for (let at = from, end = from + rows * length; at < end; at += length, row++) {
    src[4 * row] = readI32(bytes, at);
    dst[4 * row] = readI32(bytes, at + 4);
    srcPort[row] = readU16(bytes, at + 32);
    dstPort[row] = readU16(bytes, at + 34);
    proto[row] = bytes[at + 38] as number;
    tos[row] = bytes[at + 39] as number;
    family[row] = 4;
  }
}

function fillAs(batch: FlowBatch, bytes: Uint8Array, from: number, rows: number, length: number): void {
  let row = batch.size;
  for (let at = from, end = from + rows * length; at < end; at += length, row++) {
    batch.srcAs[row] = readU16(bytes, at + 40);
    batch.dstAs[row] = readU16(bytes, at + 42);
  }
}

function fillRest(
  batch: FlowBatch,
  bytes: Uint8Array,
  from: number,
  rows: number,
  length: number,
  tcpFlags: number,
): void {
  let row = batch.size;
  for (let at = from, end = from + rows * length; at < end; at += length, row++) {
    batch.nextHop[4 * row] = readI32(bytes, at + 8);
    batch.tcpFlags[row] = bytes[at + tcpFlags] as number;
  }
}
