// NetFlow v5: a header of 24 octets, records of 48, fixed fields.
import { DIRECTION, FLOW_PROTOCOLS, type FlowBatch, KNOWN } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readI32, readU16, readU32 } from '../read-bytes.ts';

const HEADER = 24;
const RECORD = 48;

/** What IOS and others write where an ifIndex does not fit into 16 bits or is not known. */
const NO_IFINDEX = 0xffff;

const LOAD = KNOWN.inIf | KNOWN.outIf | KNOWN.bytes | KNOWN.packets | KNOWN.times;
const TALKERS =
  LOAD | KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto | KNOWN.tos | KNOWN.srcAs | KNOWN.dstAs;
const ALL = TALKERS | KNOWN.tcpFlags | KNOWN.nextHop;

/** Decodes the records that are wholly there; the header's count is only compared. */
export function decodeNetflow5(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (to - from < HEADER) {
    context.problem(
      'FLOW_DATAGRAM_SHORT',
      () => `NetFlow v5: ${to - from} octets are less than its header of ${HEADER}`,
    );
    return;
  }
  const count = countRecords(context, bytes, from, to);
  const { exporter } = context;
  const sent = readU32(bytes, from + 8) * 1000 + Math.trunc(readU32(bytes, from + 12) / 1_000_000);
  exporter.noteClock(sent, context.received);
  const domain = exporter.domain(FLOW_PROTOCOLS.netflow5, readU16(bytes, from + 20));
  const sequence = readU32(bytes, from + 16);
  domain.sequence.follow(sequence, count);
  const rate = readSampling(bytes, from + 22);
  if (rate > 0) exporter.noteRate(rate);
  const columns = context.detail === 'load' ? LOAD : context.detail === 'talkers' ? TALKERS : ALL;
  const known = rate > 0 ? columns | KNOWN.rate : columns;
  const uptime = readI32(bytes, from + 4);
  context.begin(columns);
  for (let done = 0; done < count; ) {
    const rows = Math.min(count - done, context.room());
    const at = from + HEADER + done * RECORD;
    fillLoad(context.batch, bytes, at, rows, uptime, sent, known, Math.max(rate, 1));
    if (columns !== LOAD) fillKeys(context.batch, bytes, at, rows);
    if (columns === ALL) fillRest(context.batch, bytes, at, rows);
    context.stamp(rows, FLOW_PROTOCOLS.netflow5, domain.id, sequence);
    done += rows;
  }
}

function countRecords(context: DecodeContext, bytes: Uint8Array, from: number, to: number): number {
  const whole = Math.floor((to - from - HEADER) / RECORD);
  const told = readU16(bytes, from + 2);
  if (told > whole) {
    context.problem('FLOW_DATAGRAM_CUT', () => `NetFlow v5: ${told} records are announced, ${whole} are there`);
  }
  return Math.min(told, whole);
}

/**
 * The rate that the header tells, 0 where it tells none: two bits of mode and 14 of interval. Juniper and others leave the mode 0 and set
 * the interval (seen on MX80: mode 0, interval 1000); IOS writes 0 where nothing is sampled, and is right to mean every packet.
 */
function readSampling(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) & 0x3fff;
}

function fillLoad(
  batch: FlowBatch,
  bytes: Uint8Array,
  from: number,
  rows: number,
  uptime: number,
  sent: number,
  known: number,
  rate: number,
): void {
  const { first, last, inIf, outIf } = batch;
  let row = batch.size;
  for (let at = from, end = from + rows * RECORD; at < end; at += RECORD, row++) {
    const input = readU16(bytes, at + 12);
    const output = readU16(bytes, at + 14);
    const begun = sent - ((uptime - readI32(bytes, at + 24)) | 0);
    const ended = sent - ((uptime - readI32(bytes, at + 28)) | 0);
    first[row] = begun < ended ? begun : ended;
    last[row] = ended;
    let told = known;
    if (input === NO_IFINDEX) told &= ~KNOWN.inIf;
    if (output === NO_IFINDEX) told &= ~KNOWN.outIf;
    inIf[row] = input === NO_IFINDEX ? 0 : input;
    outIf[row] = output === NO_IFINDEX ? 0 : output;
    batch.packets[row] = readU32(bytes, at + 16);
    batch.bytes[row] = readU32(bytes, at + 20);
    batch.known[row] = told;
    batch.rate[row] = rate;
    batch.direction[row] = DIRECTION.unknown;
    batch.flags[row] = 0;
    batch.seenAt[row] = 0;
    batch.family[row] = 4;
  }
}

function fillKeys(batch: FlowBatch, bytes: Uint8Array, from: number, rows: number): void {
  let row = batch.size;
  for (let at = from, end = from + rows * RECORD; at < end; at += RECORD, row++) {
    batch.src[4 * row] = readI32(bytes, at);
    batch.dst[4 * row] = readI32(bytes, at + 4);
    batch.srcPort[row] = readU16(bytes, at + 32);
    batch.dstPort[row] = readU16(bytes, at + 34);
    batch.proto[row] = bytes[at + 38] as number;
    batch.tos[row] = bytes[at + 39] as number;
    batch.srcAs[row] = readU16(bytes, at + 40);
    batch.dstAs[row] = readU16(bytes, at + 42);
  }
}

function fillRest(batch: FlowBatch, bytes: Uint8Array, from: number, rows: number): void {
  let row = batch.size;
  for (let at = from, end = from + rows * RECORD; at < end; at += RECORD, row++) {
    batch.nextHop[4 * row] = readI32(bytes, at + 8);
    batch.tcpFlags[row] = bytes[at + 37] as number;
  }
}
