// What is known of one link and side in a span of time, by place of observation, and which place is believed.
import { LOAD_FLAGS } from '../../model/index.ts';
import { POINT } from './points.ts';

/** A figure of one place of observation. */
export interface Sighting {
  readonly bytes: number;
  readonly packets: number;
  readonly variance: number;
  /** Seconds of the span that were measured. */
  readonly covered: number;
  /** Bits of LOAD_FLAGS. */
  readonly flags: number;
}

/** By `POINT`; null where nothing is known. */
export type Evidence = readonly (Sighting | null)[];

/** Whether all that enters the near device, or leaves the far one, is measured: only then is what was inferred of the link whole. */
export interface Wholeness {
  readonly near: boolean;
  readonly far: boolean;
}

export interface Choice extends Sighting {
  /** Position in LOAD_SOURCES. */
  readonly source: number;
}

/** Of `Choice.source`, by `POINT`. */
const SOURCE_OF = [0, 1, 1, 0, 2, 2] as const;

/**
 * Seen where it came in, else where it went out; else inferred, if nothing can be missing; else counted by the interface; else inferred
 * in part. Null where nothing is known.
 */
export function choose(evidence: Evidence, { near, far }: Wholeness): Choice | null {
  for (const point of ORDERS[(near ? 1 : 0) | (far ? 2 : 0)] as readonly number[]) {
    const found = evidence[point];
    if (!found) continue;
    const { bytes, packets, variance, covered, flags } = found;
    const source = SOURCE_OF[point] as number;
    return { bytes, packets, variance, covered, source, flags: flags | flagsOf(point) };
  }
  return null;
}

/** By what is whole: bit 0 near, bit 1 far. */
const ORDERS: readonly (readonly number[])[] = [0, 1, 2, 3].map((whole) => [
  POINT.ingressFar,
  POINT.egressNear,
  ...((whole & 1) === 0 ? [] : [POINT.egressInferred]),
  ...((whole & 2) === 0 ? [] : [POINT.ingressInferred]),
  POINT.countedFar,
  POINT.countedNear,
  POINT.egressInferred,
  POINT.ingressInferred,
]);

function flagsOf(point: number): number {
  return point === POINT.egressInferred || point === POINT.ingressInferred ? LOAD_FLAGS.inferred : 0;
}

/** Octets by the three places that a reader is told of. What was inferred is one only where it is whole, or believed. */
export function threePlaces(
  evidence: Evidence,
  whole: Wholeness,
  choice: Choice | null,
): { ingressFar: number; egressNear: number; counters: number } {
  const isInferred = choice !== null && (choice.flags & LOAD_FLAGS.inferred) !== 0;
  const inferred = (point: number, isWhole: boolean, source: number) =>
    isWhole || (isInferred && choice.source === source) ? evidence[point] : null;
  return {
    ingressFar: (evidence[POINT.ingressFar] ?? inferred(POINT.ingressInferred, whole.far, 0))?.bytes ?? Number.NaN,
    egressNear: (evidence[POINT.egressNear] ?? inferred(POINT.egressInferred, whole.near, 1))?.bytes ?? Number.NaN,
    counters: (evidence[POINT.countedFar] ?? evidence[POINT.countedNear])?.bytes ?? Number.NaN,
  };
}

/** Two protocols saw the same packets: the one that counted all, else the one that errs least, else the one that has something. */
export function better(one: Sighting | null, other: Sighting | null): Sighting | null {
  if (one === null || other === null) return one ?? other;
  const [errorOne, errorOther] = [errorOf(one), errorOf(other)];
  if (errorOne !== errorOther) return errorOne < errorOther ? one : other;
  return other.bytes > one.bytes ? other : one;
}

function errorOf({ bytes, variance }: Sighting): number {
  return bytes > 0 ? variance / (bytes * bytes) : Number.POSITIVE_INFINITY;
}

/**
 * A LAG from its members, place by place: where each member of which anything is known was observed there. What is observed at the LAG
 * itself comes first, and is never added to its members'.
 */
export function ofBundle(own: Evidence, members: readonly Evidence[]): Evidence {
  const known = members.filter((evidence) => evidence.some((sighting) => sighting !== null));
  return own.map((sighting, point) => sighting ?? sumOf(known.map((evidence) => evidence[point] ?? null)));
}

/** Null where one is; covered is what all of them have. */
export function sumOf(sightings: readonly (Sighting | null)[]): Sighting | null {
  let sum: Sighting | null = null;
  for (const one of sightings) {
    if (one === null) return null;
    sum = sum === null ? one : add(sum, one);
  }
  return sum;
}

function add(one: Sighting, other: Sighting): Sighting {
  return {
    bytes: one.bytes + other.bytes,
    packets: one.packets + other.packets,
    variance: one.variance + other.variance,
    covered: Math.min(one.covered, other.covered),
    flags: one.flags | other.flags,
  };
}
