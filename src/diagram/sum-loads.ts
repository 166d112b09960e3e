// What several links carry together: members of a bundle, or links to many small neighbours drawn as one.
import type { DirectionLoad, LinkLoad } from '../model/index.ts';

/** The two directions of a line, seen from its end `a`; null where nothing is known. */
export interface TwoWayLoad {
  readonly capacityBps: number | null;
  readonly a: DirectionLoad | null;
  readonly b: DirectionLoad | null;
}

/** A capacity of nothing is none, and a direction that nobody reported carries nothing that we know of. */
export function twoWay({ capacityBps, aToB, bToA }: LinkLoad, turned: boolean): TwoWayLoad {
  const [a, b] = [aToB, bToA].map((load) => (load.bps !== null && load.coverage > 0 ? load : null));
  const capacity = capacityBps !== null && capacityBps > 0 ? capacityBps : null;
  return { capacityBps: capacity, a: (turned ? b : a) ?? null, b: (turned ? a : b) ?? null };
}

/**
 * The sum. Parts of which nothing is known lower its coverage; it has a capacity only where every part has one. Null where
 * nothing is known of any part.
 */
export function sumLoads(parts: readonly (TwoWayLoad | null)[]): TwoWayLoad | null {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? null;
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return null;
  const capacities = known.flatMap(({ capacityBps }) => capacityBps ?? []);
  const capacityBps = capacities.length < parts.length ? null : total(capacities);
  const side = (end: 'a' | 'b'): DirectionLoad | null => sumDirections(known, end, parts.length, capacityBps);
  return { capacityBps, a: side('a'), b: side('b') };
}

function sumDirections(
  parts: readonly TwoWayLoad[],
  end: 'a' | 'b',
  count: number,
  capacityBps: number | null,
): DirectionLoad | null {
  const known = parts.flatMap((part) => {
    const load = part[end];
    return load === null ? [] : [{ load, capacityBps: part.capacityBps }];
  });
  const loads = known.map(({ load }) => load);
  if (loads.length === 0) return null;
  const figures = (of: (load: DirectionLoad) => number | null): number | null => sumOrNull(loads.map(of));
  const inUse = sumOrNull(known.map(({ load, capacityBps: each }) => product(load.utilisation, each)));
  return {
    bytes: figures(({ bytes }) => bytes),
    packets: figures(({ packets }) => packets),
    bps: figures(({ bps }) => bps),
    utilisation: capacityBps === null || inUse === null ? null : inUse / capacityBps,
    source: null,
    coverage: total(loads.map(({ coverage }) => coverage)) / count,
    interval: sumIntervals(loads),
    evidence: {
      ingressFar: figures(({ evidence }) => evidence.ingressFar),
      egressNear: figures(({ evidence }) => evidence.egressNear),
      counters: figures(({ evidence }) => evidence.counters),
    },
    notes: [...new Set(loads.flatMap(({ notes }) => notes))],
  };
}

/** Errors of independent samples add as squares. */
function sumIntervals(loads: readonly DirectionLoad[]): DirectionLoad['interval'] {
  if (loads.every(({ interval }) => interval === null)) return null;
  const bytes = total(loads.map((load) => load.bytes ?? 0));
  const reach = (of: (load: DirectionLoad) => number): number => Math.sqrt(total(loads.map((load) => of(load) ** 2)));
  const below = reach(({ bytes: mean, interval }) => (interval ? (mean ?? 0) - interval.low : 0));
  const above = reach(({ bytes: mean, interval }) => (interval ? interval.high - (mean ?? 0) : 0));
  return { low: Math.max(0, bytes - below), high: bytes + above };
}

function sumOrNull(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length < figures.length ? null : total(known);
}

function product(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one * other;
}

function total(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0);
}
