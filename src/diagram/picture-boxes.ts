// The boxes of a picture: devices as they are, ghosts of devices that went, shared segments.
import { compareText, type DeviceChange, type Segment, type SnapshotDevice } from '../model/index.ts';
import { type BoxLookName, DEVICE_NOTES, type SmallKind, STUB_WORDS } from './box-looks.ts';
import type { Box, DiagramInput } from './picture-model.ts';
import { labelText, tooltipText } from './text.ts';
import { deviceChanges, hiddenDevices, isInView, lostChanges, newNames, stubKinds } from './view-scope.ts';

interface Draft {
  readonly name: string;
  readonly device: SnapshotDevice | null;
  /** Ports on it, of a segment. */
  readonly members: number | null;
  readonly look: BoxLookName;
}

/** Devices of the view, ghosts of lost ones, and the segments that a drawn device is on; sorted by name. */
export function drawBoxes(input: DiagramInput): Box[] {
  const hidden = hiddenDevices(input);
  const changes = changesByDevice(input);
  const devices = [...presentDevices(input, changes), ...lostDevices(input)].filter(
    ({ name }) => !hidden.has(name) && isInView(input, name),
  );
  const drawn = new Set(devices.map(({ name }) => name));
  const segments = input.snapshot.segments.flatMap((segment) => drawSegment(segment, drawn, hidden));
  const kinds = stubKinds(input);
  return [...devices, ...segments]
    .sort((one, other) => compareText(one.name, other.name))
    .map((draft, index) =>
      draft.members === null
        ? deviceBox(draft, `d${index}`, kinds.get(draft.name) ?? null, changes.get(draft.name) ?? [])
        : segmentBox(draft, `d${index}`, draft.members),
    );
}

/** Changes that boxes tell, by device; none in a picture of the state. */
function changesByDevice(input: DiagramInput): ReadonlyMap<string, readonly DeviceChange[]> {
  const changes = new Map<string, DeviceChange[]>();
  if (input.mode === 'topology') return changes;
  for (const change of deviceChanges(input))
    changes.set(change.device, [...(changes.get(change.device) ?? []), change]);
  return changes;
}

/** A segment of which the view hides all but one member is not worth a box. */
function drawSegment({ id, members }: Segment, drawn: ReadonlySet<string>, hidden: ReadonlySet<string>): Draft[] {
  const shown = members.filter(({ device }) => !hidden.has(device));
  if (!shown.some(({ device }) => drawn.has(device)) || (shown.length < 2 && members.length > 1)) return [];
  return [{ name: id, device: null, members: shown.length, look: 'segment' }];
}

function presentDevices(input: DiagramInput, changes: ReadonlyMap<string, readonly DeviceChange[]>): Draft[] {
  const before = new Set(input.before?.devices.map(({ name }) => name));
  for (const name of newNames(input).values()) before.add(name);
  const isComparing = input.mode === 'changes' && input.before !== null;
  return input.snapshot.devices.map((device) => {
    const told = changes.get(device.name) ?? [];
    const isNew = told.some(({ kind }) => kind === 'device-added') || (isComparing && !before.has(device.name));
    const look = isNew ? 'device-added' : presentLook(device, told.some(isNoted));
    return { name: device.name, device, members: null, look };
  });
}

function isNoted({ kind }: DeviceChange): boolean {
  return DEVICE_NOTES[kind] !== undefined;
}

function presentLook({ managed, poll }: SnapshotDevice, isChanged: boolean): BoxLookName {
  if (managed && poll?.status === 'unreachable') return 'no-answer';
  if (isChanged) return 'device-changed';
  if (!managed) return 'unmanaged';
  return poll?.status === 'ok' ? 'device' : 'not-polled';
}

/** Devices gone since `before`: all of them in a picture of changes, else those a lost link hangs on. */
function lostDevices(input: DiagramInput): Draft[] {
  const known = new Set([
    ...input.snapshot.devices.map((device) => device.name),
    ...input.snapshot.segments.map((segment) => segment.id),
    ...newNames(input).keys(),
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

function segmentBox({ name, look }: Draft, key: string, members: number): Box {
  const [title, ports] = ['segment', members === 1 ? '1 port' : `${members} ports`];
  return {
    ...{ key, name, look, title, kind: null, count: 1 },
    ...{ address: ports, fault: null, notes: [], changes: [] },
    tooltip: tooltipText([title, name, `${ports} on one medium`]),
  };
}

function deviceBox(draft: Draft, key: string, kind: SmallKind | null, told: readonly DeviceChange[]): Box {
  const { device, look, name } = draft;
  const mark = look === 'device-added' ? '+ ' : look === 'device-lost' ? '✕ ' : '';
  const noted = look === 'device-lost' ? [] : told.filter(isNoted);
  const isUnread = look === 'not-polled' || look === 'no-answer';
  return {
    ...{ key, name, look, kind, count: 1 },
    title: mark + (labelText(name) || '(no name)'),
    address: kind === null ? labelText(device?.managementAddress ?? '') || null : kindLine(kind),
    fault: isUnread ? (device?.poll?.code ?? 'not polled') : null,
    notes: noted.map((change) => labelText(DEVICE_NOTES[change.kind]?.note(change) ?? '', 28)),
    changes: noted.map((change) => change.kind),
    tooltip: tooltipText([name, ...deviceFacts(device, kind), ...told.map(({ cause }) => cause)]),
  };
}

/** `● phone`. */
function kindLine(kind: SmallKind): string {
  const { sign, one } = STUB_WORDS[kind];
  return `${sign} ${one}`;
}

function deviceFacts(device: SnapshotDevice | null, kind: SmallKind | null): (string | null)[] {
  if (!device) return [];
  const { name, hostname, managed, managementAddress, model, version, site, poll } = device;
  return [
    kind === null ? null : STUB_WORDS[kind].one,
    hostname === name ? null : hostname,
    ...[managementAddress, model, version, site],
    managed ? null : 'not in the inventory',
    poll?.message ?? null,
  ];
}
