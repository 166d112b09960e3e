// The lines of a picture: what state or change each link shows, its pill, its bundle.
import {
  compareText,
  formatBps,
  type LinkChange,
  type LinkEnd,
  type SnapshotDevice,
  type SnapshotLink,
  shortPortName,
} from '../model/index.ts';
import { type Cable, type Told, toldByLink } from './events.ts';
import { LINK_LOOKS, type LinkLookName } from './looks.ts';
import type { DiagramInput, PictureEnd, PictureLink, Pill } from './picture-model.ts';
import { labelText, tooltipText } from './text.ts';
import { lostChanges, newNames, stubKinds } from './view-scope.ts';

type DrawnLink = Pick<
  SnapshotLink,
  'id' | 'a' | 'b' | 'speedBps' | 'bundle' | 'reason' | 'claims' | 'ageing' | 'incoherent'
>;

interface LinkDraft {
  readonly link: DrawnLink;
  readonly look: LinkLookName;
  readonly told: Told | null;
}

/** Links between drawn boxes, the lost ones last. `keys`: box name → key. */
export function drawLinks(input: DiagramInput, keys: ReadonlyMap<string, string>): PictureLink[] {
  const told = toldByLink(input);
  const carries = membersThatCarry(input.snapshot.devices);
  const present = input.snapshot.links.map((link): LinkDraft => {
    const look = input.mode === 'topology' ? stateLook(link, carries) : changeLook(link, told.get(link.id) ?? null);
    return { link, look, told: told.get(link.id) ?? null };
  });
  const ghosts = ghostsOf(input, told);
  const stubs = new Set(stubKinds(input).keys());
  return [...present, ...ghosts]
    .filter(({ link }) => keys.has(link.a.device) && keys.has(link.b.device))
    .map((draft, index) => {
      const isStub = stubs.has(draft.link.a.device) || stubs.has(draft.link.b.device);
      return toPictureLink(draft, `l${index}`, keys, { mode: input.mode, isStub });
    });
}

/** Where a box was renamed, its lost links hang on its new name. */
function ghostsOf(input: DiagramInput, told: ReadonlyMap<string, Told>): LinkDraft[] {
  const names = newNames(input);
  const old = new Map(input.before?.links.map((link) => [link.id, link]));
  const end = ({ device, port }: LinkEnd): LinkEnd => ({ device: names.get(device) ?? device, port });
  return lostChanges(input).map((change: LinkChange): LinkDraft => {
    const { a, b, link: id, cause, kind } = change;
    const was = old.get(id);
    const link: DrawnLink = {
      ...{ id, a: end(a), b: end(b), reason: cause, claims: [], ageing: null, incoherent: [] },
      speedBps: was?.speedBps ?? null,
      bundle: was?.bundle ?? null,
    };
    return { link, told: told.get(id) ?? null, look: kind === 'degraded' ? 'degraded' : 'lost' };
  });
}

/** Whether neither end keeps the link out of its bundle. */
function membersThatCarry(devices: readonly SnapshotDevice[]): (link: SnapshotLink) => boolean {
  const out = new Set(
    devices.flatMap(({ name, ports }) =>
      ports.flatMap((port) =>
        port.bundleState === 'suspended' || port.bundleState === 'down' ? [`${name}\n${port.name}`] : [],
      ),
    ),
  );
  return ({ a, b }) => [a, b].every(({ device, port }) => !out.has(`${device}\n${port}`));
}

function changeLook({ state, ageing }: SnapshotLink, told: Told | null): LinkLookName {
  if (told && told.kind !== 'lost') return told.kind;
  if (ageing) return 'settling';
  return state === 'unverified' ? 'unverified' : 'unchanged';
}

function stateLook(link: SnapshotLink, carries: (link: SnapshotLink) => boolean): LinkLookName {
  if (link.settling || link.ageing) return 'settling';
  if (link.state !== 'confirmed') return link.state;
  if (link.segment !== null) return 'segment';
  return carries(link) ? 'confirmed' : 'degraded';
}

interface Place {
  readonly mode: DiagramInput['mode'];
  /** Whether it ends at a phone, an access point or the like, which nobody polls. */
  readonly isStub: boolean;
}

function toPictureLink(draft: LinkDraft, key: string, keys: ReadonlyMap<string, string>, place: Place): PictureLink {
  const { link, look, told } = draft;
  const end = (at: LinkEnd): PictureEnd => ({
    ...{ box: keys.get(at.device) ?? '', port: portLabel(at.port), name: endWords(at) },
  });
  const reason = link.reason ?? told?.cause ?? null;
  const hearer = [...link.claims].sort((one, other) => compareText(other.at, one.at))[0]?.by;
  return {
    key,
    id: link.id,
    members: [{ id: link.id, turned: false }],
    look,
    a: end(link.a),
    b: end(link.b),
    speedBps: link.speedBps,
    pill: pillOf(draft, place),
    heardBy: look !== 'one-way' || hearer === undefined ? null : hearer === link.a.device ? 'a' : 'b',
    bundle: link.bundle,
    load: null,
    events: [told && look === told.kind ? told.event : key],
    tooltip: tooltipText([
      `${endWords(link.a)} – ${endWords(link.b)}`,
      LINK_LOOKS[look].legend,
      link.speedBps === null ? null : formatBps(link.speedBps),
      reason === LINK_LOOKS[look].legend ? null : reason,
      ...link.incoherent.map(({ message }) => message),
    ]),
  };
}

function portLabel(port: string | null): string | null {
  return port === null ? null : labelText(shortPortName(port), 18) || null;
}

function endWords(end: LinkEnd): string {
  return end.port === null ? end.device : `${end.device} ${shortPortName(end.port)}`;
}

function pillOf(draft: LinkDraft, { mode, isStub }: Place): Pill | null {
  const { link, look } = draft;
  const state = isStub && look === 'unverified' ? null : stateWords(draft);
  const differs = mode === 'topology' ? differWords(link) : null;
  if (state !== null) {
    return { text: [state, differs].filter((part) => part !== null).join(' '), kind: 'state', marks: [] };
  }
  const isPlain = look === 'confirmed' || look === 'declared';
  const speed = link.speedBps !== null && isPlain ? formatBps(link.speedBps) : null;
  if (differs !== null)
    return { text: speed === null ? differs : `${speed} ${differs}`, kind: 'state', marks: ['incoherent'] };
  return speed === null ? null : { text: speed, kind: 'speed', marks: [] };
}

function stateWords({ link, look, told }: LinkDraft): string | null {
  if (told && (look === 'moved' || look === 'renumbered' || look === 'swapped')) return moveWords(told.cable, look);
  if (look === 'settling' && link.ageing)
    return `ageing, ${Math.max(0, Math.round(link.ageing.remainingSeconds))} s left`;
  return LINK_LOOKS[look].pill;
}

const DIFFERING = { speed: 'speed', duplex: 'duplex', mtu: 'MTU', 'lag-protocol': 'LAG', 'lag-member': 'LAG' } as const;

/** `≠ MTU` where the ends do not fit; null where they do. */
export function differWords({ incoherent }: Pick<SnapshotLink, 'incoherent'>): string | null {
  const words = [...new Set(incoherent.map(({ what }) => DIFFERING[what]))];
  return words.length === 0 ? null : `≠ ${words.join(', ')}`;
}

/** `Δ port Gi0/3 → Gi0/5` where one end moved on its device, else where the cable came from. */
function moveWords({ a, b, before }: Cable, look: 'moved' | 'renumbered' | 'swapped'): string {
  const { pill } = LINK_LOOKS[look];
  if (!before) return pill;
  const sign = pill.slice(0, 1);
  const same = (one: LinkEnd, other: LinkEnd): boolean => one.device === other.device && one.port === other.port;
  const gone = [before.a, before.b].filter((end) => !same(end, a) && !same(end, b));
  const come = [a, b].filter((end) => !same(end, before.a) && !same(end, before.b));
  const [from, to] = [gone[0], come[0]];
  if (!from || !to || gone.length > 1) return pill;
  const words = (end: LinkEnd): string => labelText(shortPortName(end.port ?? '?'), 18);
  if (from.device === to.device) return `${sign} port ${words(from)} → ${words(to)}`;
  return `${sign} was ${labelText(from.device, 24)} ${words(from)}`;
}
