// The minutes of the crash test: every link carries as much in every tick.
import type { TrafficMinute } from '../../src/model/index.ts';
import { rowOf, talker, trafficMinute } from './traffic-model.ts';

/** 21:00, so that a day ends on the way. */
export const FIRST = Date.UTC(2026, 10, 21, 21) / 60_000;
/** Per minute. */
export const TICKS = 6;
export const BYTES = 1000;
export const LINKS = 400;

export function partial(minute: number, bytes: number): TrafficMinute {
  const row = rowOf({
    bytes,
    packets: bytes / 100,
    source: 0,
    covered: (60 * bytes) / (TICKS * BYTES),
    ingressFar: bytes,
  });
  const places = Array.from({ length: LINKS }, (_, link) => [`a${link}--b${link} 0`, row] as const);
  return trafficMinute(minute, Object.fromEntries(places), [talker('a7--b7', 0, 1, bytes)], bytes);
}
