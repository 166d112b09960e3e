// The conditions of a book after one more look: what stands, what came, what went, and what nobody could judge.
import { type Condition, compareText, type LinkEnd, type SnapshotLink } from '../model/index.ts';
import type { IncidentRules } from './book.ts';
import { findBundleTrouble, judgeBundle } from './bundle-conditions.ts';
import { findDeviceTrouble, judgeDevice } from './device-conditions.ts';
import { findLinkTrouble, type LinkLook, lookAtLinks, suspectLink } from './link-conditions.ts';
import { judgeLink } from './link-verdicts.ts';
import { findRecabling, judgeNews } from './recabling.ts';
import { followRenames } from './renames.ts';
import type { Scene } from './scene.ts';
import { conditionKey, type Sighting, type Verdict } from './verdict.ts';

export interface Look {
  readonly now: Scene;
  readonly before: Scene | null;
  readonly rules: IncidentRules;
  readonly at: string;
}

export interface Conditions {
  /** Sorted by key. */
  readonly conditions: readonly Condition[];
  /** Key → why it is over. */
  readonly cleared: ReadonlyMap<string, string>;
  /** Key → why it could not be judged. */
  readonly unknown: ReadonlyMap<string, string>;
}

export function updateConditions(before: readonly Condition[], look: Look): Conditions {
  const { tracked, cleared } = followRenames(before, look.now);
  const known = new Map(tracked.map((condition) => [condition.key, condition]));
  const links = lookAtLinks(look.now, look.before, look.rules, tracked);
  const devices = byKey(findDeviceTrouble(look.now, known));
  const verdicts = tracked.map((condition) => ({ condition, verdict: judge(condition, look, links, devices) }));
  const fresh = [
    ...devices.values(),
    ...findLinkTrouble(links),
    ...findBundleTrouble(look.now, look.before),
    ...findRecabling(look, known),
  ];
  const news = [...byKey(fresh)].filter(([key]) => !known.has(key));
  const standing = verdicts.flatMap(({ condition, verdict }) => carry(condition, verdict, look));
  return {
    conditions: sortByKey([...standing, ...news.map(([key, sighting]) => begin(key, sighting, look))]),
    cleared: new Map([...cleared, ...reasons(verdicts, 'cleared')]),
    unknown: reasons(verdicts, 'unknown'),
  };
}

function byKey(sightings: readonly Sighting[]): Map<string, Sighting> {
  return new Map(sightings.map((sighting) => [conditionKey(sighting.family, sighting.subject), sighting]));
}

function sortByKey(conditions: readonly Condition[]): Condition[] {
  return [...conditions].sort((x, y) => compareText(x.key, y.key));
}

function judge(known: Condition, look: Look, links: LinkLook, devices: ReadonlyMap<string, Sighting>): Verdict {
  switch (known.family) {
    case 'link':
      return judgeLink(known, links);
    case 'device':
      return judgeDevice(known, look.now, devices);
    case 'bundle':
      return judgeBundle(known, look.now, look.before);
    default:
      return judgeNews(known, look);
  }
}

function reasons(
  verdicts: readonly { condition: Condition; verdict: Verdict }[],
  is: 'cleared' | 'unknown',
): Map<string, string> {
  return new Map(
    verdicts.flatMap(({ condition, verdict }): [string, string][] =>
      verdict.is === is ? [[condition.key, verdict.why]] : [],
    ),
  );
}

function carry(known: Condition, verdict: Verdict, { now, at }: Look): Condition[] {
  if (verdict.is === 'cleared') return [];
  if (verdict.is === 'unknown') return [{ ...known, known: false, hopeful: verdict.hopeful }];
  const { since, firstSnapshot, lastGood, key } = known;
  // What was closed was this trouble, not what it has turned into since.
  const closed = known.closed && known.kind === verdict.sighting.kind && (known.firm || !verdict.sighting.firm);
  const bundle = verdict.sighting.bundle ?? known.bundle;
  const past = { key, since, firstSnapshot, lastGood, closed, bundle };
  return [{ ...verdict.sighting, ...past, known: true, hopeful: false, seenAt: at, lastSnapshot: now.snapshot.id }];
}

function begin(key: string, sighting: Sighting, { now, at }: Look): Condition {
  const { id } = now.snapshot;
  return {
    ...sighting,
    ...{ key, known: true, hopeful: false, since: at, seenAt: at, firstSnapshot: id, lastSnapshot: id, closed: false },
  };
}

/** A cable whose port its device says has gone down, in its own words. */
export interface Hint {
  readonly link: SnapshotLink;
  readonly end: LinkEnd;
  readonly text: string;
}

/** What devices say without being asked: the cables are suspected, and only a poll can clear them. */
export function suspectLinks(tracked: readonly Condition[], hints: readonly Hint[], look: Look): readonly Condition[] {
  if (hints.length === 0) return tracked;
  const links = lookAtLinks(look.now, look.before, look.rules, tracked);
  const book = new Map(tracked.map((condition) => [condition.key, condition]));
  for (const { link, end, text } of hints) {
    const key = conditionKey('link', link.id);
    const known = book.get(key);
    if (!known) book.set(key, begin(key, suspectLink(link, end, text, links), look));
    else if (!known.firm) book.set(key, { ...known, seenAt: look.at });
  }
  return sortByKey([...book.values()]);
}
