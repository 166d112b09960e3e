// Which elements fill which column of a batch, the best one first.
import type { FlowDetail } from '../batch.ts';
import { IE } from '../elements.ts';
import type { SamplingFacts } from '../sampling.ts';
import { TIME_ELEMENTS } from './plan-times.ts';

/** Columns that are filled with the number in one field as it is, by what they hold. */
export type WideColumn = 'bytes' | 'packets' | 'srcMac' | 'dstMac';
export type WordColumn = 'srcAs' | 'dstAs';
export type SmallColumn = 'srcPort' | 'dstPort' | 'proto' | 'tos' | 'tcpFlags' | 'vlan' | 'etherType';
export type NumberColumn = WideColumn | WordColumn | SmallColumn;

interface ColumnSource {
  readonly column: NumberColumn;
  /** Levels of detail that fill it. */
  readonly from: readonly FlowDetail[];
  readonly elements: readonly number[];
}

const ALWAYS: readonly FlowDetail[] = ['load', 'talkers', 'all'];
const KEYS: readonly FlowDetail[] = ['talkers', 'all'];
const ALL: readonly FlowDetail[] = ['all'];

/**
 * Delta counters go before totals, totals before NSEL's initiator (Open vSwitch sends delta and total in one record), and those before
 * the counters of what left the device, which stand alone in few templates.
 */
export const COLUMN_SOURCES: readonly ColumnSource[] = [
  {
    column: 'bytes',
    from: ALWAYS,
    elements: [
      ...[IE.octetDeltaCount, IE.octetTotalCount, IE.initiatorOctets],
      ...[IE.layer2OctetDeltaCount, IE.layer2OctetTotalCount, IE.postOctetDeltaCount],
    ],
  },
  {
    column: 'packets',
    from: ALWAYS,
    elements: [IE.packetDeltaCount, IE.packetTotalCount, IE.initiatorPackets, IE.postPacketDeltaCount],
  },
  { column: 'srcPort', from: KEYS, elements: [IE.sourceTransportPort, IE.udpSourcePort, IE.tcpSourcePort] },
  {
    column: 'dstPort',
    from: KEYS,
    elements: [
      ...[IE.destinationTransportPort, IE.udpDestinationPort, IE.tcpDestinationPort],
      ...[IE.icmpTypeCodeIPv4, IE.icmpTypeCodeIPv6],
    ],
  },
  { column: 'proto', from: KEYS, elements: [IE.protocolIdentifier] },
  { column: 'tos', from: KEYS, elements: [IE.ipClassOfService] },
  { column: 'srcAs', from: KEYS, elements: [IE.bgpSourceAsNumber] },
  { column: 'dstAs', from: KEYS, elements: [IE.bgpDestinationAsNumber] },
  { column: 'tcpFlags', from: ALL, elements: [IE.tcpControlBits] },
  { column: 'srcMac', from: ALL, elements: [IE.sourceMacAddress, IE.postSourceMacAddress] },
  { column: 'dstMac', from: ALL, elements: [IE.destinationMacAddress, IE.postDestinationMacAddress] },
  { column: 'vlan', from: ALL, elements: [IE.vlanId, IE.dot1qVlanId, IE.postVlanId, IE.postDot1qVlanId] },
  { column: 'etherType', from: ALL, elements: [IE.ethernetType] },
];

const WIDE: ReadonlySet<NumberColumn> = new Set(['bytes', 'packets', 'srcMac', 'dstMac']);
const WORDS: ReadonlySet<NumberColumn> = new Set(['srcAs', 'dstAs']);

export function isWide(column: NumberColumn): column is WideColumn {
  return WIDE.has(column);
}

export function isWord(column: NumberColumn): column is WordColumn {
  return WORDS.has(column);
}

export function isSmall(column: NumberColumn): column is SmallColumn {
  return !WIDE.has(column) && !WORDS.has(column);
}

export const ADDRESS = [
  {
    family: 4,
    length: 4,
    src: [IE.sourceIPv4Address],
    dst: [IE.destinationIPv4Address],
    nextHop: [IE.ipNextHopIPv4Address, IE.bgpNextHopIPv4Address],
  },
  {
    family: 6,
    length: 16,
    src: [IE.sourceIPv6Address],
    dst: [IE.destinationIPv6Address],
    nextHop: [IE.ipNextHopIPv6Address, IE.bgpNextHopIPv6Address],
  },
] as const;

/** Sampling told in the flow record itself. */
export const OWN_RATE: readonly (readonly [keyof SamplingFacts, number])[] = [
  ['interval', IE.samplingInterval],
  ['randomInterval', IE.samplerRandomInterval],
  ['packetInterval', IE.samplingPacketInterval],
  ['packetSpace', IE.samplingPacketSpace],
  ['size', IE.samplingSize],
  ['population', IE.samplingPopulation],
];

const OTHERS: readonly number[] = [
  ...[IE.ingressInterface, IE.egressInterface, IE.ingressPhysicalInterface, IE.egressPhysicalInterface],
  ...[IE.flowDirection, IE.selectorId, IE.samplerId, IE.dataLinkFrameSection, IE.dataLinkFrameSize],
  ...[IE.responderOctets, IE.responderPackets],
  ...TIME_ELEMENTS,
  ...OWN_RATE.map(([, element]) => element),
];

function wantedBy(detail: FlowDetail): ReadonlySet<number> {
  const addresses = detail === 'load' ? [] : ADDRESS.flatMap(({ src, dst, nextHop }) => [...src, ...dst, ...nextHop]);
  const columns = COLUMN_SOURCES.filter(({ from }) => from.includes(detail)).flatMap(({ elements }) => elements);
  return new Set([...OTHERS, ...addresses, ...columns]);
}

/** Elements that a level of detail looks at. */
export const WANTED: Readonly<Record<FlowDetail, ReadonlySet<number>>> = {
  load: wantedBy('load'),
  talkers: wantedBy('talkers'),
  all: wantedBy('all'),
};
