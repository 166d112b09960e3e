// Causes and evidence of a change: sentences from the facts that were read in the same visits.
import {
  type Claim,
  formatEnd,
  type LinkChange,
  type LinkEnd,
  type Snapshot,
  type SnapshotLink,
  type SnapshotPort,
} from '../../model/index.ts';
import { compareClaims } from '../devices.ts';
import { readWhole } from '../survey.ts';

/** What the ports say; else who no longer hears whom. Says so where an end could not be asked. */
export function causeOfLoss(link: SnapshotLink, kind: LinkChange['kind'], after: Snapshot): string {
  const claims = link.claims.filter(isHeard);
  if (claims.length === 0) return 'declared in the inventory before, and no longer';
  const first = portCause([link.a, link.b], after) ?? silenceCause(link, claims, after);
  const bundle = kind === 'degraded' ? [`its bundle ${link.bundle ?? ''} stands with fewer members`] : [];
  return [first, ...bundle, ...unreadNotes(link, after)].join('; ');
}

function portCause(ends: readonly LinkEnd[], after: Snapshot): string | null {
  const ports = ends.flatMap((end) => {
    const port = readPort(end, after);
    return port ? [{ place: `${end.device} ${port.name}`, port }] : [];
  });
  const shut = ports.filter(({ port }) => port.adminUp === false).map(({ place }) => place);
  if (shut.length > 0) return `${shut.join(' and ')} ${shut.length > 1 ? 'are' : 'is'} administratively down`;
  const down = ports.filter(({ port }) => port.operUp === false).map(({ place }) => place);
  if (down.length > 1) return 'line protocol is down at both ends';
  return down.length > 0 ? `line protocol of ${down[0]} is down` : null;
}

function silenceCause(link: SnapshotLink, claims: readonly Claim[], after: Snapshot): string {
  const silence = describeSilence(link, claims, after);
  // Only a port that was read and is up tells silence from a missing carrier.
  return arePortsUp(link, after) ? `${silence}; the ports are up and the hold time ran out` : silence;
}

function describeSilence(link: SnapshotLink, claims: readonly Claim[], after: Snapshot): string {
  if (link.segment !== null) {
    return `${formatEnd(link.a)} and the others on ${link.segment} no longer hear each other`;
  }
  const readers = [...new Set(claims.map(({ by }) => by))].filter((by) => isRead(by, after)).sort();
  const [first, second] = readers;
  const other = [link.a, link.b].find(({ device }) => device !== first)?.device ?? 'the other end';
  if (second !== undefined) return `${readers.join(' and ')} no longer hear each other`;
  return `${first ?? other} no longer hears ${other}`;
}

function arePortsUp(link: SnapshotLink, after: Snapshot): boolean {
  const states = [link.a, link.b].map((end) => readPort(end, after)?.operUp ?? null).filter((up) => up !== null);
  return states.length > 0 && states.every(Boolean);
}

/** The port as this visit read it; null where the device could not be asked. */
function readPort(end: LinkEnd, after: Snapshot): SnapshotPort | null {
  const device = after.devices.find(({ name }) => name === end.device);
  if (device?.poll?.status !== 'ok') return null;
  return device.ports.find(({ name }) => name === end.port) ?? null;
}

function isRead(name: string, after: Snapshot): boolean {
  return readWhole(
    after,
    after.devices.find((device) => device.name === name),
  );
}

function unreadNotes(link: SnapshotLink, after: Snapshot): string[] {
  return [link.a, link.b].flatMap(({ device }) => {
    const found = after.devices.find(({ name }) => name === device);
    if (!found?.managed || isRead(device, after)) return [];
    const code = found.poll?.code ?? found.poll?.status ?? 'no answer';
    return [`${device} could not be read (${code})`];
  });
}

export function causeOfMove(was: SnapshotLink, is: SnapshotLink, kind: LinkChange['kind']): string {
  if (is.state === 'declared') return `declared in the inventory as ${is.id}, before as ${was.id}`;
  const [stays] = [is.a, is.b].filter((end) => [was.a, was.b].some((old) => formatEnd(old) === formatEnd(end)));
  const now = otherEnd(is, stays);
  const old = otherEnd(was, stays);
  const verb = kind === 'renumbered' ? 'is now connected to port' : 'now goes to';
  return `${stays ? formatEnd(stays) : is.id} ${verb} ${formatEnd(now)} instead of ${formatEnd(old)}`;
}

function otherEnd(link: SnapshotLink, end: LinkEnd | undefined): LinkEnd {
  return end && formatEnd(link.a) === formatEnd(end) ? link.b : link.a;
}

export function causeOfAddition(link: SnapshotLink, before: Snapshot, after: Snapshot): string {
  if (link.state === 'declared') return 'declared in the inventory';
  const hearers = [...new Set(link.claims.filter(isHeard).map(({ by }) => by))].sort();
  const unread = hearers.filter((by) => !readBefore(by, before));
  const heard =
    hearers.length > 1 ? `${hearers.join(' and ')} hear each other` : `${hearers[0] ?? link.a.device} hears it`;
  const text = link.segment === null ? heard : `heard on ${link.segment}`;
  const reason = link.state === 'confirmed' || link.reason === null ? [] : [link.reason];
  const news = unread.length > 0 && before.id !== after.id ? [`neighbours not read before: ${unread.join(', ')}`] : [];
  return [text, ...reason, ...news].join('; ');
}

function readBefore(name: string, before: Snapshot): boolean {
  return before.devices.some((device) => device.name === name && device.claimsAsOf !== null);
}

/** Read from a device, and not from the inventory. */
export function isHeard(claim: Claim): boolean {
  return claim.protocol !== 'declared';
}

/** One sentence per claim of the link. */
export function evidenceOfClaims(link: SnapshotLink): string[] {
  return [...link.claims].sort(compareClaims).map(describeClaim);
}

function describeClaim(claim: Claim): string {
  const place = formatEnd({ device: claim.by, port: claim.port });
  if (claim.protocol === 'declared')
    return `the inventory declares ${place} to ${claim.systemName ?? ''} ${claim.portId ?? ''}`.trim();
  const heard = [claim.systemName ?? claim.chassisId ?? 'a system without a name', claim.portId]
    .filter(Boolean)
    .join(' ');
  return `${place} heard ${heard} by ${claim.protocol.toUpperCase()} ("${claim.command}", ${claim.at})`;
}

/** Who claimed it, who was asked since, and what their ports said. */
export function evidenceOfLoss(link: SnapshotLink, before: Snapshot, after: Snapshot): string[] {
  const claimers = [
    ...new Map(
      [...link.claims]
        .sort(compareClaims)
        .filter(isHeard)
        .map((claim) => [claim.by, claim]),
    ),
  ];
  const asked = claimers.map(([by, claim]) =>
    isRead(by, after)
      ? `${by} answered "${claim.command}" at ${after.takenAt} without it`
      : `${by} could not be read at ${after.takenAt}`,
  );
  const ports = [link.a, link.b].flatMap((end) => portEvidence(end, after));
  const known = link.claims.length > 0 ? evidenceOfClaims(link) : [`${link.id} was in ${before.id}`];
  return [...known, ...asked, ...ports];
}

function portEvidence(end: LinkEnd, after: Snapshot): string[] {
  const port = after.devices.find(({ name }) => name === end.device)?.ports.find(({ name }) => name === end.port);
  if (!port || (port.adminUp === null && port.operUp === null)) return [];
  const admin = port.adminUp === false ? 'administratively down' : 'not shut down';
  const line = port.operUp === null ? '' : `, line protocol ${port.operUp ? 'up' : 'down'}`;
  return [`${end.device} ${port.name} was ${admin}${line} at ${after.takenAt}`];
}
