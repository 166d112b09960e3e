// The talkers of a minute, row by row of its loads: only what was counted where the load was observed.
import { type FlowSide, LOAD_FLAGS, LOAD_SOURCES, type LoadMinute, type Talker } from '../../model/index.ts';
import type { MappedLink } from '../attribute/port-map.ts';
import { BOOKED } from '../bookings.ts';
import { formatKey } from './key.ts';
import { mergeTalkers } from './merge.ts';
import type { MinuteTables } from './minutes.ts';
import type { Summaries } from './summaries.ts';

export interface TalkerSources {
  readonly summaries: Summaries;
  readonly tables: MinuteTables;
  /** Of links, as in `Bookings.place`. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Links of the port map: those of the bundles count. */
  readonly mapped: readonly MappedLink[];
  /** Talkers per row. */
  readonly keep: number;
}

/** Sums of the same numbers in another order. */
const ROUNDING = 1e-9;

/** In the order of the rows of `loads`, the largest of a row first. */
export function minuteTalkers(sources: TalkerSources, loads: LoadMinute): Talker[] {
  const { mapped, keep, summaries } = sources;
  const bundles = new Map(mapped.filter(({ members }) => members.length > 0).map((link) => [link.id, link.members]));
  return loads.links.flatMap((link, row) => {
    const side: FlowSide = loads.sides[row] === 1 ? 1 : 0;
    const ranks = ranksOf(loads, row);
    const own = largest(sources, link, link, side, ranks, keep);
    const members = bundles.get(link);
    if (own.length > 0 || members === undefined) return own;
    const all = members.flatMap((member) =>
      largest(sources, mapped[member]?.id ?? '', link, side, ranks, summaries.capacity),
    );
    // Members that carried more are not what this load is of: the LAG itself was observed, and idle.
    const isOfMembers = sumBytes(all) <= (loads.bytes[row] as number) * (1 + ROUNDING);
    return isOfMembers ? mergeTalkers(all, link, side, keep) : [];
  });
}

/** Of `from`, as talkers of `link`. */
function largest(
  { summaries, tables, numbers }: TalkerSources,
  from: string,
  link: string,
  side: FlowSide,
  ranks: readonly number[],
  count: number,
): Talker[] {
  const number = numbers.get(from);
  if (number === undefined) return [];
  const { table, rank } = tables.find(2 * number + side);
  if (table === 0 || !ranks.includes(rank)) return [];
  return summaries.largest(table, count).map((slot) => {
    const { words, at } = summaries.keyOf(slot);
    const packets = Math.round(summaries.packetsOf(slot));
    return { link, side, key: formatKey(words, at), bytes: summaries.bytesOf(slot), packets };
  });
}

/** Ranks of bookings that are of the row's place of observation; what interfaces counted, any of them may explain. */
function ranksOf(loads: LoadMinute, row: number): readonly number[] {
  const isInferred = ((loads.flags[row] as number) & LOAD_FLAGS.inferred) !== 0;
  switch (LOAD_SOURCES[loads.sources[row] as number]) {
    case 'ingress-far':
      return [isInferred ? BOOKED.ingressInferred : BOOKED.ingressFar];
    case 'egress-near':
      return [isInferred ? BOOKED.egressInferred : BOOKED.egressNear];
    default:
      return Object.values(BOOKED);
  }
}

function sumBytes(talkers: readonly Talker[]): number {
  return talkers.reduce((sum, { bytes }) => sum + bytes, 0);
}
