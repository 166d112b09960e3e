// The lines of words above a diagram: when, compared with what, and how much of the network it rests on.
import { eventsByLook } from './legend.ts';
import type { LinkLookName } from './looks.ts';
import type { Box, DiagramInput, PictureLink } from './picture-model.ts';
import { labelText } from './text.ts';

/** `2026-11-21T10:45:00.000Z` → `2026-11-21 10:45:00 UTC`; anything else is shown as it is. */
export function readableTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : labelText(iso);
}

/** When the snapshot was taken; for a picture of changes, from when to when. */
export function timeLine({ snapshot, before, mode }: DiagramInput): string {
  const now = readableTime(snapshot.takenAt);
  return mode === 'changes' && before ? `${readableTime(before.takenAt)}  →  ${now}` : now;
}

/** `5 of 5 devices polled · 6 links confirmed · 2 declared · 2 lost`, over what the view shows. */
export function coverageLine({ snapshot }: DiagramInput, boxes: readonly Box[], links: readonly PictureLink[]): string {
  const drawn = new Set(boxes.map((box) => box.name));
  const managed = snapshot.devices.filter((device) => device.managed && drawn.has(device.name));
  const polled = managed.filter((device) => device.poll?.status === 'ok').length;
  const counts = new Map([...eventsByLook(links)].map(([look, events]) => [look, events.size]));
  const count = (look: LinkLookName, word: string): string[] =>
    counts.has(look) ? [`${counts.get(look)} ${word}`] : [];
  return [
    `${polled} of ${managed.length} devices polled`,
    ...plural(counts.get('confirmed')),
    ...count('declared', 'declared'),
    ...count('segment', 'on segments'),
    ...count('unverified', 'not verified'),
    ...count('settling', 'settling'),
    ...count('one-way', 'one-way'),
    ...count('mismatch', 'mismatched'),
    ...count('added', 'added'),
    ...count('restored', 'restored'),
    ...count('moved', 'moved'),
    ...count('swapped', 'swapped'),
    ...count('renumbered', 'renumbered'),
    ...count('degraded', 'degraded'),
    ...count('lost', 'lost'),
    ...count('unchanged', 'unchanged'),
  ].join(' · ');
}

function plural(confirmed: number | undefined): string[] {
  if (confirmed === undefined) return [];
  return [confirmed === 1 ? '1 link confirmed' : `${confirmed} links confirmed`];
}
