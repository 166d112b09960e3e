// The bare difference of two snapshots: what was added, removed and changed, nothing judged. Applied to the earlier one it
// gives the later one.
import type { Bundle, Segment, Snapshot, SnapshotDevice, SnapshotLink } from '../../model/index.ts';
import { isSameValue } from './same-value.ts';

export interface ListDelta<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
  /** Keys in the order of the later list; null where the earlier order, with what is added at the end, gives it. */
  readonly order: readonly string[] | null;
}

/** What a network is made of, without what is told of it: changes, problems and answers. */
export type Parts = Pick<Snapshot, 'devices' | 'links' | 'segments' | 'bundles'>;

export interface Delta {
  readonly devices: ListDelta<SnapshotDevice>;
  readonly links: ListDelta<SnapshotLink>;
  readonly segments: ListDelta<Segment>;
  readonly bundles: ListDelta<Bundle>;
}

const byName = ({ name }: SnapshotDevice): string => name;
const byId = ({ id }: { readonly id: string }): string => id;

/** Values are those of the snapshots, not copies. */
export function delta(before: Parts, after: Parts): Delta {
  return {
    devices: listDelta(before.devices, after.devices, byName),
    links: listDelta(before.links, after.links, byId),
    segments: listDelta(before.segments, after.segments, byId),
    bundles: listDelta(before.bundles, after.bundles, byId),
  };
}

/** `applyDelta(a, delta(a, b))` is deeply equal to the same parts of `b`. */
export function applyDelta(before: Parts, { devices, links, segments, bundles }: Delta): Parts {
  return {
    devices: applyList(before.devices, devices, byName),
    links: applyList(before.links, links, byId),
    segments: applyList(before.segments, segments, byId),
    bundles: applyList(before.bundles, bundles, byId),
  };
}

function listDelta<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): ListDelta<T> {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Map(after.map((one) => [keyOf(one), one]));
  const added = after.filter((one) => !old.has(keyOf(one)));
  const removed = before.filter((one) => !now.has(keyOf(one)));
  const changed: { before: T; after: T }[] = [];
  for (const one of after) {
    const was = old.get(keyOf(one));
    if (was !== undefined && was !== one && !isSameValue(was, one)) changed.push({ before: was, after: one });
  }
  const kept = [...before.filter((one) => now.has(keyOf(one))), ...added].map(keyOf);
  const order = after.map(keyOf);
  return { added, removed, changed, order: order.every((key, i) => key === kept[i]) ? null : order };
}

function applyList<T>(
  before: readonly T[],
  { added, removed, changed, order }: ListDelta<T>,
  keyOf: (one: T) => string,
): T[] {
  const values = new Map(before.map((one) => [keyOf(one), one]));
  for (const one of removed) values.delete(keyOf(one));
  for (const { after } of changed) values.set(keyOf(after), after);
  for (const one of added) values.set(keyOf(one), one);
  if (order === null) return [...values.values()];
  return order.map((key) => values.get(key)).filter((one) => one !== undefined);
}
