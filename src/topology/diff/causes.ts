// Causes of a change: sentences from the facts that were read in the same visits.
import {
  type Claim,
  formatEnd,
  type LinkChange,
  type LinkEnd,
  type LinkFault,
  type SnapshotPort,
} from '../../model/index.ts';
import { portFault } from '../links/port-fault.ts';
import { type Comparison, deviceNow, isReadNow, type Placed } from './same.ts';

/** What the ports say; else who no longer hears whom. Says so where an end could not be asked. */
export function causeOfLoss(gone: Placed, comparison: Comparison): string {
  const { link, ends } = gone;
  const claims = link.claims.filter(isHeard);
  if (claims.length === 0) return 'declared in the inventory before, and no longer';
  const first = portCause(ends, comparison) ?? silenceCause(gone, claims, comparison);
  return [first, ...unreadNotes(ends, comparison)].join('; ');
}

/** Of a link that is gone, by its ports as they were read since. */
export function faultOfLoss({ link, ends }: Placed, comparison: Comparison): LinkFault {
  if (!link.claims.some(isHeard)) return null;
  const ports = ends.map((end) => portNow(end, comparison));
  return portFault(ports, true);
}

function portCause(ends: readonly LinkEnd[], comparison: Comparison): string | null {
  const ports = ends.flatMap((end) => {
    const port = portNow(end, comparison);
    return port ? [{ place: `${nameNow(end.device, comparison)} ${port.name}`, port }] : [];
  });
  const shut = ports.filter(({ port }) => port.adminUp === false).map(({ place }) => place);
  if (shut.length > 0) return `${shut.join(' and ')} ${shut.length > 1 ? 'are' : 'is'} administratively down`;
  const down = ports.filter(({ port }) => port.operUp === false).map(({ place }) => place);
  if (down.length > 1) return 'line protocol is down at both ends';
  return down.length > 0 ? `line protocol of ${down[0]} is down` : null;
}

function silenceCause(gone: Placed, claims: readonly Claim[], comparison: Comparison): string {
  const silence = describeSilence(gone, claims, comparison);
  // Only a port that was read and is up tells silence from a missing carrier.
  return arePortsUp(gone.ends, comparison) ? `${silence}; the ports are up and the hold time ran out` : silence;
}

function describeSilence({ link }: Placed, claims: readonly Claim[], comparison: Comparison): string {
  if (link.segment !== null) {
    return `${formatEnd(link.a)} and the others on ${link.segment} no longer hear each other`;
  }
  const readers = [...new Set(claims.map(({ by }) => by))].filter((by) => isReadNow(comparison, by));
  const names = readers.map((by) => nameNow(by, comparison)).sort();
  const [first, second] = names;
  const ends = [link.a, link.b].map(({ device }) => nameNow(device, comparison));
  const other = ends.find((name) => name !== first) ?? 'the other end';
  if (second !== undefined) return `${names.join(' and ')} no longer hear each other`;
  return `${first ?? other} no longer hears ${other}`;
}

function arePortsUp(ends: readonly LinkEnd[], comparison: Comparison): boolean {
  const states = ends.map((end) => portNow(end, comparison)?.operUp ?? null).filter((up) => up !== null);
  return states.length > 0 && states.every(Boolean);
}

/** The port as the later visit read it; null where the device could not be asked. */
export function portNow(end: LinkEnd, comparison: Comparison): SnapshotPort | null {
  const device = deviceNow(comparison, end.device);
  if (device?.poll?.status !== 'ok') return null;
  return device.ports.find(({ name }) => name === end.port) ?? null;
}

function nameNow(name: string, comparison: Comparison): string {
  return comparison.nameNow.get(name) ?? name;
}

/** `r2 could not be read (DEVICE_TIMEOUT)`, for each end that is in the inventory and was not read whole. */
export function unreadNotes(ends: readonly LinkEnd[], comparison: Comparison): string[] {
  return ends.flatMap(({ device }) => {
    const found = deviceNow(comparison, device);
    if (!found?.managed || isReadNow(comparison, device)) return [];
    return [`${found.name} could not be read (${found.poll?.code ?? whyUnread(found.poll?.status)})`];
  });
}

function whyUnread(status: string | undefined): string {
  return status === 'ok' ? 'no whole neighbour table' : (status ?? 'no answer');
}

export function causeOfMove(was: Placed, is: Placed, kind: LinkChange['kind']): string {
  if (is.link.state === 'declared') return `declared in the inventory as ${is.link.id}, before as ${was.link.id}`;
  const verb = kind === 'renumbered' ? 'is now connected to port' : 'now goes to';
  const { end, now, old } = stayingEnd(was, is);
  return `${end ? formatEnd(end) : is.link.id} ${verb} ${formatEnd(now)} instead of ${formatEnd(old)}`;
}

/** `r1:Gi0/1 now goes to r2:Gi0/2, and r1:Gi0/2 to r2:Gi0/1`. */
export function causeOfSwap(first: { was: Placed; is: Placed }, second: { was: Placed; is: Placed }): string {
  const [one, two] = [first, second].map(({ was, is }) => stayingEnd(was, is));
  if (!one?.end || !two?.end) return 'two cables changed places';
  const goes = `${formatEnd(one.end)} now goes to ${formatEnd(one.now)}, and ${formatEnd(two.end)} to ${formatEnd(two.now)}`;
  return `two cables changed places: ${goes}`;
}

interface Staying {
  /** In the words of the later snapshot, with what it goes to now and went to before. */
  readonly end: LinkEnd | null;
  readonly now: LinkEnd;
  readonly old: LinkEnd;
}

function stayingEnd(was: Placed, is: Placed): Staying {
  const same = (one: LinkEnd, other: LinkEnd): boolean => one.device === other.device && one.port === other.port;
  const [a, b] = is.ends;
  const atA = was.ends.findIndex((end) => end.port !== null && same(end, a));
  const atB = was.ends.findIndex((end) => end.port !== null && same(end, b));
  const old = (index: number): LinkEnd => (index === 0 ? was.link.b : was.link.a);
  if (atA !== -1) return { end: is.link.a, now: is.link.b, old: old(atA) };
  if (atB !== -1) return { end: is.link.b, now: is.link.a, old: old(atB) };
  return { end: null, now: is.link.b, old: was.link.b };
}

export function causeOfAddition({ link }: Placed, comparison: Comparison): string {
  if (link.state === 'declared') return 'declared in the inventory';
  const hearers = [...new Set(link.claims.filter(isHeard).map(({ by }) => by))].sort();
  const unread = hearers.filter((by) => !wasRead(by, comparison));
  const heard =
    hearers.length > 1 ? `${hearers.join(' and ')} hear each other` : `${hearers[0] ?? link.a.device} hears it`;
  const text = link.segment === null ? heard : `heard on ${link.segment}`;
  const reason = link.state === 'confirmed' || link.reason === null ? [] : [link.reason];
  const news = unread.length > 0 ? [`neighbours not read before: ${unread.join(', ')}`] : [];
  return [text, ...reason, ...news].join('; ');
}

function wasRead(name: string, { devicesBefore, newNames }: Comparison): boolean {
  const device = devicesBefore.get(newNames.get(name) ?? name);
  return device !== undefined && device.claimsAsOf !== null;
}

/** Read from a device, and not from the inventory. */
export function isHeard(claim: Claim): boolean {
  return claim.protocol !== 'declared';
}
