// The structures of samples as fields.
import { readFields } from '../../decode/sflow/fields.ts';
import { COUNTER_STRUCTURES } from '../../decode/sflow/structures.ts';
import { hexOf, longIpv6 } from '../../decode/sflow/texts.ts';
import { formatIpv4 } from '../../format-address.ts';
import { readU32 } from '../../read-bytes.ts';
import { FLOW_STRUCTURES, TUNNEL_STRUCTURES } from './flow-structures.ts';
import { gatewayFields } from './gateway.ts';
import { headerFields } from './packet.ts';
import { type ElementOut, tagText } from './shape.ts';

export function counterElement(type: number, bytes: Uint8Array, from: number, to: number, out: ElementOut): void {
  const fields = COUNTER_STRUCTURES.get(type);
  if (fields) readFields(fields, bytes, from, to, out);
  else out.note(`skipping unknown counters_sample_element: ${tagText(type)} len=${to - from}`);
}

/** The packet itself and what tells of it. */
export function flowElement(type: number, bytes: Uint8Array, from: number, to: number, out: ElementOut): void {
  const tunnel = TUNNEL_STRUCTURES.get(type);
  const structure = FLOW_STRUCTURES.get(type);
  if (structure) {
    if (structure.label) out.field(...structure.label, structure.label[1]);
    readFields(structure.fields, bytes, from, to, out);
  } else if (type === 1) headerFields(bytes, from, to, out);
  else if (type === 1003) gatewayFields(bytes, from, to, out);
  else if (type === 1013) payloadFields(bytes, from, to, out);
  else if (tunnel) sampledFields(tunnel[0], tunnel[1], bytes, from, to, out);
  else if (type >= 2 && type <= 4) sampledFields(type, '', bytes, from, to, out);
  else out.note(`skipping unknown flow_sample_element: ${tagText(type)} len=${to - from}`);
}

/** 802.11 payload: the cipher, then a header as in 0:1. */
function payloadFields(bytes: Uint8Array, from: number, to: number, out: ElementOut): void {
  if (to - from < 4) return;
  const cipher = readU32(bytes, from);
  out.field('cipher_suite', String(cipher), cipher);
  headerFields(bytes, from + 4, to, out);
}

/** Ethernet, IPv4 and IPv6 structures; of a tunnel with a prefix. */
function sampledFields(
  type: number,
  prefix: string,
  bytes: Uint8Array,
  from: number,
  to: number,
  out: ElementOut,
): void {
  const text = (name: string, value: string) => out.field(prefix + name, value, value);
  const sort = { 2: 'ETHERNET', 3: 'IPV4', 4: 'IPV6' }[type] ?? '';
  out.field('flowSampleType', prefix + sort, prefix + sort);
  if (type !== 2) {
    ipFields(type === 4, bytes, from, to, (name, value) => text(name, String(value)));
  } else if (to - from >= 24) {
    text('ethernet_type', String(readU32(bytes, from + 20)));
    text('ethernet_len', String(readU32(bytes, from)));
    text('ethernet_src', hexOf(bytes, from + 4, 6));
    text('ethernet_dst', hexOf(bytes, from + 12, 6));
  }
}

function ipFields(
  long: boolean,
  bytes: Uint8Array,
  from: number,
  to: number,
  field: (name: string, value: string | number) => void,
): void {
  const size = long ? 16 : 4;
  const rest = from + 8 + 2 * size;
  if (rest + 16 > to) return;
  const address = (at: number) => (long ? longIpv6(bytes, at) : formatIpv4(readU32(bytes, at)));
  const protocol = readU32(bytes, from + 4);
  field('sampledPacketSize', readU32(bytes, from));
  field('IPSize', readU32(bytes, from));
  field(long ? 'srcIP6' : 'srcIP', address(from + 8));
  field(long ? 'dstIP6' : 'dstIP', address(from + 8 + size));
  field('IPProtocol', protocol);
  field(long ? 'priority' : 'IPTOS', readU32(bytes, rest + 12));
  const sort = { 6: 'TCP', 17: 'UDP' }[protocol];
  if (protocol === 1) field('ICMPType', readU32(bytes, rest + 4));
  if (!sort) return;
  field(`${sort}SrcPort`, readU32(bytes, rest));
  field(`${sort}DstPort`, readU32(bytes, rest + 4));
  if (protocol === 6) field('TCPFlags', readU32(bytes, rest + 8));
}
