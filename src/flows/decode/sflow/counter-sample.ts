// sFlow counter samples (types 2 and 4): interface counters for measuring, port names, and everything else for people.
import type { DecodeContext } from '../../context.ts';
import { readU32, readU64 } from '../../read-bytes.ts';
import type { FieldValue } from './field-out.ts';
import { readFields } from './fields.ts';
import { COUNTER_STRUCTURES } from './structures.ts';
import { printableText } from './texts.ts';

/** Structures, enterprise 0. */
const GENERIC = 1;
const PORT_NAME = 1005;

/** Octets of the generic interface counters. */
const GENERIC_LENGTH = 88;

const UNKNOWN = 0xffff_ffff;

interface CounterSource {
  /** 0 is an ifIndex. */
  readonly kind: number;
  readonly index: number;
}

/** False where something in the sample cannot be right. */
export function decodeCounterSample(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  expanded: boolean,
  domain: number,
  sequence: number,
): boolean {
  const length = expanded ? 16 : 12;
  if (to - from < length) return false;
  const { sink } = context;
  const word = readU32(bytes, from + 4);
  const source = expanded
    ? { kind: word, index: readU32(bytes, from + 8) }
    : { kind: word >>> 24, index: word & 0xff_ffff };
  const fields: Record<string, FieldValue> | null = sink.details
    ? { sourceId: `${source.kind}:${source.index}`, sampleSequenceNo: readU32(bytes, from) }
    : null;
  const right = decodeStructures(context, bytes, from + length, to, source, fields);
  if (fields) {
    const { exporter, received, batch } = context;
    const place = { exporter: exporter.slot, domain, sequence, received, row: batch.size };
    context.tellDetails({ type: 'sflow5-counters', ...place, fields });
  }
  return right;
}

function decodeStructures(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  source: CounterSource,
  fields: Record<string, FieldValue> | null,
): boolean {
  const told = readU32(bytes, from - 4);
  const out = { field: (name: string, _: string, value: FieldValue) => setField(fields, name, value) };
  let at = from;
  for (let done = 0; done < told; done++) {
    const type = readU32(bytes, at);
    const start = at + 8;
    const end = start + readU32(bytes, at + 4);
    if (end > to || start > to) return false;
    if (type === GENERIC) {
      if (end - start < GENERIC_LENGTH) return false;
      tellCounters(context, bytes, start);
    } else if (type === PORT_NAME) tellPortName(context, bytes, start, end, source);
    const structure = fields === null ? undefined : COUNTER_STRUCTURES.get(type);
    if (structure) readFields(structure, bytes, start, end, out);
    at = start + ((end - start + 3) & ~3);
  }
  return true;
}

/** An agent may send a structure twice: the first counts. */
function setField(fields: Record<string, FieldValue> | null, name: string, value: FieldValue): void {
  if (fields !== null && !(name in fields)) fields[name] = value;
}

function tellPortName(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  source: CounterSource,
): void {
  if (source.kind !== 0 || to - from < 4) return;
  const length = readU32(bytes, from);
  if (length > to - from - 4) return;
  const name = printableText(bytes, from + 4, from + 4 + length);
  if (name !== '') context.names.learn(context.exporter, source.index, name);
}

/** Offsets of `if_counters` (sFlow v5 specification §5.4). Its status has bit 0 for the administrator's and bit 1 for the true state. */
function tellCounters(context: DecodeContext, bytes: Uint8Array, at: number): void {
  if (!context.sink.counters) return;
  const status = readU32(bytes, at + 20);
  const speed = counter64(bytes, at + 8);
  context.sink.counters({
    exporter: context.exporter.slot,
    received: context.received,
    ifIndex: readU32(bytes, at),
    speedBps: speed === 0 ? null : speed,
    adminUp: status === UNKNOWN ? null : (status & 1) !== 0,
    operUp: status === UNKNOWN ? null : (status & 2) !== 0,
    inBytes: counter64(bytes, at + 24),
    inPackets: packets(bytes, at + 32),
    outBytes: counter64(bytes, at + 56),
    outPackets: packets(bytes, at + 64),
    inDiscards: counter32(bytes, at + 44),
    outDiscards: counter32(bytes, at + 76),
    inErrors: counter32(bytes, at + 48),
    outErrors: counter32(bytes, at + 80),
  });
}

function counter32(bytes: Uint8Array, at: number): number | null {
  const value = readU32(bytes, at);
  return value === UNKNOWN ? null : value;
}

function counter64(bytes: Uint8Array, at: number): number | null {
  return readU32(bytes, at) === UNKNOWN && readU32(bytes, at + 4) === UNKNOWN ? null : readU64(bytes, at);
}

/** Unicast, multicast and broadcast; devices that count all in one say that the others are unknown. Modulo 2^32, as each of them is. */
function packets(bytes: Uint8Array, at: number): number | null {
  const [unicast, multicast, broadcast] = [counter32(bytes, at), counter32(bytes, at + 4), counter32(bytes, at + 8)];
  if (unicast === null) return null;
  return (unicast + (multicast ?? 0) + (broadcast ?? 0)) % 0x1_0000_0000;
}
