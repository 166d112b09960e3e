// Which device of one snapshot is which of another. Mostly the name says so; a device that came into the inventory, or
// left it, may be called otherwise and is still the same.
import {
  compareText,
  type LinkEnd,
  type Segment,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
} from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { chassisKey } from '../identity-index.ts';
import { nameKey } from '../names.ts';
import { countCommon } from '../segments.ts';

/** Translates names of the later snapshot into those of the earlier one. */
export interface Correspondence {
  nameBefore(name: string): string;
}

export function correspond(before: Snapshot, after: Snapshot): Correspondence {
  const names = new Map([...renamedDevices(before, after), ...renamedSegments(before.segments, after.segments)]);
  return { nameBefore: (name) => names.get(name) ?? name };
}

function renamedDevices(before: Snapshot, after: Snapshot): [string, string][] {
  const [oldNames, newNames] = [before, after].map(({ devices }) => new Set(devices.map(({ name }) => name)));
  const gone = before.devices.filter(({ name }) => !newNames?.has(name));
  const come = after.devices.filter(({ name }) => !oldNames?.has(name));
  return come.flatMap((device): [string, string][] => {
    const fits = gone.filter((old) => isSame(old, device));
    const [old] = fits;
    const rivals = old === undefined ? [] : come.filter((other) => isSame(old, other));
    return fits.length === 1 && rivals.length === 1 && old ? [[device.name, old.name]] : [];
  });
}

function isSame(old: SnapshotDevice, device: SnapshotDevice): boolean {
  if (old.chassisId !== null && device.chassisId !== null) {
    return chassisKey(old.chassisId) === chassisKey(device.chassisId);
  }
  const names = new Set(namesOf(old));
  return namesOf(device).some((name) => names.has(name));
}

function namesOf({ name, hostname, aliases }: SnapshotDevice): string[] {
  return [name, ...aliases, ...(hostname === null ? [] : [hostname])].map(nameKey);
}

/** Segments are the same where their members overlap most. */
function renamedSegments(before: readonly Segment[], after: readonly Segment[]): [string, string][] {
  const oldIds = new Set(before.map(({ id }) => id));
  const newIds = new Set(after.map(({ id }) => id));
  const sorted = (segments: readonly Segment[]): Segment[] => [...segments].sort((x, y) => compareText(x.id, y.id));
  const gone = sorted(before).filter(({ id }) => !newIds.has(id));
  const come = sorted(after).filter(({ id }) => !oldIds.has(id));
  const used = new Set<string>();
  return come.flatMap((segment): [string, string][] => {
    const scored = gone
      .filter(({ id }) => !used.has(id))
      .map((old) => ({ id: old.id, common: countCommon(old.members, segment.members) }));
    const best = scored.filter(({ common }) => common > 0).sort((x, y) => y.common - x.common)[0];
    if (!best) return [];
    used.add(best.id);
    return [[segment.id, best.id]];
  });
}

/** A link with its ends in the names of the earlier snapshot, for comparing. */
export interface Placed {
  readonly link: SnapshotLink;
  readonly key: string;
  readonly ends: readonly [LinkEnd, LinkEnd];
}

export function place(link: SnapshotLink, names: Correspondence | null): Placed {
  const rename = (end: LinkEnd): LinkEnd => ({ ...end, device: names?.nameBefore(end.device) ?? end.device });
  const ends = [rename(link.a), rename(link.b)] as const;
  return { link, ends: [ends[0], ends[1]], key: ends.map(endKey).sort().join(' ') };
}
