// Whom an event leads to: the device, who is at the other end, and after that poll whoever is needed to judge what it found.
import { formatEnd, type LinkEnd, type Snapshot } from '../../model/index.ts';

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

/** Devices left out of this poll without whom a link that was judged before cannot be judged any more. */
export function leftInDoubt(before: Snapshot | null, after: Snapshot): string[] {
  const judged = new Map(
    before?.links.filter(({ state }) => state !== 'unverified').map(({ id, state }) => [id, state]),
  );
  const skipped = new Set(after.devices.filter(({ poll }) => poll?.status === 'skipped').map(({ name }) => name));
  const doubtful = after.links.filter(({ id, state }) => state === 'unverified' && judged.has(id));
  const names = doubtful.flatMap(({ a, b }) => [a.device, b.device]).filter((name) => skipped.has(name));
  return [...new Set(names)];
}
