// What deserves a warning beside a figure, in sentences.
import { type FlowSide, formatBps, LOAD_FLAGS } from '../../model/index.ts';
import type { MappedLink, PortMap } from '../attribute/port-map.ts';
import type { DirectionSum, Pair } from './direction-sum.ts';

/** Places that agree to this share agree: records end in other buckets at each of them. */
const TOLERANCE = 0.05;
/** A smaller difference is the talk of the devices themselves (hellos, LLDP), which flows do not tell of. */
const LEAST_BPS = 1000;
/** Both figures of a difference are estimates; 95 %. */
const SIGMAS = 1.96 * Math.SQRT2;

export function notesOf(sum: DirectionSum, link: MappedLink, side: FlowSide, map: PortMap, seconds: number): string[] {
  const [near, far] = side === 0 ? [link.a, link.b] : [link.b, link.a];
  const nameOf = (device: number) => map.devices[device]?.name ?? 'the other end';
  const notes: string[] = [];
  if (disagree(sum.ends, sum.variance, seconds)) {
    notes.push(
      `The ends disagree: ${rate(sum.ends.other, seconds)} left ${nameOf(near)}, ${rate(sum.ends.one, seconds)} came in at ${nameOf(far)}.`,
    );
  }
  if (disagree(sum.counted, sum.variance, seconds)) {
    notes.push(
      `Flows tell ${rate(sum.counted.one, seconds)}, the interface counters ${rate(sum.counted.other, seconds)} of the same minutes.`,
    );
  }
  if ((sum.flags & LOAD_FLAGS.inferred) !== 0) {
    const note = inferredNote(sum.source() === 0 ? far : near, sum.source() === 0, map);
    if (note !== null) notes.push(note);
  }
  if ((sum.flags & LOAD_FLAGS.rateUnknown) !== 0) {
    notes.push('No sampling rate was told: every packet is taken for counted, so that the truth may be larger.');
  }
  if ((sum.flags & LOAD_FLAGS.clockCorrected) !== 0) {
    notes.push("The exporter's clock is wrong: times are corrected by when its datagrams came.");
  }
  if ((sum.flags & LOAD_FLAGS.timesUnusable) !== 0) {
    notes.push('Some records had impossible times and were counted when they came.');
  }
  return notes;
}

/** Null where nothing can be missing: every port that could have told was measured. */
function inferredNote(device: number, isIngress: boolean, map: PortMap): string | null {
  const owner = map.devices[device];
  if (isIngress ? owner?.measuresAllEgress : owner?.measuresAllIngress) return null;
  const name = owner?.name ?? 'the device';
  const [known, missing] = isIngress ? ['what went out', 'go out'] : ['what came in', 'come in'];
  return owner?.tellsPorts
    ? `Inferred from ${known} at other ports of ${name}, of which not all are measured: what they let ${missing} is missing.`
    : `Inferred from ${known} at other ports of ${name}, which did not tell which of them are measured.`;
}

function disagree({ one, other }: Pair, variance: number, seconds: number): boolean {
  const difference = Math.abs(one - other);
  return (
    difference > TOLERANCE * Math.max(one, other) &&
    difference > SIGMAS * Math.sqrt(variance) &&
    (difference * 8) / Math.max(seconds, 1) > LEAST_BPS
  );
}

function rate(bytes: number, seconds: number): string {
  return `${formatBps((bytes * 8) / Math.max(seconds, 1))}bit/s`;
}
