// A cable that becomes part of a segment, or a segment that shrinks to a cable, is the same wire told otherwise.
import type { Segment, Snapshot } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import type { Placed } from './same.ts';

export interface Both {
  readonly gone: readonly Placed[];
  readonly come: readonly Placed[];
}

/** Leaves out what is only told otherwise; members that came or went stay in. */
export function absorb({ before, after, gone, come }: Both & { before: Snapshot; after: Snapshot }): Both {
  const grown = swallowed(gone, come, after.segments);
  const shrunk = swallowed(come, gone, before.segments);
  const told = new Set([...grown, ...shrunk]);
  return { gone: gone.filter((one) => !told.has(one)), come: come.filter((one) => !told.has(one)) };
}

/** Cables whose ends are both on one of the segments, and the links that join those ends to it. */
function swallowed(cables: readonly Placed[], members: readonly Placed[], segments: readonly Segment[]): Set<Placed> {
  const found = new Set<Placed>();
  for (const segment of segments) {
    const ends = new Set(segment.members.map(endKey));
    const inside = cables.filter(
      ({ link }) => link.segment === null && [link.a, link.b].every((e) => ends.has(endKey(e))),
    );
    const joined = new Set(inside.flatMap(({ link }) => [endKey(link.a), endKey(link.b)]));
    const links = members.filter(({ link }) => link.segment === segment.id && joined.has(endKey(link.a)));
    for (const one of [...inside, ...links]) found.add(one);
  }
  return found;
}
