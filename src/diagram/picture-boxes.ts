// The boxes of a picture: devices as they are, ghosts of devices that went, shared segments.
import { compareText, type SnapshotDevice } from '../model/index.ts';
import type { BoxLookName } from './looks.ts';
import type { Box, DiagramInput } from './picture-model.ts';
import { labelText, tooltipText } from './text.ts';
import { isInView, lostChanges } from './view-scope.ts';

interface Draft {
  readonly name: string;
  readonly device: SnapshotDevice | null;
  readonly members: number | null;
  readonly look: BoxLookName;
}

/** Devices of the view, ghosts of lost ones, and the segments that a drawn device is on; sorted by name. */
export function drawBoxes(input: DiagramInput): Box[] {
  const devices = [...presentDevices(input), ...lostDevices(input)].filter((draft) => isInView(input, draft.name));
  const drawn = new Set(devices.map((draft) => draft.name));
  const segments = input.snapshot.segments
    .filter((segment) => segment.members.some((member) => drawn.has(member.device)))
    .map((segment): Draft => ({ name: segment.id, device: null, members: segment.members.length, look: 'segment' }));
  return [...devices, ...segments]
    .sort((one, other) => compareText(one.name, other.name))
    .map((draft, index) => toBox(draft, `d${index}`));
}

function presentDevices(input: DiagramInput): Draft[] {
  const before = new Set(input.before?.devices.map((device) => device.name));
  const isNew = (name: string): boolean => input.mode === 'changes' && input.before !== null && !before.has(name);
  return input.snapshot.devices.map((device) => ({
    name: device.name,
    device,
    members: null,
    look: isNew(device.name) ? 'device-added' : presentLook(device),
  }));
}

function presentLook(device: SnapshotDevice): BoxLookName {
  if (!device.managed) return 'unmanaged';
  return device.poll?.status === 'ok' ? 'device' : 'not-polled';
}

/** Devices gone since `before`: all of them in a picture of changes, else those a lost link hangs on. */
function lostDevices(input: DiagramInput): Draft[] {
  const known = new Set([
    ...input.snapshot.devices.map((device) => device.name),
    ...input.snapshot.segments.map((segment) => segment.id),
  ]);
  const names = new Set(lostChanges(input).flatMap((change) => [change.a.device, change.b.device]));
  if (input.mode === 'changes') for (const device of input.before?.devices ?? []) names.add(device.name);
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => ({
      name,
      device: input.before?.devices.find((device) => device.name === name) ?? null,
      members: null,
      look: 'device-lost',
    }));
}

function toBox(draft: Draft, key: string): Box {
  const { device, look } = draft;
  if (draft.members !== null) {
    const title = 'segment';
    return {
      key,
      name: draft.name,
      look,
      title,
      address: `${draft.members} ports`,
      fault: null,
      tooltip: tooltipText([title, draft.name, `${draft.members} ports on one medium`]),
    };
  }
  const mark = look === 'device-added' ? '+ ' : look === 'device-lost' ? '✕ ' : '';
  return {
    key,
    name: draft.name,
    look,
    title: mark + (labelText(draft.name) || '(no name)'),
    address: labelText(device?.managementAddress ?? '') || null,
    fault: look === 'not-polled' ? (device?.poll?.code ?? 'not polled') : null,
    tooltip: tooltipText([draft.name, ...deviceFacts(device)]),
  };
}

function deviceFacts(device: SnapshotDevice | null): (string | null)[] {
  if (!device) return [];
  const hostname = device.hostname === device.name ? null : device.hostname;
  const managed = device.managed ? null : 'not in the inventory';
  return [
    hostname,
    device.managementAddress,
    device.model,
    device.version,
    device.site,
    managed,
    device.poll?.message ?? null,
  ];
}
