// Links that were in trouble before: what this look says of them. Those that have left the snapshot are waited for.
import type { Condition, LinkEnd, SnapshotLink } from '../model/index.ts';
import { isYoung, type LinkLook, lostLink, troubleOf } from './link-conditions.ts';
import type { Scene } from './scene.ts';
import { cleared, hopeful, present, type Sighting, unknown, type Verdict } from './verdict.ts';
import { listNames, nameEnds } from './words.ts';

/** What this look says of trouble that was known before. */
export function judgeLink(known: Condition, look: LinkLook): Verdict {
  const left = known.managed.find((name) => !look.now.isManaged(name));
  if (left !== undefined) return cleared(`${left} is no longer in the inventory`);
  if (known.ends.some((end) => look.now.device(end.device)?.ignored || look.rules.ignores?.(end))) {
    return cleared('the settings leave it out');
  }
  const link = look.now.link(known.subject);
  if (!link || isSilenced(link, look)) return judgeAbsent(known, look);
  return isAsked(link, look.now) ? judgeStanding(known, link, look) : unknown('nobody of it was polled');
}

/** Only the inventory still says that it is there, and it said so before. */
function isSilenced(link: SnapshotLink, { now, before }: LinkLook): boolean {
  return link.state === 'declared' && !now.isHeard(link) && before?.link(link.id) !== undefined;
}

/** Somebody was. What was judged before and stands in a poll of others is not judged again. */
function isAsked(link: SnapshotLink, now: Scene): boolean {
  return (
    link.state === 'declared' ||
    now.isHeard(link) ||
    [link.a, link.b].some(({ device }) => now.device(device)?.poll?.status === 'ok')
  );
}

function judgeStanding(known: Condition, link: SnapshotLink, look: LinkLook): Verdict {
  const trouble = troubleOf(link, look);
  if (trouble) return present(trouble);
  const reason = link.reason ?? link.state;
  if (link.state === 'declared') return cleared(reason);
  const outside = [link.a, link.b].some(({ device }) => !look.now.isManaged(device));
  const isWell = link.state === 'confirmed' || (link.state === 'unverified' && outside && look.now.isHeard(link));
  if (!isWell) return look.now.isHeard(link) ? hopeful(reason) : unknown(reason);
  const silent = link.segment === null ? unheardFrom(link, look.now) : [];
  if (silent.length > 0) return hopeful(`${listNames(silent)} was not polled`);
  if (isOlderThan(look.now, known)) return unknown('what was read is older than what the device has said since');
  const who = link.state === 'confirmed' ? 'both ends hear each other' : `${nameEnds(known.ends)} is heard`;
  return cleared(known.kind === 'link-ageing' ? 'advertisements arrive' : `${who} again`);
}

/** Devices of the inventory whose word on it is an older one. */
function unheardFrom({ a, b, claims }: SnapshotLink, now: Scene): string[] {
  const fresh = new Set(claims.filter((claim) => now.isFresh(claim)).map(({ by }) => by));
  return [a, b].map(({ device }) => device).filter((device) => now.isManaged(device) && !fresh.has(device));
}

/** The run began before an event that came while it was under way. */
function isOlderThan({ snapshot }: Scene, known: Condition): boolean {
  return !known.firm && Date.parse(snapshot.takenAt) < Date.parse(known.seenAt);
}

function judgeAbsent(known: Condition, look: LinkLook): Verdict {
  const change = look.recabled.get(known.subject);
  if (change) return cleared(`re-cabled: ${change.cause}`);
  const other = known.ends.map((end) => findOther(end, known, look.now)).find((link) => link !== undefined);
  if (other) return cleared(`re-cabled: now ${nameEnds([other.a, other.b])}`);
  if (!known.firm && isYoung(known.subject, look)) return cleared('it had never been heard by both ends');
  const lost = look.lost.get(known.subject);
  if (lost) return present(lostLink(lost, look));
  const readers = known.managed.filter((name) => look.now.isRead(name));
  if (readers.length === 0) return unknown(`nobody was polled who could tell: ${listNames(known.managed)}`);
  return present({ ...known, ...stillGone(known, readers) });
}

/** One-way or ageing before, and now nobody claims it at all. */
function stillGone(known: Condition, readers: readonly string[]): Partial<Sighting> {
  if (known.kind === 'link-lost') return { firm: true };
  const cause = `${listNames(readers)} no longer ${readers.length > 1 ? 'hear each other' : 'hears it'}`;
  return { kind: 'link-lost', firm: true, severity: 'critical', cause };
}

/**
 * Another cable that the owner of the port hears there now, or that both ends confirm; or one that somebody hears to lead
 * there, and that was not there yet when this one was.
 */
function findOther(end: LinkEnd, known: Condition, now: Scene): SnapshotLink | undefined {
  if (end.port === null) return undefined;
  const isThere = (link: SnapshotLink): boolean =>
    link.state === 'confirmed' ||
    link.claims.some((claim) => claim.by === end.device && claim.port === end.port && now.isFresh(claim)) ||
    (now.isHeard(link) && isSince(link.firstSeen, known.lastGood ?? known.since));
  return now.linksAt(end).find((link) => link.id !== known.subject && isThere(link));
}

function isSince(time: string, since: string): boolean {
  return Date.parse(time) > Date.parse(since);
}
