// What nearly every template has: ports, octets, packets, first and last time, in one segment of the record and in plain sizes.
import type { Place } from './layout.ts';
import type { TimePlan } from './plan-times.ts';

/** Offsets in the segment of `slot`; such records are read in one loop. */
export interface CorePlan {
  readonly slot: number;
  readonly inIf: number;
  readonly outIf: number;
  /** 4 octets; else 2. */
  readonly longPorts: boolean;
  readonly bytes: number;
  readonly packets: number;
  /** 8 octets; else 4. */
  readonly longCounters: boolean;
  readonly start: number;
  readonly end: number;
  /** Times are milliseconds since 1970 in 8 octets; else uptimes. */
  readonly absolute: boolean;
}

/** Null where a field is missing, is elsewhere, or has another size. */
export function planCore(
  inIf: Place | null,
  outIf: Place | null,
  bytes: Place | null,
  packets: Place | null,
  times: TimePlan | null,
): CorePlan | null {
  if (!inIf || !outIf || !bytes || !packets || !times?.start || !times.end) return null;
  const { start, end, unit } = times;
  if ([outIf, bytes, packets, start, end].some(({ slot }) => slot !== inIf.slot)) return null;
  if (inIf.length !== outIf.length || (inIf.length !== 2 && inIf.length !== 4)) return null;
  if (bytes.length !== packets.length || (bytes.length !== 4 && bytes.length !== 8)) return null;
  if (unit !== 'uptime' && unit !== 'milliseconds') return null;
  // One literal: objects made by spreading have shapes of their own, and the loop that reads them would be slow.
  return {
    slot: inIf.slot,
    inIf: inIf.offset,
    outIf: outIf.offset,
    longPorts: inIf.length === 4,
    bytes: bytes.offset,
    packets: packets.offset,
    longCounters: bytes.length === 8,
    start: start.offset,
    end: end.offset,
    absolute: unit === 'milliseconds',
  };
}
