// How far two readings of the same captures agree: counts of what differs, by field.
import type { ToldFlow } from './told.ts';

export type Disagreement = Readonly<Record<string, number>>;

const FIELDS = [
  ...(['src', 'dst', 'srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'bytes', 'packets', 'inIf', 'outIf'] as const),
  ...(['direction', 'first', 'last', 'rate'] as const),
];
type Field = (typeof FIELDS)[number];

/** Milliseconds are cut here and rounded there. */
const TOLERANCE_MS = 1.1;
const WRAP = 2 ** 32;

/**
 * Datagram by datagram, in any order within one. `records` counts datagrams of which somebody read more records than the other. What a
 * judge never tells it cannot contradict: a time (of uptimes alone, or of one end), or a rate. Uptimes have 32 bits: times that differ by
 * a whole turn of 49.7 days are the same.
 */
export function disagreement(
  theirs: readonly (readonly ToldFlow[])[],
  ours: readonly (readonly ToldFlow[])[],
  skip: readonly number[] = [],
): Disagreement {
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const [i, list] of theirs.entries()) {
    if (skip.includes(i)) continue;
    const mine = ours[i] ?? [];
    if (list.length !== mine.length) count('records');
    else
      for (const [judge, own] of pairs(list, mine))
        for (const field of FIELDS) if (!agree(field, judge, own)) count(field);
  }
  return counts;
}

function agree(field: Field, judge: ToldFlow, own: ToldFlow): boolean {
  const [one, other] = [judge[field], own[field]];
  if (field !== 'first' && field !== 'last') return one === other || (field === 'rate' && one === null);
  if (one === null || other === null) return one === null;
  const apart = (((Number(one) - Number(other)) % WRAP) + WRAP) % WRAP;
  return Math.min(apart, WRAP - apart) < TOLERANCE_MS;
}

/** Each with the one that it should equal: who agree in everything but ports and times are together, else they stand in their order. */
function pairs(one: readonly ToldFlow[], other: readonly ToldFlow[]): [ToldFlow, ToldFlow][] {
  const waiting = new Map<string, ToldFlow[]>();
  for (const flow of other) waiting.set(keyOf(flow), [...(waiting.get(keyOf(flow)) ?? []), flow]);
  const found = one.map((flow) => waiting.get(keyOf(flow))?.shift());
  const left = [...waiting.values()].flat();
  return one.map((flow, i) => [flow, found[i] ?? (left.shift() as ToldFlow)]);
}

function keyOf({ src, dst, srcPort, proto, bytes, packets }: ToldFlow): string {
  return [src, dst, srcPort, proto, bytes, packets].join(' ');
}

/** Records of each datagram. */
export function byDatagram<T extends { readonly datagram: number }>(flows: readonly T[], count: number): T[][] {
  const lists: T[][] = Array.from({ length: count }, () => []);
  for (const flow of flows) lists[flow.datagram]?.push(flow);
  return lists;
}

/** As the only datagram, for judges who do not say which record came in which. */
export const inOneOrder = <T extends ToldFlow>(flows: readonly T[]): T[][] => [[...flows]];
