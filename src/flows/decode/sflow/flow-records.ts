// The structures of a flow sample that fill columns: packet header, Ethernet, IPv4 and IPv6 samples, switch, router and gateway.
import { FLOW_FLAGS, type FlowBatch, KNOWN } from '../../batch.ts';
import type { DecodeContext } from '../../context.ts';
import { parseHeader } from '../../headers/parse-header.ts';
import { readU32, readU48 } from '../../read-bytes.ts';
import { decodeGateway, decodeNextHop } from './next-hops.ts';

/** Of `data_format`, enterprise 0 (sFlow v5 specification §5.3). */
export const FLOW_RECORD = {
  header: 1,
  ethernet: 2,
  ipv4: 3,
  ipv6: 4,
  switch: 1001,
  router: 1002,
  gateway: 1003,
} as const;

/** IEEE 802.3 §3.2.6: smaller values of the type field are lengths. */
const FIRST_ETHER_TYPE = 0x600;

/**
 * Fills row `row`, the last one of the batch, from the structures at `from`; their number stands before it. False where a structure cannot
 * be right; those before it have counted. The frame's length is the header's, else the Ethernet structure's, else (of layer 3) the IP
 * structure's.
 */
export function decodeFlowRecords(
  context: DecodeContext,
  row: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  const told = readU32(bytes, from - 4);
  let at = from;
  let hopFamily = 0;
  let right = true;
  for (let done = 0; done < told && right; done++) {
    const type = readU32(bytes, at);
    const start = at + 8;
    const end = start + readU32(bytes, at + 4);
    right = end <= to && end - start >= leastLength(type);
    if (!right) break;
    if (type === FLOW_RECORD.header) decodeHeader(context, row, bytes, start, end);
    else if (context.detail === 'load') decodeLength(context.batch, row, bytes, start, type);
    else hopFamily = decodeKeys(context.batch, row, bytes, start, end, type) || hopFamily;
    at = start + ((end - start + 3) & ~3);
  }
  if (hopFamily !== 0 && hopFamily !== context.batch.family[row]) forgetNextHop(context.batch, row);
  return right;
}

/** Octets that a structure has at least. */
function leastLength(type: number): number {
  switch (type) {
    case FLOW_RECORD.ethernet:
    case FLOW_RECORD.gateway:
      return 24;
    case FLOW_RECORD.ipv4:
      return 32;
    case FLOW_RECORD.ipv6:
      return 56;
    default:
      return type === FLOW_RECORD.header || type === FLOW_RECORD.switch || type === FLOW_RECORD.router ? 16 : 0;
  }
}

/** Protocol, length of the frame, octets stripped from its end, length of the header, header. */
function decodeHeader(context: DecodeContext, row: number, bytes: Uint8Array, from: number, to: number): void {
  const { batch, sink, detail } = context;
  const protocol = readU32(bytes, from);
  const frame = readU32(bytes, from + 4);
  const start = from + 16;
  const length = readU32(bytes, from + 12);
  const end = length < to - start ? start + length : to;
  batch.bytes[row] = frame;
  batch.flags[row] = (batch.flags[row] as number) | FLOW_FLAGS.frameBytes;
  let known = (batch.known[row] as number) | KNOWN.bytes;
  const wasIpv6 = batch.family[row] === 6;
  if (detail !== 'load') known |= parseHeader(batch, row, bytes, start, end, protocol);
  if (wasIpv6 && batch.family[row] === 4) narrowAddresses(batch, row);
  batch.known[row] = known;
  sink.header?.(batch, row, bytes, start, end - start, frame, protocol);
}

/** All three sampled structures begin with a length. */
function decodeLength(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, type: number): void {
  const flags = batch.flags[row] as number;
  if (type > FLOW_RECORD.ipv6 || (flags & FLOW_FLAGS.frameBytes) !== 0) return;
  const frame = type === FLOW_RECORD.ethernet;
  if (!frame && ((batch.known[row] as number) & KNOWN.bytes) !== 0) return;
  batch.bytes[row] = readU32(bytes, from);
  batch.known[row] = (batch.known[row] as number) | KNOWN.bytes;
  if (frame) batch.flags[row] = flags | FLOW_FLAGS.frameBytes;
}

/** Structures other than the header. Returns the family of the next hop that was written, or 0. */
function decodeKeys(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number, type: number): number {
  switch (type) {
    case FLOW_RECORD.ethernet:
      decodeEthernet(batch, row, bytes, from);
      return 0;
    case FLOW_RECORD.ipv4:
      decodeIp(batch, row, bytes, from, 1);
      return 0;
    case FLOW_RECORD.ipv6:
      decodeIp(batch, row, bytes, from, 4);
      return 0;
    case FLOW_RECORD.switch:
      decodeSwitch(batch, row, bytes, from);
      return 0;
    case FLOW_RECORD.router:
      return decodeNextHop(batch, row, bytes, from, to);
    default:
      return type === FLOW_RECORD.gateway ? decodeGateway(batch, row, bytes, from, to) : 0;
  }
}

/** Length of the frame, source, destination (each 6 octets and 2 of padding), type. Tells nothing that a header has not told. */
function decodeEthernet(batch: FlowBatch, row: number, bytes: Uint8Array, from: number): void {
  const flags = batch.flags[row] as number;
  if ((flags & FLOW_FLAGS.frameBytes) !== 0) return;
  const type = readU32(bytes, from + 20);
  const told = type >= FIRST_ETHER_TYPE ? KNOWN.etherType : 0;
  batch.flags[row] = flags | FLOW_FLAGS.frameBytes;
  batch.bytes[row] = readU32(bytes, from);
  batch.srcMac[row] = readU48(bytes, from + 4);
  batch.dstMac[row] = readU48(bytes, from + 12);
  batch.etherType[row] = told === 0 ? 0 : type;
  batch.known[row] = (batch.known[row] as number) | KNOWN.bytes | KNOWN.srcMac | KNOWN.dstMac | told;
}

/** Length of the IP packet, protocol, addresses of so many words, ports, TCP flags, TOS or priority. */
function decodeIp(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, words: number): void {
  if (batch.family[row] !== 0) return;
  let known = batch.known[row] as number;
  if ((known & KNOWN.bytes) === 0) batch.bytes[row] = readU32(bytes, from);
  known |= KNOWN.bytes | KNOWN.proto | KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.tos;
  const proto = readU32(bytes, from + 4) & 0xff;
  batch.family[row] = words === 1 ? 4 : 6;
  batch.proto[row] = proto;
  const destination = from + 8 + 4 * words;
  for (let word = 0; word < words; word++) {
    batch.src[4 * row + word] = readU32(bytes, from + 8 + 4 * word);
    batch.dst[4 * row + word] = readU32(bytes, destination + 4 * word);
  }
  const rest = destination + 4 * words;
  batch.srcPort[row] = readU32(bytes, rest);
  batch.dstPort[row] = readU32(bytes, rest + 4);
  batch.tos[row] = readU32(bytes, rest + 12);
  if (proto === 6) {
    batch.tcpFlags[row] = readU32(bytes, rest + 8);
    known |= KNOWN.tcpFlags;
  }
  batch.known[row] = known;
}

/** VLAN and priority on entry and on exit, all ones where not known. The tag in the header is more than what the switch says. */
function decodeSwitch(batch: FlowBatch, row: number, bytes: Uint8Array, from: number): void {
  const vlan = readU32(bytes, from);
  const known = batch.known[row] as number;
  if (vlan === 0 || vlan > 4094 || (known & KNOWN.vlan) !== 0) return;
  batch.vlan[row] = vlan;
  batch.known[row] = known | KNOWN.vlan;
}

/** An IPv6 structure stood before the header of an IPv4 packet, which writes one word of four. */
function narrowAddresses({ src, dst }: FlowBatch, row: number): void {
  src.fill(0, 4 * row + 1, 4 * row + 4);
  dst.fill(0, 4 * row + 1, 4 * row + 4);
}

function forgetNextHop(batch: FlowBatch, row: number): void {
  batch.nextHop.fill(0, 4 * row, 4 * row + 4);
  batch.known[row] = (batch.known[row] as number) & ~KNOWN.nextHop;
}
