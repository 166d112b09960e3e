// A device that the inventory calls otherwise takes its trouble along.
import { type Condition, linkId } from '../model/index.ts';
import type { Scene } from './scene.ts';
import { conditionKey } from './verdict.ts';
import { sortedUnique } from './words.ts';

export interface Renamed {
  readonly tracked: readonly Condition[];
  /** Former key → where it is told now. */
  readonly cleared: ReadonlyMap<string, string>;
}

/** Links that have left the snapshot and devices that do not answer; all else is found again under the new name. */
export function followRenames(tracked: readonly Condition[], now: Scene): Renamed {
  const names = new Map<string, string>();
  for (const change of now.snapshot.changes) {
    if (change.kind !== 'renamed' || change.before === null || now.isManaged(change.before)) continue;
    names.set(change.before, change.device);
  }
  const cleared = new Map<string, string>();
  if (names.size === 0) return { tracked, cleared };
  const followed = tracked.map((condition) => {
    const renamed = rename(condition, names);
    if (renamed.key !== condition.key) cleared.set(condition.key, `told under the new name: ${renamed.subject}`);
    return renamed;
  });
  return { tracked: followed, cleared };
}

function rename(condition: Condition, names: ReadonlyMap<string, string>): Condition {
  const { family, managed } = condition;
  if ((family !== 'link' && family !== 'device') || !managed.some((name) => names.has(name))) return condition;
  const nameOf = (name: string): string => names.get(name) ?? name;
  const ends = condition.ends.map((end) => ({ ...end, device: nameOf(end.device) }));
  const [a, b] = ends;
  const subject = a && b ? linkId(a, b) : nameOf(condition.subject);
  return {
    ...condition,
    ...{ key: conditionKey(family, subject), subject, ends, links: family === 'link' ? [subject] : [] },
    ...{ devices: sortedUnique(condition.devices.map(nameOf)), managed: sortedUnique(managed.map(nameOf)) },
  };
}
