// What is wrong with links: with those that a snapshot holds and judges, and with those that have just left it.
import {
  type Condition,
  isLinkChange,
  type LinkChange,
  type LinkEnd,
  type LinkFault,
  type Severity,
  type SnapshotLink,
} from '../model/index.ts';
import type { IncidentRules } from './book.ts';
import type { Scene } from './scene.ts';
import { secondsBetween } from './times.ts';
import type { Sighting } from './verdict.ts';
import { listNames, nameEnd, sortedUnique } from './words.ts';

/** Hold time of LLDP where nobody tells one (IEEE 802.1AB: 30 s times 4). */
export const DEFAULT_HOLD_SECONDS = 120;

export interface LinkLook {
  readonly now: Scene;
  readonly before: Scene | null;
  readonly rules: IncidentRules;
  /** Ports that this snapshot's visits found without carrier, as `device:port`. */
  readonly downPorts: ReadonlySet<string>;
  /** Lost links by id, with what the diff says of each; and moved ones by the id they had. */
  readonly lost: ReadonlyMap<string, LinkChange>;
  readonly recabled: ReadonlyMap<string, LinkChange>;
  /** Links that a re-cabling which is known has made: they stand for those that were there before. */
  readonly plugged: ReadonlySet<string>;
}

export function lookAtLinks(
  now: Scene,
  before: Scene | null,
  rules: IncidentRules,
  tracked: readonly Condition[],
): LinkLook {
  const changes = now.snapshot.changes.filter(isLinkChange);
  // A bundle, or a member of one that is heard and does not carry, is told by the bundle.
  const lost = changes.filter(
    ({ kind, link }) => kind === 'lost' || (kind === 'degraded' && isGone(link, now, before)),
  );
  const recabled = changes.flatMap((change): [string, LinkChange][] =>
    [change.before, change.partner?.before].flatMap((was) => (was ? [[was.link, change]] : [])),
  );
  return {
    ...{ now, before, rules },
    downPorts: findDownPorts(now),
    lost: new Map(lost.map((change) => [change.link, change])),
    recabled: new Map(recabled),
    plugged: new Set(tracked.flatMap(({ before: former, links }) => (former === null ? [] : links))),
  };
}

function isGone(link: string, now: Scene, before: Scene | null): boolean {
  return now.link(link) === undefined && before?.bundle(link) === undefined && now.bundle(link) === undefined;
}

function findDownPorts({ snapshot }: Scene): Set<string> {
  const down = new Set<string>();
  for (const device of snapshot.devices) {
    if (device.poll?.status !== 'ok') continue;
    for (const port of device.ports) {
      if (port.operUp === false || port.adminUp === false) down.add(`${device.name}:${port.name}`);
    }
  }
  return down;
}

/** New trouble: links of the snapshot that are not well, and those the diff has just lost. */
export function findLinkTrouble(look: LinkLook): Sighting[] {
  const standing = look.now.snapshot.links.flatMap((link) => {
    const trouble = troubleOf(link, look);
    return trouble ? [trouble] : [];
  });
  const lost = [...look.lost.values()].filter((change) => isOurs(change, look)).map((change) => lostLink(change, look));
  return [...standing, ...lost];
}

/** It was heard, and nobody took it or a device of it out of the inventory, or out of sight, at the same time. */
function isOurs(change: LinkChange, look: LinkLook): boolean {
  const { now, before, rules } = look;
  if (before?.link(change.link)?.state === 'declared') return false;
  if (isYoung(change.link, look) || isElsewhere(change, now, before)) return false;
  const ends = [change.a, change.b];
  if (ends.some((end) => (before?.device(end.device) ?? now.device(end.device))?.ignored)) return false;
  if (ends.some((end) => rules.ignores?.(end))) return false;
  return ends.every(({ device }) => !before?.isManaged(device) || now.isManaged(device));
}

/** It was heard by half, for less than the hold time, and never judged. */
export function isYoung(id: string, { before, plugged }: LinkLook): boolean {
  const link = before?.link(id);
  if (!before || plugged.has(id) || !link?.settling || (link.state !== 'one-way' && link.state !== 'mismatch'))
    return false;
  return secondsBetween(link.firstSeen, before.snapshot.takenAt) < holdOf(link);
}

/** The port of a device that cannot be asked is heard in a cable again that nobody could read before: it was put back. */
function isElsewhere({ link, a, b }: LinkChange, now: Scene, before: Scene | null): boolean {
  const strange = [a, b].filter(({ device, port }) => port !== null && !now.isManaged(device));
  return strange.some((end) =>
    now.linksAt(end).some((other) => {
      const was = before?.link(other.id);
      return other.id !== link && was !== undefined && now.isHeard(other) && !before?.isHeard(was);
    }),
  );
}

/** Of a link that is in the snapshot; null where it is well, or nobody can tell, or it is too young to be judged. */
export function troubleOf(link: SnapshotLink, look: LinkLook): Sighting | null {
  if (link.state === 'declared') return null;
  if (link.state === 'confirmed' && link.ageing === null && !hasDownPort(link, look)) return null;
  if ([link.a, link.b].some(({ device }) => look.now.device(device)?.ignored)) return null;
  if (hasDownPort(link, look)) return downLink(link, look);
  const about = (kind: Condition['kind'], firm: boolean): Sighting =>
    sightingOf(link, look, { kind, firm, cause: link.reason ?? kind, severity: firm ? 'warning' : 'info' });
  if (link.state === 'one-way' || link.state === 'mismatch') {
    if (!link.settling) return about(link.state === 'one-way' ? 'link-one-way' : 'link-mismatch', true);
    return look.before?.link(link.id)?.state === 'confirmed' ? about('link-ageing', false) : null;
  }
  return link.ageing === null ? null : { ...about('link-ageing', false), cause: ageingCause(link) };
}

function ageingCause({ ageing, a, b }: SnapshotLink): string {
  const far = a.device === ageing?.device ? b.device : a.device;
  return `advertisements of ${far} have stopped arriving at ${ageing?.device}: ${ageing?.remainingSeconds} s of its claim are left`;
}

function hasDownPort(link: SnapshotLink, { downPorts }: LinkLook): boolean {
  if (downPorts.size === 0) return false;
  return downPorts.has(`${link.a.device}:${link.a.port}`) || downPorts.has(`${link.b.device}:${link.b.port}`);
}

/** Its neighbours' tables may still hold it, but a port of it carries nothing: that is proof enough. */
function downLink(link: SnapshotLink, look: LinkLook): Sighting {
  const { fault, cause } = readPorts([link.a, link.b], look.now);
  const severity = severityOfLoss([link.a, link.b], fault, look);
  return sightingOf(link, look, { kind: 'link-lost', firm: true, cause: cause ?? 'no carrier', severity });
}

function readPorts(ends: readonly LinkEnd[], now: Scene): { fault: LinkFault; cause: string | null } {
  const ports = ends.map((end) => ({ end, port: now.port(end) }));
  const shut = ports.filter(({ port }) => port?.adminUp === false).map(({ end }) => nameEnd(end));
  if (shut.length > 0) return { fault: 'admin-down', cause: `${listNames(shut)} administratively down` };
  const down = ports.filter(({ port }) => port?.operUp === false).map(({ end }) => nameEnd(end));
  if (down.length > 0) return { fault: 'line-down', cause: `the line protocol is down on ${listNames(down)}` };
  return { fault: null, cause: null };
}

export function lostLink(change: LinkChange, look: LinkLook): Sighting {
  const ends = [change.a, change.b];
  const was = look.before?.link(change.link);
  const fault = change.fault ?? readPorts(ends, look.now).fault;
  return {
    ...baseOf(change.link, ends, look),
    ...{ kind: 'link-lost', firm: true, bundle: was?.bundle ?? null, holdSeconds: holdOf(was) },
    ...{ severity: severityOfLoss(ends, fault, look), cause: change.cause, evidence: [...change.evidence] },
  };
}

/** A port that someone shut is mostly meant so, and phones and hosts come and go. */
function severityOfLoss(ends: readonly LinkEnd[], fault: LinkFault, { now, before }: LinkLook): Severity {
  const kinds = ends.map(({ device }) => (now.device(device) ?? before?.device(device))?.kind);
  if (kinds.some((kind) => kind === 'phone' || kind === 'host')) return 'info';
  if (fault === 'admin-down') return 'warning';
  return kinds.some((kind) => kind === 'access-point' || kind === 'unknown') ? 'warning' : 'critical';
}

type Finding = Pick<Condition, 'kind' | 'firm' | 'cause' | 'severity'>;

function sightingOf(link: SnapshotLink, look: LinkLook, finding: Finding): Sighting {
  const evidence = [link.reason, readPorts([link.a, link.b], look.now).cause].filter((text) => text !== null);
  return {
    ...baseOf(link.id, [link.a, link.b], look),
    ...{ bundle: link.bundle, holdSeconds: holdOf(link), evidence: sortedUnique([finding.cause, ...evidence]) },
    ...finding,
  };
}

function baseOf(id: string, ends: readonly LinkEnd[], { now, before }: LinkLook) {
  const names = ends.map(({ device }) => device);
  const devices = sortedUnique(names.filter((name) => now.device(name) ?? before?.device(name)));
  return {
    ...{ family: 'link' as const, subject: id, links: [id], ends: ends.map((end) => ({ ...end })), devices },
    managed: devices.filter((name) => now.isManaged(name) || before?.isManaged(name)),
    ...{ before: null, poll: null, lastGood: before?.snapshot.takenAt ?? null },
  };
}

function holdOf(link: SnapshotLink | undefined): number {
  const told = (link?.claims ?? []).map(({ holdSeconds }) => holdSeconds).filter((seconds) => seconds !== null);
  return told.length > 0 ? Math.max(...told) : DEFAULT_HOLD_SECONDS;
}

/** A link that an event says is down: no poll has said so yet. */
export function suspectLink(link: SnapshotLink, end: LinkEnd, text: string, look: LinkLook): Sighting {
  const cause = `${nameEnd(end)} says that it went down`;
  const severity = severityOfLoss([link.a, link.b], null, look);
  const sighting = sightingOf(link, look, { kind: 'link-lost', firm: false, cause, severity });
  return { ...sighting, evidence: [`${nameEnd(end)}: ${text}`] };
}
