// The changes of links in words: each with its ends, its cause and the facts it rests on.
import type { LinkChange, LinkEnd, SnapshotLink } from '../../model/index.ts';
import type { BundleBook, Pair, Turned } from './bundles.ts';
import { causeOfAddition, causeOfLoss, causeOfMove, causeOfSwap, faultOfLoss, isHeard } from './causes.ts';
import { evidenceOfClaims, evidenceOfLoss } from './evidence.ts';
import type { Moved, Swapped } from './moves.ts';
import { type Comparison, type Placed, place } from './same.ts';
import { type Unjudged, unjudged, whyDoubtful, whyNotGone } from './verdicts.ts';

export type Verdict = LinkChange | Unjudged;

export function isUnjudged(verdict: Verdict): verdict is Unjudged {
  return 'why' in verdict;
}

/** Of a link that both snapshots have; null where there is nothing to say. */
export function judgePair({ was, is }: Pair, comparison: Comparison): Verdict | null {
  if (was.state === is.state && was.settling === is.settling && is.state !== 'declared') return null;
  const [heardBefore, heardNow] = [was, is].map(({ state, claims }) => state !== 'declared' || claims.some(isHeard));
  if (heardBefore && !heardNow) return silenced(was, is, comparison);
  if (!heardBefore && heardNow) {
    const cause = causeOfAddition(place(is, comparison.newNames), comparison);
    return change('added', is, `${cause}; before, only the inventory said so`, evidenceOfClaims(is));
  }
  if (isAlarm(is) && !(isAlarm(was) && was.state === is.state)) {
    const kind = is.state === 'mismatch' ? 'mismatch' : 'one-way';
    return { ...change(kind, is, is.reason ?? is.state, evidenceOfClaims(is)), fault: is.fault };
  }
  if (isAlarm(was) && is.state === 'confirmed') {
    const cause = `both ends hear each other again; before: ${was.reason ?? was.state}`;
    return change('restored', is, cause, evidenceOfClaims(is));
  }
  return whyDoubtful(was, is, comparison);
}

/** Nobody hears it any more, and only the inventory still says that it is there. */
function silenced(was: SnapshotLink, is: SnapshotLink, comparison: Comparison): Verdict {
  const placed = place(was, comparison.oldNames);
  const doubt = whyNotGone(placed, comparison);
  if (doubt) return unjudged(is, doubt.why, doubt.text);
  const cause = `${causeOfLoss(placed, comparison)}; only the inventory says that it is there`;
  return { ...change('lost', is, cause, evidenceOfLoss(placed, comparison)), fault: faultOfLoss(placed, comparison) };
}

/** A one-way link, or one whose ends contradict each other, once it is judged. */
export function isAlarm(link: SnapshotLink): boolean {
  return (link.state === 'one-way' || link.state === 'mismatch') && !link.settling;
}

export function moved({ kind, was, is }: Moved, comparison: Comparison): LinkChange {
  const evidence = [...evidenceOfLoss(was, comparison), ...evidenceOfClaims(is.link)];
  return { ...change(kind, is.link, causeOfMove(was, is, kind), evidence), before: endsOf(was.link) };
}

export function swapped({ first, second }: Swapped, comparison: Comparison): LinkChange {
  const evidence = [first, second].flatMap(({ was, is }) => [
    ...evidenceOfLoss(was, comparison),
    ...evidenceOfClaims(is.link),
  ]);
  const cause = causeOfSwap(first, second);
  return {
    ...change('swapped', first.is.link, cause, [...new Set(evidence)]),
    before: endsOf(first.was.link),
    partner: { ...endsOf(second.is.link), before: endsOf(second.was.link) },
  };
}

export function lost(placed: Placed, bundles: BundleBook, comparison: Comparison): LinkChange {
  const stands = bundles.stands(placed.link);
  const note = stands ? `; ${bundles.standingWithout(placed.link)}` : '';
  const cause = `${causeOfLoss(placed, comparison)}${note}`;
  const evidence = evidenceOfLoss(placed, comparison);
  return {
    ...change(stands ? 'degraded' : 'lost', placed.link, cause, evidence),
    fault: faultOfLoss(placed, comparison),
  };
}

export function added(placed: Placed, bundles: BundleBook, comparison: Comparison): LinkChange {
  const { link } = placed;
  const heals = bundles.isHealedBy(placed);
  const note = heals ? `; its bundle ${bundles.keyAfter(link)} is whole again` : '';
  const cause = `${causeOfAddition(placed, comparison)}${note}`;
  return change(heals ? 'restored' : 'added', link, cause, evidenceOfClaims(link));
}

export function turned({ kind, subject, cause, evidence }: Turned): LinkChange {
  return change(kind, subject, cause, [...evidence]);
}

function endsOf({ id, a, b }: SnapshotLink): NonNullable<LinkChange['before']> {
  return { link: id, a: copy(a), b: copy(b) };
}

function copy({ device, port }: LinkEnd): LinkEnd {
  return { device, port };
}

function change(
  kind: LinkChange['kind'],
  { id, a, b }: Pick<SnapshotLink, 'id' | 'a' | 'b'>,
  cause: string,
  evidence: string[],
): LinkChange {
  return { kind, link: id, a: copy(a), b: copy(b), before: null, partner: null, fault: null, cause, evidence };
}
