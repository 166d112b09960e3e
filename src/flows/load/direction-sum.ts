// The minutes of one link and side put together.
import type { LoadMinute } from '../../model/index.ts';

/** Two places of observation over the minutes that have both. */
export interface Pair {
  one: number;
  other: number;
}

/** Figures are NaN until a minute has them. */
export class DirectionSum {
  bytes = Number.NaN;
  packets = Number.NaN;
  variance = 0;
  covered = 0;
  ingressFar = Number.NaN;
  egressNear = Number.NaN;
  counters = Number.NaN;
  /** Bits of LOAD_FLAGS. */
  flags = 0;
  readonly ends: Pair = { one: Number.NaN, other: Number.NaN };
  /** The figure itself, where flows told it, beside the counters. */
  readonly counted: Pair = { one: Number.NaN, other: Number.NaN };
  /** Octets and minutes by position in LOAD_SOURCES. */
  private readonly bySource = new Map<number, { bytes: number; minutes: number }>();

  add(loads: LoadMinute, row: number): void {
    const at = (column: Float64Array) => column[row] ?? Number.NaN;
    const source = loads.sources[row] ?? 255;
    const [bytes, ingressFar, egressNear] = [at(loads.bytes), at(loads.ingressFar), at(loads.egressNear)];
    const counters = at(loads.counters);
    this.bytes = plus(this.bytes, bytes);
    this.packets = plus(this.packets, at(loads.packets));
    this.variance += Number.isNaN(bytes) ? 0 : at(loads.variance);
    this.covered += at(loads.covered);
    this.ingressFar = plus(this.ingressFar, ingressFar);
    this.egressNear = plus(this.egressNear, egressNear);
    this.counters = plus(this.counters, counters);
    this.flags |= loads.flags[row] ?? 0;
    pairUp(this.ends, ingressFar, egressNear);
    if (source < 2) pairUp(this.counted, bytes, counters);
    if (Number.isNaN(bytes)) return;
    const known = this.bySource.get(source) ?? { bytes: 0, minutes: 0 };
    this.bySource.set(source, { bytes: known.bytes + bytes, minutes: known.minutes + 1 });
  }

  /** Position in LOAD_SOURCES of where most octets were observed, or most minutes of an idle link; 255 where none was. */
  source(): number {
    const [most] = [...this.bySource].sort(
      ([a, one], [b, other]) => other.bytes - one.bytes || other.minutes - one.minutes || a - b,
    );
    return most?.[0] ?? 255;
  }
}

/** NaN is "not known", not "nothing known". */
function plus(sum: number, figure: number): number {
  if (Number.isNaN(figure)) return sum;
  return Number.isNaN(sum) ? figure : sum + figure;
}

function pairUp(pair: Pair, one: number, other: number): void {
  if (Number.isNaN(one) || Number.isNaN(other)) return;
  pair.one = plus(pair.one, one);
  pair.other = plus(pair.other, other);
}
