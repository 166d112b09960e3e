// When flows began and ended, by the exporter's clock.
import { type FlowBatch, KNOWN } from '../batch.ts';
import type { Domain } from '../domain.ts';
import { readI32, readU32, readU64, readUint } from '../read-bytes.ts';
import type { Place, RecordLocator } from '../templates/layout.ts';
import type { TimePlan, TimeUnit } from '../templates/plan-times.ts';
import type { MessageHeader } from '../templates/waiting.ts';

/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_EPOCH = 2_208_988_800;

const WRAP = 0x1_0000_0000;

/** An estimate of when the exporter started that is this much too early, ms, is one of before its restart. */
const RESTART_MS = 2 * 3_600_000;

/** `first` and `last` of `rows` rows. Rows whose times are not told (0) have the time of reception, and no KNOWN.times. */
export function fillTimes(
  batch: FlowBatch,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
  plan: TimePlan | null,
  domain: Domain,
  header: MessageHeader,
): void {
  if (!plan) {
    batch.first.fill(header.received, row, row + rows);
    batch.last.fill(header.received, row, row + rows);
    return;
  }
  const { start, end } = plan;
  const clock = plan.unit === 'uptime' ? uptimeNow(plan, bytes, locator, rows, domain, header) : header.uptime;
  if (start) readTimes(batch.first, row, rows, bytes, locator, start, plan.unit, clock, header.sent);
  if (end) readTimes(batch.last, row, rows, bytes, locator, end, plan.unit, clock, header.sent);
  if (!start || !end) completeTimes(batch, row, rows, bytes, locator, plan);
  orderTimes(batch, row, rows, header.received);
}

function readTimes(
  column: Float64Array,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset }: Place,
  unit: TimeUnit,
  uptime: number,
  sent: number,
): void {
  const from = slot * stride;
  if (unit === 'uptime') {
    for (let i = 0; i < rows; i++) {
      column[row + i] = sent - ((uptime - readI32(bytes, (starts[from + i] as number) + offset)) | 0);
    }
  } else if (unit === 'milliseconds') {
    for (let i = 0; i < rows; i++) column[row + i] = readU64(bytes, (starts[from + i] as number) + offset);
  } else if (unit === 'seconds') {
    for (let i = 0; i < rows; i++) column[row + i] = 1000 * readU32(bytes, (starts[from + i] as number) + offset);
  } else if (unit === 'delta') {
    for (let i = 0; i < rows; i++)
      column[row + i] = sent - readU32(bytes, (starts[from + i] as number) + offset) / 1000;
  } else {
    for (let i = 0; i < rows; i++) column[row + i] = readNtp(bytes, (starts[from + i] as number) + offset);
  }
}

/** RFC 7011 §6.1.9: seconds since 1900 and a fraction of 2^32; 0 is 0. */
function readNtp(bytes: Uint8Array, at: number): number {
  const seconds = readU32(bytes, at);
  return seconds === 0 ? 0 : (seconds - NTP_EPOCH) * 1000 + (readU32(bytes, at + 4) * 1000) / WRAP;
}

/**
 * The exporter's uptime when it sent the message, 32 bits. IPFIX headers have none: it comes from the record's or an options record's
 * systemInitTime (IE 160), else from what was seen: no flow ends after it is sent, so the flow that ends nearest to its sending tells.
 */
function uptimeNow(
  plan: TimePlan,
  bytes: Uint8Array,
  locator: RecordLocator,
  rows: number,
  domain: Domain,
  header: MessageHeader,
): number {
  if (header.uptime !== 0) return header.uptime;
  const first = (locator.starts[(plan.boot?.slot ?? 0) * locator.stride] as number) + (plan.boot?.offset ?? 0);
  if (plan.boot && rows > 0) return (header.sent - readU64(bytes, first)) | 0;
  if (!domain.bootTold) estimateBoot(plan, bytes, locator, rows, domain, header.sent);
  return (header.sent - domain.bootMs) | 0;
}

function estimateBoot(
  plan: TimePlan,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  rows: number,
  domain: Domain,
  sent: number,
): void {
  const place = plan.end ?? plan.start;
  if (!place) return;
  let boot = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    boot = Math.min(boot, sent - readU32(bytes, (starts[place.slot * stride + i] as number) + place.offset));
  }
  if (!(domain.bootMs <= boot && boot - domain.bootMs < RESTART_MS)) domain.bootMs = boot;
}

/** One end and a duration, or one end for both. */
function completeTimes(
  { first, last }: FlowBatch,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { start, duration, durationPerMs }: TimePlan,
): void {
  for (let i = 0; i < rows; i++) {
    const at = duration ? (starts[duration.slot * stride + i] as number) + duration.offset : 0;
    const ms = duration ? readUint(bytes, at, duration.length) / durationPerMs : 0;
    if (start) last[row + i] = (first[row + i] as number) + ms;
    else first[row + i] = (last[row + i] as number) - ms;
  }
}

/** No flow begins after it ends; no time is told by 0. */
function orderTimes({ first, last, known }: FlowBatch, row: number, rows: number, received: number): void {
  for (let i = row; i < row + rows; i++) {
    if (!((last[i] as number) > 0)) last[i] = first[i] as number;
    if (!((last[i] as number) > 0)) {
      first[i] = received;
      last[i] = received;
      known[i] = (known[i] as number) & ~KNOWN.times;
    } else if (!((first[i] as number) > 0) || (first[i] as number) > (last[i] as number)) first[i] = last[i] as number;
  }
}
