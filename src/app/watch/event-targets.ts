// Whom an event leads to: the device, who is at the other end, and after that poll whoever is needed to judge what it found.
import { formatEnd, type LinkEnd, type Snapshot, type SnapshotLink } from '../../model/index.ts';

/** The device, and its neighbours on that port. Without a port the device alone: what changed there is seen then. */
export function concernedBy(latest: Snapshot | null, device: string, port: string | null): string[] {
  if (latest === null || port === null) return [device];
  const here = formatEnd({ device, port });
  const isHere = (end: LinkEnd) => formatEnd(end) === here;
  const members = new Set(latest.bundles.filter(({ a, b }) => isHere(a) || isHere(b)).flatMap((one) => one.members));
  const cables = latest.links.filter(({ id, a, b }) => isHere(a) || isHere(b) || members.has(id));
  const segments = new Set(cables.map(({ segment }) => segment));
  const shared = latest.segments.filter(({ id }) => segments.has(id)).flatMap((one) => one.members);
  return [...new Set([device, ...[...cables.flatMap(({ a, b }) => [a, b]), ...shared].map((end) => end.device)])];
}

/** Devices left out of this poll whom a link now depends on: somebody who was asked does not hear them any more. */
export function leftInDoubt(before: Snapshot | null, after: Snapshot): string[] {
  const asked = new Set(after.devices.filter(({ poll }) => poll?.status === 'ok').map(({ name }) => name));
  const skipped = new Set(after.devices.filter(({ poll }) => poll?.status === 'skipped').map(({ name }) => name));
  const known = new Map(before?.links.map((link) => [link.id, link]));
  const doubtful = after.links.filter((link) => {
    const silent = [link.a, link.b].filter(({ device }) => asked.has(device) && !claimsNow(link, device, after));
    return silent.some(({ device }) => known.get(link.id)?.claims.some(({ by }) => by === device));
  });
  const names = doubtful.flatMap(({ a, b }) => [a.device, b.device]).filter((name) => skipped.has(name));
  return [...new Set(names)];
}

function claimsNow({ claims }: SnapshotLink, device: string, { takenAt }: Snapshot): boolean {
  return claims.some(({ by, at }) => by === device && at >= takenAt);
}
