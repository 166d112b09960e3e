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
  const { starts, stride } = locator;
  const { unit, start, end } = plan;
  const { sent, received } = header;
  const uptime = unit === 'uptime' ? uptimeNow(plan, bytes, locator, rows, domain, header) : 0;
  const startFrom = (start?.slot ?? 0) * stride;
  const endFrom = (end?.slot ?? 0) * stride;
  for (let i = 0; i < rows; i++) {
    let begun = start ? readTime(bytes, (starts[startFrom + i] as number) + start.offset, unit, uptime, sent) : 0;
    let ended = end ? readTime(bytes, (starts[endFrom + i] as number) + end.offset, unit, uptime, sent) : 0;
    if (plan.duration && !start) begun = ended - readDuration(bytes, locator, plan, plan.duration, i);
    if (plan.duration && !end) ended = begun + readDuration(bytes, locator, plan, plan.duration, i);
    setTimes(batch, row + i, begun, ended, received);
  }
}

/** No flow begins after it ends; a time of 0 is not told. */
export function setTimes(
  { first, last, known }: FlowBatch,
  row: number,
  begun: number,
  ended: number,
  received: number,
): void {
  const end = ended > 0 ? ended : begun;
  if (end > 0) {
    first[row] = begun > 0 && begun < end ? begun : end;
    last[row] = end;
  } else {
    first[row] = received;
    last[row] = received;
    known[row] = (known[row] as number) & ~KNOWN.times;
  }
}

/** ms since 1970; 0 is not told. */
function readTime(bytes: Uint8Array, at: number, unit: TimeUnit, uptime: number, sent: number): number {
  switch (unit) {
    case 'uptime':
      return sent - ((uptime - readI32(bytes, at)) | 0);
    case 'milliseconds':
      return readU64(bytes, at);
    case 'seconds':
      return 1000 * readU32(bytes, at);
    case 'delta':
      return sent - readU32(bytes, at) / 1000;
    case 'ntp':
      return readNtp(bytes, at);
  }
}

/** ms. */
function readDuration(
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { durationPerMs }: TimePlan,
  { slot, offset, length }: Place,
  record: number,
): number {
  return readUint(bytes, (starts[slot * stride + record] as number) + offset, length) / durationPerMs;
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
export function uptimeNow(
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
