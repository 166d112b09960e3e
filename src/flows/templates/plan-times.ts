// Which fields of a record tell when its flow began and ended.
import { IE } from '../elements.ts';
import type { Place } from './layout.ts';

/** How a field writes a time: since boot (ms), since 1970 (s, ms), as NTP does since 1900, or so many µs before the header's time. */
export type TimeUnit = 'uptime' | 'seconds' | 'milliseconds' | 'ntp' | 'delta';

export interface TimePlan {
  readonly unit: TimeUnit;
  /** At least one of them is there; what is not is worked out by the duration, or is the other one. */
  readonly start: Place | null;
  readonly end: Place | null;
  readonly duration: Place | null;
  /** Of the duration: in one ms. */
  readonly durationPerMs: number;
  /** When the uptime was 0, ms since 1970, in the record itself. */
  readonly boot: Place | null;
}

/** The most exact ones first; single times of observation last. */
const PAIRS: readonly (readonly [unit: TimeUnit, start: number, end: number, length: number])[] = [
  ['milliseconds', IE.flowStartMilliseconds, IE.flowEndMilliseconds, 8],
  ['ntp', IE.flowStartNanoseconds, IE.flowEndNanoseconds, 8],
  ['ntp', IE.flowStartMicroseconds, IE.flowEndMicroseconds, 8],
  ['uptime', IE.flowStartSysUpTime, IE.flowEndSysUpTime, 4],
  ['seconds', IE.flowStartSeconds, IE.flowEndSeconds, 4],
  ['delta', IE.flowStartDeltaMicroseconds, IE.flowEndDeltaMicroseconds, 4],
  ['milliseconds', IE.flowStartMilliseconds, IE.observationTimeMilliseconds, 8],
  ['milliseconds', IE.observationTimeMilliseconds, IE.observationTimeMilliseconds, 8],
  ['ntp', IE.observationTimeNanoseconds, IE.observationTimeNanoseconds, 8],
  ['ntp', IE.observationTimeMicroseconds, IE.observationTimeMicroseconds, 8],
  ['seconds', IE.observationTimeSeconds, IE.observationTimeSeconds, 4],
];

export const TIME_ELEMENTS: readonly number[] = [
  ...PAIRS.flatMap(([, start, end]) => [start, end]),
  ...[IE.flowDurationMilliseconds, IE.flowDurationMicroseconds, IE.systemInitTimeMilliseconds],
];

/** Null where the template tells no time. A pair with both its ends goes before a more exact one with a single end. */
export function planTimes(fields: ReadonlyMap<number, Place>): TimePlan | null {
  const found = PAIRS.map(([unit, start, end, length]) => {
    const find = (element: number) => {
      const place = fields.get(element);
      return place?.length === length ? place : null;
    };
    return { unit, start: find(start), end: find(end) };
  });
  const best = found.find(({ start, end }) => start && end) ?? found.find(({ start, end }) => start || end);
  if (!best) return null;
  const inMs = fields.get(IE.flowDurationMilliseconds);
  const duration = inMs ?? fields.get(IE.flowDurationMicroseconds) ?? null;
  const boot = fields.get(IE.systemInitTimeMilliseconds);
  return {
    unit: best.unit,
    start: best.start,
    end: best.end,
    duration: duration && duration.length <= 8 ? duration : null,
    durationPerMs: inMs ? 1 : 1000,
    boot: boot?.length === 8 ? boot : null,
  };
}
