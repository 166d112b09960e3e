// Things to look at: cables that were moved or swapped, and a chassis that was replaced. Each stands until it is undone,
// until a person has seen it, or for a day.
import type { Change, Condition, DeviceChange, LinkChange } from '../model/index.ts';
import { DEFAULT_HOLD_SECONDS } from './link-conditions.ts';
import type { Scene } from './scene.ts';
import { secondsBetween } from './times.ts';
import { cleared, present, type Sighting, unknown, type Verdict } from './verdict.ts';
import { sortedUnique } from './words.ts';

/** So long is a re-cabling news. */
export const NEWS_SECONDS = 24 * 3600;

export function isNews(family: Condition['family']): boolean {
  return family === 'moved' || family === 'swapped' || family === 'replaced';
}

/** Without what only undoes a known one, or is told as trouble of a bundle. */
export function findRecabling({ now, before }: RecablingLook, known: ReadonlyMap<string, Condition>): Sighting[] {
  const conditions = [...known.values()];
  const undone = new Set(conditions.filter(({ family }) => isNews(family)).map(undoingKey));
  const bundled = new Set([...troubledMembers(now, before), ...conditions.flatMap(membersOf)]);
  return now.snapshot.changes.flatMap((change) => {
    const sighting = sightingOf(change, now);
    return sighting && !undone.has(undoKey(sighting)) && !touches(sighting, bundled) ? [sighting] : [];
  });
}

interface RecablingLook {
  readonly now: Scene;
  readonly before: Scene | null;
}

/** Links that are members of a bundle in trouble, or were when it was well. */
function troubledMembers(now: Scene, before: Scene | null): string[] {
  const troubled = now.snapshot.bundles.filter(({ state }) => state !== 'whole' && state !== 'unverified');
  return troubled.flatMap(({ id, members }) => [...members, ...(before?.bundle(id)?.members ?? [])]);
}

function membersOf({ family, links }: Condition): readonly string[] {
  return family === 'bundle' ? links : [];
}

function touches({ family, links, before }: Sighting | Condition, members: ReadonlySet<string>): boolean {
  return family !== 'replaced' && [...links, ...(before?.split(' ') ?? [])].some((link) => members.has(link));
}

function sightingOf(change: Change, now: Scene): Sighting | null {
  if (change.kind === 'replaced') return replaced(change);
  if (change.link === null || change.before === null) return null;
  if ([change.a, change.b].some(({ device }) => now.device(device)?.ignored)) return null;
  switch (change.kind) {
    case 'moved':
      return recabled(change, now, { family: 'moved', kind: 'link-moved', severity: 'warning' });
    case 'renumbered':
      return recabled(change, now, { family: 'moved', kind: 'link-moved', severity: 'info' });
    case 'swapped':
      return recabled(change, now, { family: 'swapped', kind: 'cables-swapped', severity: 'warning' });
    default:
      return null;
  }
}

type Sort = Pick<Sighting, 'family' | 'kind' | 'severity'>;

function recabled(change: LinkChange, now: Scene, sort: Sort): Sighting {
  const cables = [change, ...(change.partner ? [change.partner] : [])];
  const before = cables.flatMap((cable) => (cable.before ? [cable.before] : []));
  const ends = [...cables, ...before].flatMap(({ a, b }) => [a.device, b.device]);
  const devices = sortedUnique(ends.filter((name) => now.device(name)));
  // What only one end hears, and has only just begun to, may be what is left of something older.
  const isSettling = cables.every(({ link }) => now.link(link)?.settling === true);
  return {
    ...sort,
    ...{ subject: change.link, links: sortedUnique(cables.map(({ link }) => link)), devices, bundle: null },
    ...{ managed: devices.filter((name) => now.isManaged(name)), ends: [{ ...change.a }, { ...change.b }] },
    ...{ cause: change.cause, evidence: [...change.evidence], firm: !isSettling, lastGood: null, poll: null },
    ...{ before: sortedUnique(before.map(({ link }) => link)).join(' '), holdSeconds: DEFAULT_HOLD_SECONDS },
  };
}

function replaced({ device, before, cause, evidence }: DeviceChange): Sighting {
  return {
    ...{ family: 'replaced', kind: 'device-replaced', severity: 'warning', subject: device, devices: [device] },
    ...{ managed: [device], ends: [], links: [], bundle: null, firm: true, lastGood: null, before, poll: null },
    ...{ cause, evidence: [...evidence], holdSeconds: DEFAULT_HOLD_SECONDS },
  };
}

/** What a sighting turns into what: the sighting that undoes another has the two the other way round. */
function undoKey({ family, links, before }: Sighting): string {
  return JSON.stringify([family, before, links.join(' ')]);
}

function undoingKey({ family, links, before }: Condition): string {
  return JSON.stringify([family, links.join(' '), before]);
}

export function judgeNews(known: Condition, { now, before, at }: RecablingLook & { readonly at: string }): Verdict {
  const left = known.managed.find((name) => !now.isManaged(name));
  if (left !== undefined) return cleared(`${left} is no longer in the inventory`);
  if (isOldNews(known, at)) return cleared('it has stood for a day');
  if (known.family === 'replaced') return judgeReplaced(known, now);
  if (touches(known, new Set(troubledMembers(now, before)))) return cleared('it is told as trouble of a bundle');
  return judgeRecabled(known, now);
}

export function isOldNews({ family, since }: Condition, at: string): boolean {
  return isNews(family) && secondsBetween(since, at) >= NEWS_SECONDS;
}

function judgeReplaced(known: Condition, now: Scene): Verdict {
  const device = now.device(known.subject);
  if (device?.poll?.status !== 'ok') return unknown(`${known.subject} was not polled`);
  return device.chassisId === known.before ? cleared('the former chassis is back') : present(known);
}

function judgeRecabled(known: Condition, now: Scene): Verdict {
  const former = known.before?.split(' ') ?? [];
  const isUndone = former.every((id) => now.link(id)) && !known.links.every((id) => now.link(id));
  if (isUndone) return cleared('the former cabling is back');
  const cables = known.links.map((id) => now.link(id));
  if (cables.some((link) => link === undefined)) return cleared('it has been changed again');
  const isSeen = cables.every((link) => link && now.isHeard(link));
  return isSeen ? present(known) : unknown(`nobody was polled who could tell: ${known.managed.join(', ')}`);
}
