// Which devices a view shows, and which links of it are gone.
import { type DeviceChange, isLinkChange, type LinkChange, linkChanges, type SnapshotDevice } from '../model/index.ts';
import type { SmallKind } from './box-looks.ts';
import type { DiagramInput } from './picture-model.ts';

/** Whether the pattern means the device, which may be one that no inventory knows. */
export function matchesPattern(input: DiagramInput, pattern: string, device: string): boolean {
  if (pattern === device || input.memberOf(pattern, device)) return true;
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(device);
}

/** Included and not excluded. */
export function isInView(input: DiagramInput, device: string): boolean {
  const { include, exclude } = input.view;
  const matches = (pattern: string): boolean => matchesPattern(input, pattern, device);
  return (include === null || include.some(matches)) && !exclude.some(matches);
}

/** Device → what it is, of those that draw a small box. What is only declared is what its name says. */
export function stubKinds({ snapshot, before }: DiagramInput): ReadonlyMap<string, SmallKind> {
  const kinds = new Map<string, SmallKind>();
  for (const { devices, links } of before ? [before, snapshot] : [snapshot]) {
    const heard = new Set(links.flatMap(({ a, b, state }) => (state === 'declared' ? [] : [a.device, b.device])));
    for (const { name, kind } of devices) {
      kinds.delete(name);
      if (kind !== 'device' && (kind !== 'unknown' || heard.has(name))) kinds.set(name, kind);
    }
  }
  return kinds;
}

/** Devices that are in no picture of this view: those a rule tells to ignore, and those of a kind that it hides. */
export function hiddenDevices(input: DiagramInput): ReadonlySet<string> {
  const { snapshot, before, view } = input;
  const kinds = stubKinds(input);
  const isHidden = ({ name, ignored }: SnapshotDevice): boolean => {
    const kind = kinds.get(name);
    return ignored || (kind !== undefined && view.hide.includes(kind));
  };
  const present = new Set(snapshot.devices.map(({ name }) => name));
  const gone = (before?.devices ?? []).filter(({ name }) => !present.has(name));
  return new Set([...snapshot.devices, ...gone].filter(isHidden).map(({ name }) => name));
}

/** Changes that leave a ghost: the link is lost, maybe out of a bundle that stands, and no present link has its id. */
export function lostChanges({ snapshot, before }: DiagramInput): LinkChange[] {
  const present = new Set(snapshot.links.map((link) => link.id));
  const known = new Set(before?.links.map((link) => link.id));
  return linkChanges(snapshot).filter(
    ({ kind, link }) => !present.has(link) && (kind === 'lost' || (kind === 'degraded' && known.has(link))),
  );
}

export function deviceChanges({ snapshot }: DiagramInput): DeviceChange[] {
  return snapshot.changes.filter((change): change is DeviceChange => !isLinkChange(change));
}

/** Old name → new name, of boxes that the inventory calls otherwise now. */
export function newNames(input: DiagramInput): ReadonlyMap<string, string> {
  const known = new Set(input.snapshot.devices.map(({ name }) => name));
  const names = new Map<string, string>();
  for (const { kind, device, before } of deviceChanges(input)) {
    if (kind === 'renamed' && before !== null && !known.has(before) && known.has(device)) names.set(before, device);
  }
  return names;
}
