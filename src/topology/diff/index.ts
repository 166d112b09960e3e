// What changed from one snapshot to another, by the rules of truth (ARCHITECTURE.md): a link is lost only if a device that
// used to claim it was read and no longer does.
import { type Change, compareText, type Snapshot, type SnapshotLink } from '../../model/index.ts';
import { BundleBook, type Pair } from './bundles.ts';
import { type Delta, delta } from './delta.ts';
import { compareDevices } from './device-changes.ts';
import { added, isAlarm, isUnjudged, judgePair, lost, moved, swapped, turned, type Verdict } from './link-changes.ts';
import { findMoves, type Moves } from './moves.ts';
import { type Comparison, compare, keyOf, type Placed, place } from './same.ts';
import { type Alone, toldOtherwise } from './segments.ts';
import { findIgnored, type Unjudged, unjudged, whyNotGone } from './verdicts.ts';

/** Every difference, judged and unjudged. */
export interface SnapshotComparison {
  readonly changes: Change[];
  /** Links that differ and make no change, with the reason; sorted by link id. */
  readonly unjudged: Unjudged[];
  /** All that is different, judged or not. */
  readonly delta: Delta;
}

/**
 * Devices first, by name, then links, by id. Neither the order of the lists nor the times matter; a snapshot against
 * itself gives none. Links that turn unverified, or back, are no change; nor is what is still settling.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): Change[] {
  return judge(before, after).changes;
}

/** The changes, what is different besides and why that is no change, and the bare difference that both rest on. */
export function compareSnapshots(before: Snapshot, after: Snapshot): SnapshotComparison {
  return { ...judge(before, after), delta: delta(before, after) };
}

type Judged = Omit<SnapshotComparison, 'delta'>;

function judge(before: Snapshot, after: Snapshot): Judged {
  const comparison = compare(before, after);
  const links = sortOut(comparison);
  const verdicts = [...links.unjudged, ...judgeLinks(links, comparison)];
  const unjudged = verdicts.filter(isUnjudged);
  const changes = verdicts.flatMap((one) => (isUnjudged(one) ? [] : [one]));
  changes.sort((x, y) => compareText(x.link, y.link) || compareText(x.kind, y.kind));
  unjudged.sort((x, y) => compareText(x.link, y.link) || compareText(x.why, y.why));
  return { changes: [...compareDevices(comparison), ...changes], unjudged };
}

interface SortedOut {
  readonly common: readonly Pair[];
  readonly moves: Moves;
  readonly unjudged: readonly Unjudged[];
}

/** Which link is which, before any of them is judged. */
function sortOut(comparison: Comparison): SortedOut {
  const { before, after, oldNames, newNames } = comparison;
  const old = indexLinks(before, oldNames);
  const now = indexLinks(after, newNames);
  const common: Pair[] = [];
  const come: Placed[] = [];
  for (const [key, is] of now) {
    const was = old.get(key);
    if (was) common.push({ was, is });
    else come.push(place(is, newNames));
  }
  const gone: Placed[] = [];
  for (const [key, link] of old) if (!now.has(key)) gone.push(place(link, oldNames));
  return leaveOut(common, { gone, come }, comparison);
}

/** Without what ends at ignored neighbours, and what is only told otherwise. */
function leaveOut(common: readonly Pair[], alone: Alone, comparison: Comparison): SortedOut {
  const ignored = findIgnored(comparison);
  const isIgnored = ({ ends }: Placed): boolean => ends.some(({ device }) => ignored.has(device));
  const told = toldOtherwise(alone, comparison);
  const left = (list: readonly Placed[]): Placed[] => byId(list.filter((one) => !told.has(one) && !isIgnored(one)));
  const known = [...alone.gone, ...alone.come].filter((one) => isIgnored(one) && !told.has(one));
  return {
    common: ignored.size === 0 ? common : common.filter(({ was }) => !isIgnored(place(was, comparison.oldNames))),
    moves: findMoves({ gone: left(alone.gone), come: left(alone.come) }, comparison),
    unjudged: [
      ...known.map(({ link }) => unjudged(link, 'ignored', 'it ends at a neighbour that a rule tells to ignore')),
      ...[...told].map(({ link }) => unjudged(link, 'segment', 'the same wire is part of a segment in one of the two')),
    ],
  };
}

/** Links by key. Where two have one, which are one cable told twice, that in trouble counts. */
function indexLinks({ links }: Snapshot, names: ReadonlyMap<string, string>): Map<string, SnapshotLink> {
  const index = new Map<string, SnapshotLink>();
  for (const link of links) {
    const key = keyOf(link, names);
    const other = index.get(key);
    if (other === undefined || compareText(rank(link), rank(other)) < 0) index.set(key, link);
  }
  return index;
}

function rank(link: SnapshotLink): string {
  return `${isAlarm(link) ? 'a' : 'b'} ${link.id}`;
}

function byId(links: readonly Placed[]): Placed[] {
  return [...links].sort((x, y) => compareText(x.link.id, y.link.id));
}

/** Each link that differs has one verdict; bundles speak where their links do not. */
function judgeLinks({ common, moves }: SortedOut, comparison: Comparison): readonly Verdict[] {
  const bundles = new BundleBook(comparison);
  const pairs = common.flatMap((pair) => {
    const verdict = judgePair(pair, comparison);
    return verdict === null ? [] : [{ pair, verdict }];
  });
  const told = keysOf(
    bundles,
    [
      ...moves.gone.map(({ link }) => link),
      ...pairs.filter(({ verdict }) => isGrave(verdict)).map(({ pair }) => pair.was),
    ],
    moves.come.map(({ link }) => link),
    [...moves.pairs, ...moves.swaps.flatMap(({ first, second }) => [first, second])],
  );
  return [
    ...pairs.map(({ verdict }) => verdict),
    ...moves.swaps.map((swap) => swapped(swap, comparison)),
    ...moves.pairs.map((pair) => moved(pair, comparison)),
    ...moves.gone.map((placed) => whyNotGone(placed, comparison) ?? lost(placed, bundles, comparison)),
    ...moves.come.map((placed) => added(placed, bundles, comparison)),
    ...bundles.turns(common, told).map(turned),
  ];
}

/** Such a verdict on a member says enough of its bundle. */
function isGrave(verdict: Verdict): boolean {
  return isUnjudged(verdict) || verdict.kind === 'lost';
}

/** Bundles that these links were members of, or are. */
function keysOf(
  bundles: BundleBook,
  was: readonly SnapshotLink[],
  is: readonly SnapshotLink[],
  moves: readonly { readonly was: Placed; readonly is: Placed }[],
): Set<string> {
  const before = [...was, ...moves.map((one) => one.was.link)].map((link) => bundles.keyBefore(link));
  const after = [...is, ...moves.map((one) => one.is.link)].map((link) => bundles.keyAfter(link));
  return new Set([...before, ...after].filter((key) => key !== null));
}
