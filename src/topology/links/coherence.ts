// Whether the two ends of a confirmed link fit: speed, duplex, MTU, LAG. Only what both ends said in this visit is
// compared, and nothing that may rightly differ.
import { formatBps, type LinkEnd, type Port, type SnapshotLink } from '../../model/index.ts';
import { shortEnd } from '../bundles/bundle-members.ts';
import { isPlaceholder, payloadMtu } from './mtu-units.ts';
import type { Scene } from './states.ts';

type Finding = SnapshotLink['incoherent'][number];

type Both<T> = readonly [T, T];

interface End {
  readonly end: LinkEnd;
  readonly port: Port;
  readonly platform: string | null;
  /** That of the LAG, where the member tells none: members inherit it. */
  readonly mtu: number | null;
}

/** In the order speed, duplex, MTU, LAG protocol, LAG member; empty where an end was not read. */
export function findIncoherence([a, b]: Both<LinkEnd>, [one, other]: Both<Port | null>, scene: Scene): Finding[] {
  const near = one && readEnd(a, one, scene);
  const far = other && readEnd(b, other, scene);
  if (!near || !far || isAlike(near, far)) return [];
  const found = [
    compareSpeeds(near, far),
    compareDuplex(near, far),
    compareMtu(near, far),
    compareProtocols(near, far),
    compareMembership(near, far, scene) ?? compareMembership(far, near, scene),
  ];
  return found.filter((finding) => finding !== null);
}

/** Most cables join ports that say the same of all that is compared, and are in no LAG. */
function isAlike(a: End, b: End): boolean {
  const [one, other] = [a.port, b.port];
  const isSame = one.speedBps === other.speedBps && one.duplex === other.duplex && a.mtu === b.mtu;
  const isInLag = one.bundle !== null || other.bundle !== null || one.bundleProtocol !== other.bundleProtocol;
  return isSame && a.platform === b.platform && !isInLag;
}

function readEnd(end: LinkEnd, port: Port, { survey, portAt }: Scene): End | null {
  const owner = survey.get(end.device);
  if (!owner?.arePortsRead) return null;
  const lag = port.bundle === null ? null : portAt({ device: end.device, port: port.bundle });
  const platform = owner.device.platform ?? owner.before?.platform ?? null;
  return { end, port, platform, mtu: port.mtu ?? lag?.mtu ?? null };
}

/** IEEE 802.3 rates, 10 Mbit/s to 800 Gbit/s. Anything else is a bandwidth that somebody configured for routing. */
const ETHERNET_RATES: ReadonlySet<number> = new Set(
  [10, 100, 1000, 2500, 5000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000].map(
    (mbps) => mbps * 1e6,
  ),
);

/** A port that has not negotiated (a virtual one mostly) prints its nominal bandwidth. */
function hasRate({ port }: End): boolean {
  return port.speedBps !== null && ETHERNET_RATES.has(port.speedBps) && port.duplex !== 'auto';
}

function compareSpeeds(a: End, b: End): Finding | null {
  if (!hasRate(a) || !hasRate(b) || a.port.speedBps === b.port.speedBps) return null;
  const [one, other] = [a, b].map(({ port }) => formatBps(port.speedBps ?? 0));
  return { what: 'speed', message: `${shortEnd(a.end)} runs at ${one}, ${shortEnd(b.end)} at ${other}` };
}

function compareDuplex(a: End, b: End): Finding | null {
  const modes = [a.port.duplex, b.port.duplex];
  if (!modes.includes('half') || !modes.includes('full')) return null;
  return { what: 'duplex', message: `${shortEnd(a.end)} is ${modes[0]} duplex, ${shortEnd(b.end)} ${modes[1]}` };
}

function compareMtu(a: End, b: End): Finding | null {
  if (a.mtu === null || b.mtu === null) return null;
  const payloads = [payloadMtu(a.platform, a.port, a.mtu), payloadMtu(b.platform, b.port, b.mtu)];
  const [one, other] = payloads.includes(null) ? rawMtus(a, b) : payloads;
  if (typeof one !== 'number' || typeof other !== 'number' || fitMtus(a, one, b, other)) return null;
  return {
    what: 'mtu',
    message: `${shortEnd(a.end)} has an MTU of ${mtuText(a, one)}, ${shortEnd(b.end)} of ${mtuText(b, other)}`,
  };
}

/** As printed, where both ends print in the same unit, whichever that is. */
function rawMtus(a: End, b: End): readonly (number | null)[] {
  const isKnown = [a, b].every(({ platform, port, mtu }) => mtu !== null && !isPlaceholder(platform, port, mtu));
  return isKnown && a.platform !== null && a.platform === b.platform ? [a.mtu, b.mtu] : [];
}

/** A switch that takes longer packets than its router or server sends does no harm. */
function fitMtus(a: End, one: number, b: End, other: number): boolean {
  const [aRouted, bRouted] = [a, b].map(({ port }) => port.addresses.length > 0);
  if (aRouted === bRouted) return one === other;
  return aRouted ? one <= other : other <= one;
}

function mtuText({ mtu }: End, compared: number): string {
  return mtu === compared ? `${mtu}` : `${mtu} (${compared} without the Ethernet header)`;
}

function compareProtocols(a: End, b: End): Finding | null {
  const [one, other] = [a.port.bundleProtocol, b.port.bundleProtocol];
  if (one === null || other === null || one === other) return null;
  const [near, far] = [a, b].map(({ end, port }) => `${shortEnd(end)} is in ${port.bundle} by ${port.bundleProtocol}`);
  return { what: 'lag-protocol', message: `${near}, ${far}` };
}

/** A member that is down may be missing from the list of its LAG (NX-OS). */
function compareMembership(member: End, other: End, { lags }: Scene): Finding | null {
  if (member.port.bundle === null || lags.lagOf(other.end) !== null) return null;
  if (!lags.tells(other.end.device) || other.port.operUp === false) return null;
  const message = `${shortEnd(member.end)} is a member of ${member.port.bundle}, ${shortEnd(other.end)} is in no LAG`;
  return { what: 'lag-member', message };
}
