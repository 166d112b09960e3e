// Which link, or bundle of links, a port leads to: the ends of the snapshot's links, by device and port.
import { type LinkEnd, type Snapshot, type SnapshotLink, type SnapshotPort, shortPortName } from '../../model/index.ts';
import { parentPort } from './export-settings.ts';
import { NO_LINK, SHARED_MEDIUM } from './port-map.ts';

/** A link or bundle before its ends' settings are known. */
export interface CabledLink {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly speedBps: number | null;
  /** Ids of links. */
  readonly members: readonly string[];
}

export interface PortLink {
  /** Position in the list of links, or NO_LINK or SHARED_MEDIUM. */
  readonly link: number;
  readonly end: 0 | 1;
}

const NOWHERE: PortLink = { link: NO_LINK, end: 0 };

/** Links in the order of the snapshot, then bundles. A bundle that is itself told as a link (LLDP on the LAG port) is there once. */
export function cabledLinks({ links, bundles }: Snapshot): CabledLink[] {
  const byId = new Map(bundles.map((bundle) => [bundle.id, bundle]));
  const own = links.map(({ id, a, b, speedBps }): CabledLink => {
    const members = byId.get(id)?.members.filter((member) => member !== id) ?? [];
    byId.delete(id);
    return { id, a, b, speedBps, members };
  });
  return [...own, ...[...byId.values()].map(({ id, a, b, members }) => ({ id, a, b, speedBps: null, members }))];
}

/** The link of each port, sub-interfaces by their parents. */
export function portLinks(
  snapshot: Snapshot,
  cabled: readonly CabledLink[],
): (device: string, port: string) => PortLink {
  const ends = new Map<string, RankedLink>();
  const shared = sharedSegments(snapshot);
  cabled.forEach(({ a, b }, link) => {
    const state = snapshot.links[link];
    const isShared = shared.has(state?.segment ?? '');
    const rank = state ? rankOf(state) : BUNDLE_RANK;
    addEnd(ends, a, { link, end: 0, rank }, isShared);
    addEnd(ends, b, { link, end: 1, rank }, isShared);
  });
  return (device, port) => {
    const parent = parentPort(port);
    return (
      ends.get(endKey(device, port)) ?? (parent === null ? NOWHERE : (ends.get(endKey(device, parent)) ?? NOWHERE))
    );
  };
}

interface RankedLink extends PortLink {
  readonly rank: number;
}

/** Of two links at one port the better proved one counts; of two equal ones none does. */
function addEnd(ends: Map<string, RankedLink>, { device, port }: LinkEnd, one: RankedLink, isShared: boolean): void {
  if (port === null) return;
  const key = endKey(device, port);
  const known = ends.get(key);
  if (known && known.rank < one.rank) return;
  ends.set(key, isShared || known?.rank === one.rank ? { ...one, link: SHARED_MEDIUM } : one);
}

/** What both ends agree on comes before what one end claims, and that before a contradiction. */
const BUNDLE_RANK = 0;
function rankOf({ state }: SnapshotLink): number {
  return state === 'confirmed' ? 1 : state === 'mismatch' ? 3 : 2;
}

function endKey(device: string, port: string): string {
  return JSON.stringify([device, port]);
}

/** Segments of more than two members: of two, the one tells of the other. */
function sharedSegments({ segments }: Snapshot): Set<string> {
  return new Set(segments.filter(({ members }) => members.length > 2).map(({ id }) => id));
}

/** Ports that bring traffic neither to nor through the device's data plane. */
const ASIDE = /^(?:Lo|Nu|Mg|Management|mgmt|fxp0|em0|me0|vme|Em)\d*/;

/** Whether traffic may come in here: up, and cabled or addressed. */
export function mayCarry(port: SnapshotPort, { link }: PortLink): boolean {
  if (port.adminUp === false || port.operUp === false) return false;
  return (link !== NO_LINK || port.addresses.length > 0) && !ASIDE.test(shortPortName(port.name));
}
