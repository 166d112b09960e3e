// The names that `--fields` knows: ours, and those of sflowtool.
import { editDistance, ToposcopeError } from '../../model/index.ts';
import { COUNTER_STRUCTURES } from '../decode/sflow/structures.ts';
import { FLOW_STRUCTURES } from './sflow/flow-structures.ts';

/** What every datagram and sample has, and what a packet's header gives. */
const BASIC = [
  ...['datagramSourceIP', 'datagramSize', 'unixSecondsUTC', 'localtime', 'datagramVersion', 'agentSubId', 'agent'],
  ...['packetSequenceNo', 'sysUpTime', 'samplesInPacket', 'sampleType_tag', 'sampleType', 'sampleSequenceNo'],
  ...['sourceId', 'meanSkipCount', 'samplePool', 'dropEvents', 'inputPort', 'outputPort', 'discardCode'],
  ...['discardReason', 'flowBlock_tag', 'counterBlock_tag', 'flowSampleType', 'extendedType', 'headerProtocol'],
  ...['sampledPacketSize', 'strippedBytes', 'headerLen', 'headerBytes', 'dstMAC', 'srcMAC', 'decodedVLAN'],
  ...['decodedPriority', 'ethernet_type', 'ethernet_len', 'ethernet_src', 'ethernet_dst', 'VSNAP_OUI', 'IPSize'],
  ...['ip.tot_len', 'srcIP', 'dstIP', 'IPProtocol', 'IPTOS', 'IPTTL', 'IPID', 'IPFragmentOffset', 'IP6_label'],
  ...['IPV6_payloadLen', 'srcIP6', 'dstIP6', 'IP6HeaderExtension', 'priority', 'ICMPType', 'ICMPCode', 'TCPSrcPort'],
  ...['TCPDstPort', 'TCPFlags', 'UDPSrcPort', 'UDPDstPort', 'UDPBytes', 'bgp_nexthop', 'my_as', 'src_as'],
  ...['src_peer_as', 'dst_as_path', 'dst_as', 'dst_peer_as', 'BGP_communities', 'BGP_localpref', 'cipher_suite'],
];

/** Numbered fields, and fields with what they belong to before them. */
const COMPOSED = /^(adaptor_\d+_(ifIndex|MACs|MAC_\d+)|sfp_lane_\w+\.\d+|decoded(VLAN|Priority)\.\d+)$/;
const PREFIX = /^(discarded_)?(tunnel_(l2|ipv4|ipv6)_(in|out)_)?/;

let sflowtoolNames: ReadonlySet<string> | null = null;

function namesOfSflowtool(): ReadonlySet<string> {
  const structures = [...COUNTER_STRUCTURES.values(), ...[...FLOW_STRUCTURES.values()].map(({ fields }) => fields)];
  sflowtoolNames ??= new Set([...BASIC, ...structures.flat().map(({ name }) => name)]);
  return sflowtoolNames;
}

/** Throws CLI_USAGE for a name that neither `ours` nor sflowtool has. */
export function checkFieldNames(fields: readonly string[], ours: readonly string[]): void {
  const theirs = namesOfSflowtool();
  for (const field of fields) {
    if (ours.includes(field) || COMPOSED.test(field) || theirs.has(field.replace(PREFIX, ''))) continue;
    const near = nearest(field, [...ours, ...theirs]);
    throw new ToposcopeError('CLI_USAGE', `--fields: no field is called "${field}"`, {
      hint: `${near ? `Did you mean ${near}? ` : ''}Ours are ${ours.join(', ')}; every key that --format sflowtool prints is one too.`,
    });
  }
}

function nearest(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const ranked = names.map((other) => ({ other, distance: editDistance(lower, other.toLowerCase()) }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked[0] && ranked[0].distance <= 3 ? ranked[0].other : null;
}
