// Both snapshots in one set of names, so that a link can be looked for in the other: devices and segments that are
// called otherwise now are called as in the earlier one.
import {
  compareText,
  type LinkEnd,
  linkId,
  type Segment,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
} from '../../model/index.ts';
import { countCommon } from '../links/segments.ts';
import { readWhole } from '../survey.ts';
import { findSameDevices } from './same-devices.ts';

/** Two snapshots, indexed once. */
export interface Comparison {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly devicesBefore: ReadonlyMap<string, SnapshotDevice>;
  readonly devicesAfter: ReadonlyMap<string, SnapshotDevice>;
  /** What each name of the earlier, and of the later snapshot is called here; missing where it is called as it is. */
  readonly oldNames: ReadonlyMap<string, string>;
  readonly newNames: ReadonlyMap<string, string>;
  /** Name of the earlier snapshot → name in the later one, where it differs. */
  readonly nameNow: ReadonlyMap<string, string>;
}

export function compare(before: Snapshot, after: Snapshot): Comparison {
  const { renamed, mergedBefore, mergedAfter } = findSameDevices(before, after);
  const nameNow = new Map([...mergedBefore, ...[...renamed].map(([now, was]) => [was, now] as const)]);
  // A stub that merged into a device which was itself renamed goes by that device's earlier name.
  const oldNames = new Map([...mergedBefore].map(([stub, now]) => [stub, renamed.get(now) ?? now]));
  const newNames = new Map([...renamed, ...mergedAfter]);
  for (const [now, was] of renamedSegments(before.segments, after.segments, newNames)) newNames.set(now, was);
  return {
    ...{ before, after, oldNames, newNames, nameNow },
    devicesBefore: new Map(before.devices.map((device) => [device.name, device])),
    devicesAfter: new Map(after.devices.map((device) => [device.name, device])),
  };
}

/** The device that the earlier snapshot calls so, as the later one has it. */
export function deviceNow({ devicesAfter, nameNow }: Comparison, name: string): SnapshotDevice | undefined {
  return devicesAfter.get(nameNow.get(name) ?? name);
}

/** Whether the device that the earlier snapshot calls so was read whole for the later one. */
export function isReadNow(comparison: Comparison, name: string): boolean {
  return readWhole(comparison.after, deviceNow(comparison, name));
}

/** Segments are the same where their members overlap most. */
function renamedSegments(
  before: readonly Segment[],
  after: readonly Segment[],
  newNames: ReadonlyMap<string, string>,
): [string, string][] {
  const oldIds = new Set(before.map(({ id }) => id));
  const newIds = new Set(after.map(({ id }) => id));
  const sorted = (segments: readonly Segment[]): Segment[] => [...segments].sort((x, y) => compareText(x.id, y.id));
  const gone = sorted(before).filter(({ id }) => !newIds.has(id));
  const come = sorted(after).filter(({ id }) => !oldIds.has(id));
  const used = new Set<string>();
  return come.flatMap((segment): [string, string][] => {
    const members = segment.members.map((end) => rename(end, newNames));
    const scored = gone
      .filter(({ id }) => !used.has(id))
      .map((old) => ({ id: old.id, common: countCommon(old.members, members) }));
    const best = scored.filter(({ common }) => common > 0).sort((x, y) => y.common - x.common)[0];
    if (!best) return [];
    used.add(best.id);
    return [[segment.id, best.id]];
  });
}

/** A link with its ends, in the order of `a` and `b`, as this comparison calls them. */
export interface Placed {
  readonly link: SnapshotLink;
  /** Its id in those names: equal for a link that both snapshots have. */
  readonly key: string;
  readonly ends: readonly [LinkEnd, LinkEnd];
}

export function place(link: SnapshotLink, names: ReadonlyMap<string, string>): Placed {
  return { link, key: keyOf(link, names), ends: [rename(link.a, names), rename(link.b, names)] };
}

export function keyOf({ id, a, b }: SnapshotLink, names: ReadonlyMap<string, string>): string {
  if (names.size === 0 || (!names.has(a.device) && !names.has(b.device))) return id;
  return linkId(rename(a, names), rename(b, names));
}

export function rename(end: LinkEnd, names: ReadonlyMap<string, string>): LinkEnd {
  const name = names.get(end.device);
  return name === undefined ? end : { device: name, port: end.port };
}
