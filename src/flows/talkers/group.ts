// Talkers put together by what an operator asks for: who sends, to whom, for which service, over which link.
import { compareText, type FlowKey, type FlowSide, type Talker } from '../../model/index.ts';
import { dscpName } from '../names/dscp.ts';
import { protocolName } from '../names/protocols.ts';
import { serviceName } from '../names/services.ts';

export const TALKER_GROUPS = ['src', 'dst', 'pair', 'port', 'proto', 'dscp', 'as', 'country', 'link'] as const;
export type TalkerGroup = (typeof TALKER_GROUPS)[number];

/** What a group needs of the places of addresses. */
export interface PlaceLookup {
  place(address: string): { readonly country: string | null; readonly as: number | null } | null;
}

export interface TalkerSum {
  /** What it is a group of; `unknown` where the records did not say. */
  readonly key: string;
  readonly bytes: number;
  readonly packets: number;
  /** Different conversations. */
  readonly conversations: number;
}

/** Protocols with ports. */
const WITH_PORTS: readonly number[] = [6, 17, 33, 132, 136];
const UNKNOWN = 'unknown';

/**
 * Sums of the talkers by group, the most octets first. Every talker is in one group, so that sums add up to the whole: `as` and
 * `country` are pairs, source → destination, as `pair` is of addresses. `port` is the service (see `serviceOf`). Octets of several links
 * are added: of the network as a whole, pass what `networkTalkers` makes of them.
 */
export function groupTalkers(
  talkers: readonly Talker[],
  by: TalkerGroup,
  places: PlaceLookup | null = null,
): TalkerSum[] {
  const keyOf = KEYS[by];
  const groups = new Map<string, { bytes: number; packets: number; conversations: Set<string> }>();
  for (const talker of talkers) {
    const key = keyOf(talker, places);
    const group = groups.get(key) ?? { bytes: 0, packets: 0, conversations: new Set() };
    group.bytes += talker.bytes;
    group.packets += talker.packets;
    group.conversations.add(conversationText(talker.key));
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { bytes, packets, conversations }]) => ({ key, bytes, packets, conversations: conversations.size }))
    .sort((a, b) => b.bytes - a.bytes || compareText(a.key, b.key));
}

/** The name of a talker's group: what `groupTalkers` groups by. */
export function groupOf(
  by: TalkerGroup,
  places: PlaceLookup | null = null,
): (key: FlowKey, link: string, side: FlowSide) => string {
  const keyOf = KEYS[by];
  return (key, link, side) => keyOf({ key, link, side }, places);
}

/** Tells conversations apart. */
export function conversationText({ src, dst, srcPort, dstPort, proto, dscp, srcAs, dstAs }: FlowKey): string {
  return `${src} ${srcPort} ${dst} ${dstPort} ${proto} ${dscp} ${srcAs} ${dstAs}`;
}

type Place = Pick<Talker, 'key' | 'link' | 'side'>;

const KEYS: Readonly<Record<TalkerGroup, (talker: Place, places: PlaceLookup | null) => string>> = {
  src: ({ key }) => key.src ?? UNKNOWN,
  dst: ({ key }) => key.dst ?? UNKNOWN,
  pair: ({ key }) => `${key.src ?? UNKNOWN} → ${key.dst ?? UNKNOWN}`,
  port: ({ key }) => serviceOf(key),
  proto: ({ key }) => (key.proto === null ? UNKNOWN : protocolName(key.proto)),
  dscp: ({ key }) => (key.dscp === null ? UNKNOWN : dscpName(key.dscp)),
  as: ({ key }, places) => `${systemOf(key.src, key.srcAs, places)} → ${systemOf(key.dst, key.dstAs, places)}`,
  country: ({ key }, places) => `${countryOf(key.src, places)} → ${countryOf(key.dst, places)}`,
  link: ({ link, side }) => `${link} ${side === 0 ? 'a→b' : 'b→a'}`,
};

/**
 * The service of a conversation, as `tcp/443 https`: the port that has a well-known name where the other has none, else the lower one.
 * What has no ports goes by its protocol.
 */
export function serviceOf({ proto, srcPort, dstPort }: FlowKey): string {
  if (proto === null) return UNKNOWN;
  const ports = [srcPort, dstPort].filter((port) => port !== null).sort((a, b) => a - b);
  const port = ports.find((one) => serviceName(one) !== null) ?? ports[0];
  if (!WITH_PORTS.includes(proto) || port === undefined) return protocolName(proto);
  const name = serviceName(port);
  return `${protocolName(proto)}/${port}${name === null ? '' : ` ${name}`}`;
}

/** As the records say; 0 is "not known" in them, and the file of places knows better. */
function systemOf(address: string | null, told: number | null, places: PlaceLookup | null): string {
  const as = told || (address === null ? null : (places?.place(address)?.as ?? null));
  return as === null || as === 0 ? UNKNOWN : `AS${as}`;
}

function countryOf(address: string | null, places: PlaceLookup | null): string {
  return (address === null ? null : places?.place(address)?.country) ?? UNKNOWN;
}
