// A cable that becomes part of a segment, or a segment that shrinks to a cable, is the same wire told otherwise.
import type { LinkEnd, Segment } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { type Comparison, type Placed, rename } from './same.ts';

export interface Alone {
  /** Links that only the earlier snapshot has, and that only the later one has. */
  readonly gone: readonly Placed[];
  readonly come: readonly Placed[];
}

/** Links of either list that are only told otherwise; members that came or went are not among them. */
export function toldOtherwise({ gone, come }: Alone, comparison: Comparison): Set<Placed> {
  if (gone.length === 0 || come.length === 0) return new Set();
  const { before, after, oldNames, newNames } = comparison;
  return new Set([
    ...swallowed(gone, come, after.segments, newNames),
    ...swallowed(come, gone, before.segments, oldNames),
  ]);
}

/** Cables whose ends are both on one of the segments, and the links that join those ends to it. */
function swallowed(
  cables: readonly Placed[],
  members: readonly Placed[],
  segments: readonly Segment[],
  names: ReadonlyMap<string, string>,
): Placed[] {
  const segmentAt = new Map<string, string>();
  for (const segment of segments) {
    for (const end of segment.members) segmentAt.set(endKey(rename(end, names)), segment.id);
  }
  const at = (end: LinkEnd): string | undefined => segmentAt.get(endKey(end));
  const inside = cables.filter(
    ({ link, ends: [a, b] }) => link.segment === null && at(a) !== undefined && at(a) === at(b),
  );
  const joined = new Set(inside.flatMap(({ ends }) => ends.map(endKey)));
  const links = members.filter(({ link, ends: [a] }) => joined.has(endKey(a)) && link.segment === at(a));
  return [...inside, ...links];
}
