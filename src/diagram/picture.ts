// A snapshot seen through a view as plain data: which boxes, which lines between them, and the words around them.
// Nothing here has a position; layout comes after.
import {
  compareText,
  formatBps,
  type LinkChange,
  type LinkEnd,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  shortPortName,
  type View,
} from '../model/index.ts';
import { legendOf } from './legend.ts';
import type { BoxLookName, LinkLookName } from './looks.ts';
import { LINK_LOOKS } from './looks.ts';
import { labelText, tooltipText } from './text.ts';
import { coverageLine, timeLine } from './words.ts';

export interface DiagramInput {
  readonly snapshot: Snapshot;
  /** The snapshot that the changes compare with: lost links and devices come from here. */
  readonly before: Snapshot | null;
  readonly view: View;
  /** `topology`: the state now, with ghosts of what was lost. `changes`: unchanged links muted, changes emphasised. */
  readonly mode: 'topology' | 'changes';
  /** Whether an inventory pattern (name, group, wildcard) means this device. */
  memberOf(pattern: string, device: string): boolean;
}

export interface Box {
  /** Synthetic id, safe in DOT, SVG and CSS: `d0`. */
  readonly key: string;
  /** Device name or segment id, as in the snapshot: hostile. */
  readonly name: string;
  readonly look: BoxLookName;
  /** Cleaned and cut, as all texts below. */
  readonly title: string;
  readonly address: string | null;
  /** Why it was not polled. */
  readonly fault: string | null;
  readonly tooltip: string;
}

export interface PictureEnd {
  readonly box: string;
  readonly port: string | null;
}

export interface Pill {
  readonly text: string;
  /** A `speed` pill may be left out where there is no room for it; a `state` pill never. */
  readonly kind: 'state' | 'speed' | 'bundle';
}

export interface PictureLink {
  /** Synthetic id: `l0`. */
  readonly key: string;
  /** The snapshot's link id: hostile. */
  readonly id: string;
  readonly look: LinkLookName;
  readonly a: PictureEnd;
  readonly b: PictureEnd;
  readonly speedBps: number | null;
  readonly pill: Pill | null;
  /** The end that hears, of a one-way link. */
  readonly heardBy: 'a' | 'b' | null;
  /** Links of one bundle between the same two boxes share this; the pill is on the first. */
  readonly bundle: string | null;
  readonly tooltip: string;
}

export interface LegendEntry {
  readonly text: string;
  readonly link: LinkLookName | null;
  readonly box: BoxLookName | null;
}

export interface Picture {
  readonly title: string;
  readonly time: string;
  readonly coverage: string;
  readonly mode: DiagramInput['mode'];
  readonly boxes: readonly Box[];
  readonly links: readonly PictureLink[];
  readonly legend: readonly LegendEntry[];
}

/** Above this many speeds the most common one is said once, in the legend, and not on every line. */
const MAX_SPEED_PILLS = 40;

/** Builds the picture; what the view leaves out is absent, with every link that ends on it. */
export function buildPicture(input: DiagramInput): Picture {
  const boxes = drawBoxes(input);
  const keys = new Map(boxes.map((box) => [box.name, box.key]));
  const labelled = labelBundles(drawLinks(input, keys), input.mode);
  const usualSpeed = usualSpeedOf(labelled);
  const links = labelled.map((link) =>
    usualSpeed !== null && link.speedBps === usualSpeed ? withoutSpeed(link) : link,
  );
  const title = labelText(input.view.title ?? input.view.name, 80) || 'Topology';
  return {
    title: input.mode === 'changes' ? `${title} — changes` : title,
    time: timeLine(input),
    coverage: coverageLine(input, boxes, links),
    mode: input.mode,
    boxes,
    links,
    legend: legendOf(boxes, links, input.mode, usualSpeed),
  };
}

function usualSpeedOf(links: readonly PictureLink[]): number | null {
  const counts = new Map<number, number>();
  const shown = links.filter((link) => link.pill?.kind === 'speed');
  for (const { speedBps } of shown) if (speedBps !== null) counts.set(speedBps, (counts.get(speedBps) ?? 0) + 1);
  const [most] = [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other);
  return most && shown.length > MAX_SPEED_PILLS ? most[0] : null;
}

function withoutSpeed(link: PictureLink): PictureLink {
  return link.pill?.kind === 'speed' ? { ...link, pill: null } : link;
}

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

function isInView(input: DiagramInput, device: string): boolean {
  const { include, exclude } = input.view;
  const matches = (pattern: string): boolean => matchesPattern(input, pattern, device);
  return (include === null || include.some(matches)) && !exclude.some(matches);
}

// --- boxes ---

interface Draft {
  readonly name: string;
  readonly device: SnapshotDevice | null;
  readonly members: number | null;
  readonly look: BoxLookName;
}

function drawBoxes(input: DiagramInput): Box[] {
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

// --- links ---

interface LinkDraft {
  readonly link: Pick<SnapshotLink, 'id' | 'a' | 'b' | 'speedBps' | 'bundle' | 'reason' | 'claims'>;
  readonly look: LinkLookName;
  readonly change: LinkChange | null;
}

function lostChanges(input: DiagramInput): LinkChange[] {
  const present = new Set(input.snapshot.links.map((link) => link.id));
  return input.snapshot.changes.filter((change) => change.kind === 'lost' && !present.has(change.link));
}

function drawLinks(input: DiagramInput, keys: ReadonlyMap<string, string>): PictureLink[] {
  const changes = new Map(input.snapshot.changes.map((change) => [change.link, change]));
  const present = input.snapshot.links.map((link): LinkDraft => {
    const change = changes.get(link.id) ?? null;
    return { link, change, look: lookOf(link, change, input.mode) };
  });
  return [...present, ...lostChanges(input).map((change) => ghostOf(change, input.before))]
    .filter(({ link }) => keys.has(link.a.device) && keys.has(link.b.device))
    .map((draft, index) => toPictureLink(draft, `l${index}`, keys));
}

function ghostOf(change: LinkChange, before: Snapshot | null): LinkDraft {
  const old = before?.links.find((link) => link.id === change.link);
  const { a, b } = change;
  const id = change.link;
  const link = {
    id,
    a,
    b,
    speedBps: old?.speedBps ?? null,
    bundle: old?.bundle ?? null,
    reason: change.cause,
    claims: [],
  };
  return { link, change, look: 'lost' };
}

function lookOf(link: SnapshotLink, change: LinkChange | null, mode: DiagramInput['mode']): LinkLookName {
  if (mode === 'topology') return stateLook(link);
  if (change && change.kind !== 'lost') return change.kind;
  return link.state === 'unverified' ? 'unverified' : 'unchanged';
}

function stateLook(link: SnapshotLink): LinkLookName {
  if (link.settling) return 'settling';
  return link.segment !== null && link.state === 'confirmed' ? 'segment' : link.state;
}

function toPictureLink(draft: LinkDraft, key: string, keys: ReadonlyMap<string, string>): PictureLink {
  const { link, look } = draft;
  const end = (at: LinkEnd): PictureEnd => ({ box: keys.get(at.device) ?? '', port: portLabel(at.port) });
  const hearer = [...link.claims].sort((one, other) => compareText(other.at, one.at))[0]?.by;
  return {
    key,
    id: link.id,
    look,
    a: end(link.a),
    b: end(link.b),
    speedBps: link.speedBps,
    pill: pillOf(draft),
    heardBy: look !== 'one-way' || hearer === undefined ? null : hearer === link.a.device ? 'a' : 'b',
    bundle: link.bundle,
    tooltip: tooltipText([
      `${endWords(link.a)} – ${endWords(link.b)}`,
      LINK_LOOKS[look].legend,
      link.speedBps === null ? null : formatBps(link.speedBps),
      link.reason ?? draft.change?.cause ?? null,
    ]),
  };
}

function portLabel(port: string | null): string | null {
  return port === null ? null : labelText(shortPortName(port), 18) || null;
}

function endWords(end: LinkEnd): string {
  return end.port === null ? end.device : `${end.device} ${shortPortName(end.port)}`;
}

function pillOf({ link, look, change }: LinkDraft): Pill | null {
  if (change && (look === 'moved' || look === 'renumbered')) return { text: moveWords(change), kind: 'state' };
  const state = LINK_LOOKS[look].pill;
  if (state !== null) return { text: state, kind: 'state' };
  const shown = link.speedBps !== null && (look === 'confirmed' || look === 'declared');
  return shown ? { text: formatBps(link.speedBps ?? 0), kind: 'speed' } : null;
}

/** `Δ port Gi0/3 → Gi0/5` where one end moved on its device, else where the cable came from. */
function moveWords(change: LinkChange): string {
  const old = change.before;
  if (!old) return LINK_LOOKS.moved.pill;
  const same = (one: LinkEnd, other: LinkEnd): boolean => one.device === other.device && one.port === other.port;
  const gone = [old.a, old.b].filter((end) => !same(end, change.a) && !same(end, change.b));
  const come = [change.a, change.b].filter((end) => !same(end, old.a) && !same(end, old.b));
  const [from, to] = [gone[0], come[0]];
  if (!from || !to || gone.length > 1) return LINK_LOOKS.moved.pill;
  const words = (end: LinkEnd): string => labelText(shortPortName(end.port ?? '?'), 18);
  if (from.device === to.device) return `Δ port ${words(from)} → ${words(to)}`;
  return `Δ was ${labelText(from.device, 24)} ${words(from)}`;
}

/** Gives each bundle one pill (`2×10G`, `1 of 2×10G` when members are lost) in place of a speed on every member. */
function labelBundles(links: readonly PictureLink[], mode: DiagramInput['mode']): PictureLink[] {
  const bundles = new Map<string, PictureLink[]>();
  for (const link of links) {
    if (link.bundle === null || link.look === 'segment') continue;
    const key = `${[link.a.box, link.b.box].sort(compareText).join(' ')} ${link.bundle}`;
    const members = bundles.get(key);
    if (members) members.push(link);
    else bundles.set(key, [link]);
  }
  const labelled = new Map<string, PictureLink>();
  for (const members of bundles.values()) {
    for (const link of labelBundle(members, mode)) labelled.set(link.key, link);
  }
  return links.map((link) => labelled.get(link.key) ?? { ...link, bundle: null });
}

/** Members keep the pills that tell their state; the first of the others carries the bundle's. */
function labelBundle(members: readonly PictureLink[], mode: DiagramInput['mode']): PictureLink[] {
  const bundle = members[0]?.key ?? null;
  const alive = members.filter((link) => link.look !== 'lost');
  const first = alive.find((link) => link.pill?.kind !== 'state');
  const shared = members.length > 1 && mode === 'topology';
  return members.map((link) => {
    if (!shared || link.pill?.kind === 'state') return { ...link, bundle };
    return { ...link, bundle, pill: link === first ? bundlePill(alive, members.length) : null };
  });
}

function bundlePill(alive: readonly PictureLink[], total: number): Pill {
  const speed = alive[0]?.speedBps ?? null;
  const count = alive.length === total ? `${total}×` : `${alive.length} of ${total}×`;
  return { text: count + (speed === null ? '' : formatBps(speed)), kind: 'bundle' };
}
