// The lines of a picture: what state or change each link shows, its pill, its bundle.
import {
  compareText,
  formatBps,
  type LinkChange,
  type LinkEnd,
  linkChanges,
  type Snapshot,
  type SnapshotLink,
  shortPortName,
} from '../model/index.ts';
import { LINK_LOOKS, type LinkLookName } from './looks.ts';
import type { DiagramInput, PictureEnd, PictureLink, Pill } from './picture-model.ts';
import { labelText, tooltipText } from './text.ts';
import { lostChanges } from './view-scope.ts';

interface LinkDraft {
  readonly link: Pick<SnapshotLink, 'id' | 'a' | 'b' | 'speedBps' | 'bundle' | 'reason' | 'claims'>;
  readonly look: LinkLookName;
  readonly change: LinkChange | null;
}

/** Links between drawn boxes, the lost ones last. `keys`: box name → key. */
export function drawLinks(input: DiagramInput, keys: ReadonlyMap<string, string>): PictureLink[] {
  const changes = new Map(linkChanges(input.snapshot).map((change) => [change.link, change]));
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
  if (change?.kind === 'swapped') return 'moved';
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
  const reason = link.reason ?? draft.change?.cause ?? null;
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
      reason === LINK_LOOKS[look].legend ? null : reason,
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
export function labelBundles(links: readonly PictureLink[], mode: DiagramInput['mode']): PictureLink[] {
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
