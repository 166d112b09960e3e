// Shared media: a port that hears several systems, and everything joined to it through such ports, is one segment.
import { compareEnds, compareText, formatEnd, type LinkEnd, type Segment, type Snapshot } from '../../model/index.ts';
import type { Settled } from '../claims.ts';
import { farEnd, farKey, ownKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Natures } from '../identity/stub-kinds.ts';
import type { PortIndex } from '../port-index.ts';
import type { Survey } from '../survey.ts';
import { UnionFind } from '../union-find.ts';
import { isAgeing } from './settling.ts';

export interface Medium extends Segment {
  /** Its hearings by the member that hears, and by the member that is heard. */
  readonly byOwn: ReadonlyMap<string, readonly Settled[]>;
  readonly byFar: ReadonlyMap<string, readonly Settled[]>;
}

export interface Media {
  readonly media: readonly Medium[];
  /** Hearings of cables between two devices. */
  readonly rest: readonly Settled[];
}

export function findSegments(
  hearings: readonly Settled[],
  survey: Survey,
  natures: Natures,
  portAt: PortIndex,
  previous: Snapshot | null,
): Media {
  const shared = sharedEnds(hearings, survey, natures, portAt);
  if (shared.size === 0) return { media: [], rest: hearings };
  const ends = new UnionFind();
  const placed = hearings.filter((one) => one.port !== null);
  for (const one of placed) ends.join(ownKey(one), looseFarKey(one));
  const groups = ends.groupsOf(placed, ownKey).filter((group) => group.some((one) => shared.has(ownKey(one))));
  const inSegment = new Set(groups.flat());
  const drafts = groups.map((group) => ({ members: membersOf(group), hearings: group }));
  return { media: nameMedia(drafts, survey, previous), rest: hearings.filter((one) => !inSegment.has(one)) };
}

/**
 * Own ends that hear two systems or more. A claim that is ageing out, or of a port that has no carrier by now, does not
 * count: the cable may have been moved, and not everybody forgets at once (CDP on IOS keeps its rows for the hold time).
 */
function sharedEnds(hearings: readonly Settled[], survey: Survey, natures: Natures, portAt: PortIndex): Set<string> {
  const crowded = crowdedHearings(hearings);
  if (crowded.length === 0) return new Set();
  const isStale = (one: Settled): boolean =>
    one.fresh && (isAgeing(one, survey) || portAt(farEnd(one))?.operUp === false);
  const byEnd = groupBy(
    crowded.filter((one) => !isStale(one)),
    ownKey,
  );
  const shared = [...byEnd].filter(([, group]) => isShared(new Set(group.map((one) => one.far)), natures));
  return new Set(shared.map(([key]) => key));
}

/** What is heard at ends that hear more than one system, of whatever kind; mostly there are few such ends. */
function crowdedHearings(hearings: readonly Settled[]): Settled[] {
  const heard = new Map<string, Map<string, string>>();
  const crowded = new Set<string>();
  for (const one of hearings) {
    if (one.port === null) continue;
    const ports = heard.get(one.by) ?? new Map<string, string>();
    const far = ports.get(one.port);
    if (ports.size === 0) heard.set(one.by, ports);
    if (far === undefined) ports.set(one.port, one.far);
    else if (far !== one.far) crowded.add(ownKey(one));
  }
  return crowded.size === 0 ? [] : hearings.filter((one) => one.port !== null && crowded.has(ownKey(one)));
}

/**
 * A phone has a port for the computer on the desk and passes on what that says: the port is the phone's, with a host behind
 * it, and no shared medium. Anything that forwards for others is.
 */
function isShared(systems: ReadonlySet<string>, natures: Natures): boolean {
  if (systems.size < 2) return false;
  const kinds = [...systems].map((far) => natures.get(far)?.kind ?? 'device');
  return !kinds.includes('phone') || kinds.some((kind) => kind === 'device' || kind === 'access-point');
}

/** An unknown far port is another one for every end that hears it, so that it joins nothing by accident. */
function looseFarKey(one: Settled): string {
  return one.farPort === null ? JSON.stringify([one.far, null, one.by, one.port]) : farKey(one);
}

function membersOf(group: readonly Settled[]): LinkEnd[] {
  const ends = group.flatMap((one) => [
    { device: one.by, port: one.port },
    { device: one.far, port: one.farPort },
  ]);
  return [...new Map(ends.map((end) => [formatEnd(end), end])).values()].sort(compareEnds);
}

interface Draft {
  readonly members: LinkEnd[];
  readonly hearings: readonly Settled[];
}

/** A segment keeps the id it had: the largest overlap of members first, each old id once. */
function nameMedia(drafts: readonly Draft[], survey: Survey, previous: Snapshot | null): Medium[] {
  const before = previous?.segments ?? [];
  const overlaps = drafts.flatMap((draft) =>
    before.map((old) => ({ draft, old, common: countCommon(draft.members, old.members), own: freshId(draft, survey) })),
  );
  const best = overlaps.filter(({ common }) => common > 0);
  best.sort((x, y) => y.common - x.common || compareText(x.old.id, y.old.id) || compareText(x.own, y.own));
  const ids = new Map<Draft, string>();
  const used = new Set<string>();
  for (const { draft, old } of best) {
    if (ids.has(draft) || used.has(old.id)) continue;
    ids.set(draft, old.id);
    used.add(old.id);
  }
  const named = drafts.map((draft) => ({
    id: ids.get(draft) ?? unusedId(freshId(draft, survey), used),
    members: draft.members,
    byOwn: groupBy(draft.hearings, ownKey),
    byFar: groupBy(draft.hearings, farKey),
  }));
  return named.sort((x, y) => compareText(x.id, y.id));
}

export function countCommon(members: readonly LinkEnd[], others: readonly LinkEnd[]): number {
  const known = new Set(others.map(formatEnd));
  return members.filter((end) => known.has(formatEnd(end))).length;
}

/** The smallest end of a device of the inventory; one always is, since only those hear. */
function freshId({ members }: Draft, survey: Survey): string {
  const end = members.find(({ device }) => survey.has(device)) ?? members[0];
  return `segment:${end ? formatEnd(end) : ''}`;
}

function unusedId(id: string, used: Set<string>): string {
  let free = id;
  for (let number = 2; used.has(free); number++) free = `${id}~${number}`;
  used.add(free);
  return free;
}
