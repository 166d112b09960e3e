// What became of the devices of the inventory: come, gone, renamed, exchanged, with other software, restarted.
import { compareText, type DeviceChange, type SnapshotDevice } from '../../model/index.ts';
import { SAME_BOOT_MS } from '../carried-facts.ts';
import { nameKey } from '../identity/names.ts';
import { type Comparison, deviceNow } from './same.ts';
import { hasOtherChassis } from './same-devices.ts';

/** By name, then kind. What a device does not tell, or was not asked this time, is no change. */
export function compareDevices(comparison: Comparison): DeviceChange[] {
  const { before, after, devicesBefore, newNames } = comparison;
  const removed = before.devices.filter((was) => was.managed && !deviceNow(comparison, was.name)?.managed);
  const changes = [
    ...removed.map((was) => deviceRemoved(was, comparison)),
    ...after.devices.flatMap((is) => {
      if (!is.managed) return [];
      const was = devicesBefore.get(newNames.get(is.name) ?? is.name);
      return was?.managed ? compareDevice(was, is) : [deviceAdded(was, is, comparison)];
    }),
  ];
  return changes.sort((x, y) => compareText(x.device, y.device) || compareText(x.kind, y.kind));
}

type Facts = Pick<DeviceChange, 'before' | 'after' | 'cause'> & { readonly evidence?: string[] };

function change(kind: DeviceChange['kind'], device: string, { evidence = [], ...facts }: Facts): DeviceChange {
  return { kind, link: null, device, ...facts, evidence };
}

function deviceAdded(was: SnapshotDevice | undefined, is: SnapshotDevice, { oldNames }: Comparison): DeviceChange {
  const stub = was?.name ?? [...oldNames].find(([, name]) => name === is.name)?.[0];
  const cause = stub === undefined ? 'new in the inventory' : 'new in the inventory; only heard before';
  const evidence = stub === undefined ? [] : [`its neighbours heard it as ${stub} before`];
  return change('device-added', is.name, { before: null, after: is.name, cause, evidence });
}

function deviceRemoved(was: SnapshotDevice, comparison: Comparison): DeviceChange {
  const heard = deviceNow(comparison, was.name);
  const cause = heard ? 'no longer in the inventory; its neighbours still hear it' : 'no longer in the inventory';
  const evidence = heard ? [`its neighbours hear it as ${heard.name}`] : [];
  return change('device-removed', was.name, { before: was.name, after: null, cause, evidence });
}

function compareDevice(was: SnapshotDevice, is: SnapshotDevice): DeviceChange[] {
  const renamed = renaming(was, is);
  const serial = differs(was.serial, is.serial);
  const version = differs(was.version, is.version);
  const start = restart(was, is);
  if (isReplaced(was, is)) return [...renamed, replaced(was, is, [...hardware(was, is), ...(start ? [start] : [])])];
  return [
    ...renamed,
    ...(serial ? [exchanged(was, is, serial)] : []),
    ...(version ? [upgraded(is, version)] : []),
    ...(start ? [change('restarted', is.name, { before: was.bootedAt, after: is.bootedAt, cause: start })] : []),
  ];
}

/** One change, be it that the inventory, the device or both call it otherwise. */
function renaming(was: SnapshotDevice, is: SnapshotDevice): DeviceChange[] {
  const hostname = differs(was.hostname, is.hostname, nameKey);
  const calls = hostname ? [`it calls itself ${hostname[1]}, before ${hostname[0]}`] : [];
  if (was.name !== is.name) {
    const cause = ['the inventory calls it otherwise', ...calls].join('; ');
    return [change('renamed', is.name, { before: was.name, after: is.name, cause, evidence: sameness(was, is) })];
  }
  if (!hostname || isReplaced(was, is)) return [];
  const [before, after] = hostname;
  return [change('renamed', is.name, { before, after, cause: calls.join(''), evidence: sameness(was, is) })];
}

/** What says that it is the same box. */
function sameness(was: SnapshotDevice, is: SnapshotDevice): string[] {
  const facts: [string, string | null, string | null][] = [
    ['chassis id', was.chassisId, is.chassisId],
    ['serial number', was.serial, is.serial],
    ['hostname', was.hostname, is.hostname],
    ['management address', was.managementAddress, is.managementAddress],
  ];
  return facts.flatMap(([what, old, now]) => (old !== null && old === now ? [`same ${what}: ${now}`] : []));
}

/** Another chassis under one name. A serial number that stayed says that only its id was told otherwise, as by a stack. */
function isReplaced(was: SnapshotDevice, is: SnapshotDevice): boolean {
  const isSameSerial = was.serial !== null && is.serial !== null && was.serial === is.serial;
  return !isSameSerial && hasOtherChassis(was, is);
}

function replaced(was: SnapshotDevice, is: SnapshotDevice, also: readonly string[]): DeviceChange {
  const cause = ['another chassis under the same name', ...also].join('; ');
  const evidence = [`chassis id was ${was.chassisId}, and is ${is.chassisId}`, ...also];
  return change('replaced', is.name, { before: was.chassisId, after: is.chassisId, cause, evidence });
}

/** What of it differs: `serial number FTX1 → FTX2`. */
function hardware(was: SnapshotDevice, is: SnapshotDevice): string[] {
  const facts: [string, string | null, string | null][] = [
    ['model', was.model, is.model],
    ['serial number', was.serial, is.serial],
    ['version', was.version, is.version],
    ['hostname', was.hostname, is.hostname],
  ];
  return facts.flatMap(([what, old, now]) => {
    const pair = differs(old, now);
    return pair ? [`${what} ${pair.join(' → ')}`] : [];
  });
}

/** Part of it is another: its chassis is the same, or not known. */
function exchanged(was: SnapshotDevice, is: SnapshotDevice, [before, after]: readonly [string, string]): DeviceChange {
  const model = differs(was.model, is.model);
  const also = model ? [`model ${model.join(' → ')}`] : [];
  const cause = [`its serial number is ${after}, before ${before}`, ...also].join('; ');
  return change('new-serial', is.name, { before, after, cause, evidence: also });
}

function upgraded({ name }: SnapshotDevice, [before, after]: readonly [string, string]): DeviceChange {
  return change('new-version', name, { before, after, cause: `it runs ${after}, before ${before}` });
}

/** Null where either is not known. */
function differs(
  old: string | null,
  now: string | null,
  key: (text: string) => string = (text) => text.trim(),
): [string, string] | null {
  return old !== null && now !== null && key(old) !== key(now) ? [old, now] : null;
}

/** `it started again at …`; null where it did not, or its start is told a few minutes otherwise. */
function restart(was: SnapshotDevice, is: SnapshotDevice): string | null {
  if (was.bootedAt === null || is.bootedAt === null) return null;
  const later = Date.parse(is.bootedAt) - Date.parse(was.bootedAt);
  return later >= SAME_BOOT_MS ? `it started again at ${is.bootedAt}, before at ${was.bootedAt}` : null;
}
