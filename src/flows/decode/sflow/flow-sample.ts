// sFlow flow samples (types 1 and 3) and discarded packets (type 5): one row each.
import { DIRECTION, FLOW_FLAGS, FLOW_PROTOCOLS, type FlowBatch, KNOWN, SPECIAL_IF } from '../../batch.ts';
import type { DecodeContext } from '../../context.ts';
import { HEADER_COLUMNS } from '../../headers/parse-header.ts';
import { readU32 } from '../../read-bytes.ts';
import { decodeFlowRecords } from './flow-records.ts';

/** Columns of every row, and those that some rows tell. */
const ALWAYS = KNOWN.inIf | KNOWN.outIf | KNOWN.bytes | KNOWN.packets;
const SOMETIMES = HEADER_COLUMNS | KNOWN.srcAs | KNOWN.dstAs | KNOWN.nextHop;

const LENGTH = { flow: 32, expanded: 44, discarded: 32 } as const;

/** Top two bits of a port number, or the format word before it in an expanded sample. */
const FORMAT = { single: 0, discarded: 1, multiple: 2 } as const;

/** sFlow v5 specification §5.3, `interface`: all ones in 30 bits: the packet came from, or went to, the device itself. */
const INTERNAL = 0x3fff_ffff;

/** False where something in the sample cannot be right; its row counts if its fixed part is there. */
export function decodeFlowSample(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  expanded: boolean,
  domain: number,
  sequence: number,
): boolean {
  const length = expanded ? LENGTH.expanded : LENGTH.flow;
  if (to - from < length) return false;
  const row = beginRow(context);
  const { batch } = context;
  const at = expanded ? from + 12 : from + 8;
  const sourceWord = readU32(bytes, from + 4);
  const sourceClass = expanded ? sourceWord : sourceWord >>> 24;
  const source = expanded ? readU32(bytes, from + 8) : sourceWord & 0xff_ffff;
  context.sflow.samples.count(context.exporter.slot, domain, source, readU32(bytes, from), readU32(bytes, at + 8));
  const rate = readU32(bytes, at);
  let known = rate === 0 ? 0 : KNOWN.rate;
  batch.rate[row] = rate === 0 ? 1 : rate;
  if (rate !== 0) context.exporter.noteRate(rate);
  batch.flags[row] = 0;
  const input = expanded ? expandedPort(bytes, at + 12) : plainPort(readU32(bytes, at + 12));
  const output = expanded ? expandedPort(bytes, at + 20) : plainPort(readU32(bytes, at + 16));
  known |= setPorts(batch, row, input, output, sourceClass === 0 ? source : 0);
  return finishRow(context, row, known, bytes, from + length, to, domain, sequence);
}

/** The number of packets dropped is not told per sample: each stands for itself, with no rate. */
export function decodeDiscardedSample(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  domain: number,
  sequence: number,
): boolean {
  if (to - from < LENGTH.discarded) return false;
  const row = beginRow(context);
  const { batch } = context;
  batch.rate[row] = 1;
  batch.flags[row] = FLOW_FLAGS.discarded;
  const source = readU32(bytes, from + 4) === 0 ? readU32(bytes, from + 8) : 0;
  const [input, output] = [readU32(bytes, from + 16), readU32(bytes, from + 20)];
  const known = setPorts(batch, row, portOf(FORMAT.single, input), portOf(FORMAT.single, output), source);
  return finishRow(context, row, known, bytes, from + LENGTH.discarded, to, domain, sequence);
}

function beginRow(context: DecodeContext): number {
  context.room();
  context.begin(ALWAYS);
  context.mark(SOMETIMES);
  const { batch } = context;
  const row = batch.size;
  batch.first[row] = context.received;
  batch.last[row] = context.received;
  batch.bytes[row] = 0;
  batch.packets[row] = 1;
  batch.family[row] = 0;
  return row;
}

/** `source` is 0 where the sample's source is no port. Entering and leaving by one port: seen when it entered. */
function setPorts(batch: FlowBatch, row: number, input: number, output: number, source: number): number {
  batch.inIf[row] = input;
  batch.outIf[row] = output;
  batch.seenAt[row] = source;
  let direction: number = DIRECTION.unknown;
  if (source !== 0) {
    if (source === input) direction = DIRECTION.ingress;
    else if (source === output) direction = DIRECTION.egress;
  }
  batch.direction[row] = direction;
  return KNOWN.packets | (input === 0 ? 0 : KNOWN.inIf) | (output === 0 ? 0 : KNOWN.outIf);
}

function finishRow(
  context: DecodeContext,
  row: number,
  known: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  domain: number,
  sequence: number,
): boolean {
  const { batch } = context;
  batch.known[row] = known;
  context.stamp(1, FLOW_PROTOCOLS.sflow5, domain, sequence);
  return decodeFlowRecords(context, row, bytes, from, to);
}

/** 0: not known. */
function plainPort(word: number): number {
  return portOf(word >>> 30, word & INTERNAL);
}

/** A format word and a value of 32 bits: an ifIndex may need more than 30 of them. */
function expandedPort(bytes: Uint8Array, at: number): number {
  return portOf(readU32(bytes, at), readU32(bytes, at + 4));
}

function portOf(format: number, value: number): number {
  if (format === FORMAT.single) {
    if (value === INTERNAL) return SPECIAL_IF.internal;
    return value > 0x7fff_ffff ? 0 : value;
  }
  if (format === FORMAT.discarded) return SPECIAL_IF.discardBase + (value & 0xf_ffff);
  return format === FORMAT.multiple ? SPECIAL_IF.multipleBase + (value & INTERNAL) : 0;
}
