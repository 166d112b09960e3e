// What may be told of a link that only one snapshot has, or that turned doubtful: proven gone, or why that is not known
// (ARCHITECTURE.md, rules of truth 1 and 2).
import type { LinkEnd, SnapshotLink } from '../../model/index.ts';
import { isHeard, unreadNotes } from './causes.ts';
import { type Comparison, isReadNow, type Placed } from './same.ts';

/** A link that is different and makes no change, with the reason. */
export interface Unjudged {
  /** Its id in the later snapshot; in the earlier one where only that has it. */
  readonly link: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  /**
   * `not-read` an end could not be read whole · `not-asked` those who claimed it have left the inventory · `settling` too
   * young, or ageing out, to be judged · `ignored` it ends at a neighbour that a rule tells to ignore · `segment` the same
   * wire, told as part of a segment by one of the snapshots.
   */
  readonly why: 'not-read' | 'not-asked' | 'settling' | 'ignored' | 'segment';
  readonly text: string;
}

export function unjudged({ id, a, b }: SnapshotLink, why: Unjudged['why'], text: string): Unjudged {
  return { link: id, a: { ...a }, b: { ...b }, why, text };
}

/**
 * Null where the link is proven gone: someone who claimed it was read and no longer does, and no device at its ends had
 * to be left out. What only the inventory said is gone when the inventory no longer says it.
 */
export function whyNotGone({ link, ends }: Placed, comparison: Comparison): Unjudged | null {
  const claimers = [...new Set(link.claims.filter(isHeard).map(({ by }) => by))];
  if (claimers.length === 0 && link.state === 'declared') return null;
  const asked = link.segment === null ? claimers.map((device) => ({ device, port: null })) : [];
  const unread = [...new Set(unreadNotes([...ends, ...asked], comparison))];
  if (unread.length > 0) return unjudged(link, 'not-read', unread.join('; '));
  if (claimers.some((by) => isReadNow(comparison, by))) return null;
  const who = claimers.sort().join(' and ') || 'whoever claimed it';
  return unjudged(link, 'not-asked', `${who} cannot be asked: no longer in the inventory`);
}

/** Of a link that both have: that it turned doubtful, and why that is no change; null where it did not. */
export function whyDoubtful(was: SnapshotLink, is: SnapshotLink, comparison: Comparison): Unjudged | null {
  if (is.settling && is.state !== 'confirmed' && !(was.settling && was.state === is.state)) {
    return unjudged(is, 'settling', is.reason ?? 'too young, or ageing out, to be judged');
  }
  if (is.state !== 'unverified' || was.state === 'unverified') return null;
  const isUnread = unreadNotes([was.a, was.b], comparison).length > 0;
  return unjudged(is, isUnread ? 'not-read' : 'not-asked', is.reason ?? 'one end only could be asked');
}

/** Names, as the comparison has them, of neighbours that a rule of the settings tells to ignore in either snapshot. */
export function findIgnored({ before, after, oldNames, newNames }: Comparison): Set<string> {
  const ignored = new Set<string>();
  for (const { ignored: isIgnored, name } of before.devices) if (isIgnored) ignored.add(oldNames.get(name) ?? name);
  for (const { ignored: isIgnored, name } of after.devices) if (isIgnored) ignored.add(newNames.get(name) ?? name);
  return ignored;
}
