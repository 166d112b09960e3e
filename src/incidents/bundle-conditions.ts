// LAGs that carry less than they should, or whose ends disagree.
import { type Bundle, type Condition, isLinkChange } from '../model/index.ts';
import { DEFAULT_HOLD_SECONDS } from './link-conditions.ts';
import type { Scene } from './scene.ts';
import { cleared, present, type Sighting, unknown, type Verdict } from './verdict.ts';
import { nameEnds, sortedUnique } from './words.ts';

export function findBundleTrouble(now: Scene, before: Scene | null): Sighting[] {
  return now.snapshot.bundles.flatMap((bundle) => {
    const sighting = sightingOf(bundle, now, before);
    return sighting ? [sighting] : [];
  });
}

function sightingOf(bundle: Bundle, now: Scene, before: Scene | null): Sighting | null {
  const finding = FINDINGS[bundle.state];
  if (!finding) return null;
  const devices = sortedUnique([bundle.a.device, bundle.b.device]);
  const name = nameEnds([bundle.a, bundle.b]);
  const reasons = [...bundle.reasons, ...recablings(bundle, now, before)];
  return {
    ...{ family: 'bundle', subject: bundle.id, ...finding, devices, links: [...bundle.members], bundle: bundle.id },
    ...{ managed: devices.filter((device) => now.isManaged(device)), ends: [{ ...bundle.a }, { ...bundle.b }] },
    cause: reasons.length > 0 ? reasons.join('; ') : `${name} is ${bundle.state}`,
    evidence: reasons,
    ...{
      firm: true,
      before: null,
      poll: null,
      lastGood: before?.snapshot.takenAt ?? null,
      holdSeconds: DEFAULT_HOLD_SECONDS,
    },
  };
}

/** Members of it, or what were members, that were plugged elsewhere just now. */
function recablings({ id, members }: Bundle, now: Scene, before: Scene | null): string[] {
  const known = new Set([...members, ...(before?.bundle(id)?.members ?? [])]);
  return now.snapshot.changes.filter(isLinkChange).flatMap((change) => {
    const links = [change, change.before, change.partner, change.partner?.before].map((cable) => cable?.link ?? '');
    return change.before !== null && links.some((link) => known.has(link)) ? [change.cause] : [];
  });
}

const FINDINGS: Readonly<Record<Bundle['state'], Pick<Condition, 'kind' | 'severity'> | null>> = {
  whole: null,
  unverified: null,
  degraded: { kind: 'bundle-degraded', severity: 'warning' },
  lost: { kind: 'bundle-lost', severity: 'critical' },
  mismatch: { kind: 'link-mismatch', severity: 'warning' },
};

export function judgeBundle(known: Condition, now: Scene, before: Scene | null): Verdict {
  const left = known.managed.find((name) => !now.isManaged(name));
  if (left !== undefined) return cleared(`${left} is no longer in the inventory`);
  const bundle = now.bundle(known.subject);
  if (!bundle) {
    const unread = known.managed.find((name) => !now.isRead(name));
    return unread === undefined ? cleared('it is no longer a bundle') : unknown(`${unread} was not polled`);
  }
  const sighting = sightingOf(bundle, now, before);
  if (sighting) return present(sighting);
  return bundle.state === 'whole' ? cleared('all its members carry again') : unknown('its ends could not be polled');
}
