// Which device of one snapshot is which of another. Mostly the inventory name says so; a device that was renamed, came
// into the inventory or left it is still the same box, and its hardware, its names or its address tell.
import type { Snapshot, SnapshotDevice } from '../../model/index.ts';
import { groupBy } from '../group-by.ts';
import { addressKey, chassisKey } from '../identity/identity-index.ts';
import { nameKey } from '../identity/names.ts';

export interface SameDevices {
  /** Name in the later snapshot → name in the earlier one, where they differ. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Device that one snapshot alone has → the device that both have and that it is: a stub that was recognised since. */
  readonly mergedBefore: ReadonlyMap<string, string>;
  readonly mergedAfter: ReadonlyMap<string, string>;
}

type Keys = (device: SnapshotDevice) => string[];

/** Strongest first. An address is the inventory's word for a device of its own, and says nothing of others. */
const TIERS: readonly Keys[] = [portKeys, namesOf, (device) => (device.managed ? addressKeys(device) : [])];

/** Each tier joins only what fits exactly one device on either side; what differs in chassis or serial number never. */
export function findSameDevices(before: Snapshot, after: Snapshot): SameDevices {
  const old = new Map(before.devices.map((device) => [device.name, device]));
  const now = new Map(after.devices.map((device) => [device.name, device]));
  const passed = passedOnNames(before, now);
  let gone = before.devices.filter(({ name }) => !now.has(name) || passed.has(name));
  let come = after.devices.filter(({ name }) => !old.has(name) || passed.has(name));
  const renamed = new Map<string, string>();
  for (const keys of TIERS) {
    if (gone.length === 0 || come.length === 0) break;
    for (const [was, is] of pairUp(gone, come, keys)) renamed.set(is.name, was.name);
    const taken = new Set(renamed.values());
    gone = gone.filter(({ name }) => !taken.has(name));
    come = come.filter(({ name }) => !renamed.has(name));
  }
  return {
    renamed,
    mergedBefore: mergeStubs(gone, after.devices),
    mergedAfter: mergeStubs(come, before.devices),
  };
}

/**
 * Names that both snapshots have and that passed to another box, as in `r1 → r2, r2 → r3`: hostname and hardware have
 * both changed, and both are found again under another name. A box that was exchanged keeps its hostname.
 */
function passedOnNames(before: Snapshot, now: ReadonlyMap<string, SnapshotDevice>): Set<string> {
  const others = before.devices.filter((was) => {
    const is = now.get(was.name);
    const known = is?.hostname && was.hostname && nameKey(is.hostname) !== nameKey(was.hostname);
    return was.managed && is?.managed && known && contradict(was, is);
  });
  if (others.length === 0) return new Set();
  const byHardware = groupBy(
    [...now.values()].flatMap((is) => hardwareKeys(is).map((key) => ({ key, is }))),
    ({ key }) => key,
  );
  const passed = others.filter((was) =>
    hardwareKeys(was).some((key) =>
      byHardware.get(key)?.some(({ is }) => is.managed && is.name !== was.name && is.hostname === was.hostname),
    ),
  );
  return new Set(passed.map(({ name }) => name));
}

function pairUp(
  gone: readonly SnapshotDevice[],
  come: readonly SnapshotDevice[],
  keys: Keys,
): [SnapshotDevice, SnapshotDevice][] {
  const fits = fitting(come, gone, keys);
  const rivals = fitting(gone, come, keys);
  return come.flatMap((is): [SnapshotDevice, SnapshotDevice][] => {
    const [was, ...others] = fits.get(is) ?? [];
    return was && others.length === 0 && rivals.get(was)?.length === 1 ? [[was, is]] : [];
  });
}

/** For each of `devices`, those of `pool` that share a key with it and could be it. */
function fitting(
  devices: readonly SnapshotDevice[],
  pool: readonly SnapshotDevice[],
  keys: Keys,
): Map<SnapshotDevice, SnapshotDevice[]> {
  const byKey = groupBy(
    pool.flatMap((device) => keys(device).map((key) => ({ key, device }))),
    ({ key }) => key,
  );
  return new Map(
    devices.map((device) => {
      const found = new Set(keys(device).flatMap((key) => (byKey.get(key) ?? []).map((one) => one.device)));
      return [device, [...found].filter((one) => isHardware(keys) || !contradict(one, device))];
    }),
  );
}

/** Stubs that one snapshot alone has, and the one device of the other that each can be; by hardware, else by name. */
function mergeStubs(alone: readonly SnapshotDevice[], others: readonly SnapshotDevice[]): Map<string, string> {
  const merged = new Map<string, string>();
  const stubs = alone.filter((device) => !device.managed);
  if (stubs.length === 0) return merged;
  for (const keys of [hardwareKeys, namesOf]) {
    for (const [stub, fits] of fitting(stubs, others, keys)) {
      const [only, ...more] = fits;
      if (only && more.length === 0 && !merged.has(stub.name)) merged.set(stub.name, only.name);
    }
  }
  return merged;
}

function isHardware(keys: Keys): boolean {
  return keys === hardwareKeys || keys === portKeys;
}

function hardwareKeys({ chassisId, serial }: SnapshotDevice): string[] {
  const chassis = chassisId === null ? [] : [`chassis ${chassisKey(chassisId)}`];
  return serial === null ? chassis : [...chassis, `serial ${serial.trim()}`];
}

/** A device may advertise the MAC address of any of its ports as its chassis id. */
function portKeys(device: SnapshotDevice): string[] {
  const macs = device.ports.map(({ mac }) => mac).filter((mac) => mac !== null);
  return [...new Set([...hardwareKeys(device), ...macs.map((mac) => `chassis ${chassisKey(mac)}`)])];
}

function namesOf({ name, hostname, aliases }: SnapshotDevice): string[] {
  return [...new Set([name, ...aliases, ...(hostname === null ? [] : [hostname])].map(nameKey))];
}

function addressKeys({ managementAddress }: SnapshotDevice): string[] {
  const key = managementAddress === null ? null : addressKey(managementAddress);
  return key === null ? [] : [key];
}

/** Two boxes: serial numbers that differ, or another chassis with no MAC address in common. */
export function contradict(one: SnapshotDevice, other: SnapshotDevice): boolean {
  if (one.serial !== null && other.serial !== null) return one.serial.trim() !== other.serial.trim();
  return hasOtherChassis(one, other);
}

/** Both chassis ids are known, and neither box knows the other's. */
export function hasOtherChassis(one: SnapshotDevice, other: SnapshotDevice): boolean {
  if (one.chassisId === null || other.chassisId === null || one.chassisId === other.chassisId) return false;
  const ids = [one, other].map(({ chassisId }) => `chassis ${chassisKey(chassisId ?? '')}`);
  return !portKeys(one).includes(ids[1] ?? '') && !portKeys(other).includes(ids[0] ?? '');
}
