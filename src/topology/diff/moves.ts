// Re-cabling as one event: cables that went and cables that came share ends.
import { compareText, isFreshIn, type LinkChange } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import { readWhole } from '../survey.ts';
import { isHeard } from './causes.ts';
import { matchMost } from './matching.ts';
import type { Comparison, Placed } from './same.ts';
import type { Alone } from './segments.ts';

export interface Moved {
  /** `renumbered`: the same two devices, one port kept. `moved`: another device at the other end. */
  readonly kind: Extract<LinkChange['kind'], 'moved' | 'renumbered'>;
  readonly was: Placed;
  readonly is: Placed;
}

/** Two cables that changed places; the one with the smaller id first. */
export interface Swapped {
  readonly first: Omit<Moved, 'kind'>;
  readonly second: Omit<Moved, 'kind'>;
}

export interface Moves extends Alone {
  readonly swaps: readonly Swapped[];
  readonly pairs: readonly Moved[];
}

/**
 * Two cables that changed places are one swap. Of the rest as many as possible are paired, each link once, so that of
 * three cables that changed places in a ring each is moved and none is lost; ports renumbered come before other moves.
 * `gone` and `come` of the result are what is left.
 */
export function findMoves(alone: Alone, comparison: Comparison): Moves {
  const used = new Set<Placed>();
  const left = (links: readonly Placed[]): Placed[] => links.filter((one) => !used.has(one));
  const gone = [...alone.gone].sort((x, y) => compareText(x.key, y.key));
  const candidates = candidatesOf(gone, alone.come, comparison);
  const swaps = findSwaps(gone, candidates, used);
  const rest = left(gone).map((was) => ({ from: was, fits: left(candidates.get(was) ?? []) }));
  const matched = matchMost(rest, (was, is) => kindOf(was, is) === 'renumbered');
  const pairs = matched.map(([was, is]): Moved => ({ kind: kindOf(was, is), was, is }));
  for (const { was, is } of pairs) used.add(was).add(is);
  return { swaps, pairs, gone: left(alone.gone), come: left(alone.come) };
}

type Candidates = ReadonlyMap<Placed, readonly Placed[]>;

/** For each link that went those that came at one of its ends and are seen there: renumbered first, then by id. */
function candidatesOf(gone: readonly Placed[], come: readonly Placed[], comparison: Comparison): Candidates {
  const byEnd = groupBy(
    come.flatMap((is) => is.ends.map((end) => ({ is, key: endKey(end) }))),
    ({ key }) => key,
  );
  const order = (was: Placed) => (x: Placed, y: Placed) =>
    compareText(kindOf(y, was), kindOf(x, was)) || compareText(x.key, y.key);
  return new Map(
    gone.map((was) => {
      const near = was.ends.filter(({ port }) => port !== null).flatMap((end) => byEnd.get(endKey(end)) ?? []);
      const seen = [...new Set(near.map(({ is }) => is))].filter((is) => isSeen(was, is, comparison));
      return [was, seen.sort(order(was))];
    }),
  );
}

function kindOf(was: Placed, is: Placed): Moved['kind'] {
  const [a, b] = was.ends.map(({ device }) => device);
  const [c, d] = is.ends.map(({ device }) => device);
  return (a === c && b === d) || (a === d && b === c) ? 'renumbered' : 'moved';
}

/** The end that stayed was read and hears the other link now, or the inventory says so of both. */
function isSeen(was: Placed, is: Placed, { after, devicesAfter }: Comparison): boolean {
  if (was.link.state === 'declared' && is.link.state === 'declared') return true;
  if (!was.link.claims.some(isHeard)) return false;
  const kept = new Set(was.ends.filter(({ port }) => port !== null).map(endKey));
  const stayed = [is.link.a, is.link.b].filter((_, i) => is.ends[i] && kept.has(endKey(is.ends[i])));
  const devices = stayed.map(({ device }) => device);
  const fresh = is.link.claims.filter((claim) => isHeard(claim) && isFreshIn(claim, after));
  return fresh.some(({ by }) => !devices.includes(by) || readWhole(after, devicesAfter.get(by)));
}

/** Two that went and two that came between the same four ends. Adds what it finds to `used`. */
function findSwaps(gone: readonly Placed[], candidates: Candidates, used: Set<Placed>): Swapped[] {
  const back = groupBy(
    [...candidates].flatMap(([was, fits]) => fits.map((is) => ({ was, is }))),
    ({ is }) => is.key,
  );
  return gone.flatMap((was): Swapped[] => {
    if (used.has(was) || was.link.segment !== null) return [];
    const found = partnersOf(was, candidates, back).find(({ first, second }) =>
      [first.is, second.was, second.is].every((one) => !used.has(one)),
    );
    if (!found) return [];
    for (const { was: old, is } of [found.first, found.second]) used.add(old).add(is);
    return [found];
  });
}

function partnersOf(
  was: Placed,
  candidates: Candidates,
  back: ReadonlyMap<string, readonly { readonly was: Placed }[]>,
): Swapped[] {
  const fits = (candidates.get(was) ?? []).filter(({ link }) => link.segment === null);
  const [near, far] = was.ends.map((end) => fits.filter((is) => hasEnd(is, end)));
  return (near ?? []).flatMap((one) =>
    (far ?? []).flatMap((two) => {
      const others = (back.get(one.key) ?? []).map((entry) => entry.was).filter((other) => other !== was);
      const partner = others.find(
        (other) => candidates.get(other)?.includes(two) && sameEnds([was, other], [one, two]),
      );
      return partner ? [{ first: { was, is: one }, second: { was: partner, is: two } }] : [];
    }),
  );
}

function hasEnd({ ends }: Placed, end: Placed['ends'][0]): boolean {
  return end.port !== null && ends.some((one) => endKey(one) === endKey(end));
}

function sameEnds(old: readonly Placed[], now: readonly Placed[]): boolean {
  const [one, other] = [old, now].map((links) => links.flatMap(({ ends }) => ends.map(endKey)).sort());
  return new Set(one).size === 4 && JSON.stringify(one) === JSON.stringify(other);
}
