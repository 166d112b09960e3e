// IPv4 and IPv6 headers, and the ports of what they carry.
import { type FlowBatch, KNOWN } from '../batch.ts';
import { readU16, readU32 } from '../read-bytes.ts';

const KEYS = KNOWN.src | KNOWN.dst | KNOWN.proto | KNOWN.tos;
const PORTS = KNOWN.srcPort | KNOWN.dstPort;

/** RFC 791. Returns bits of KNOWN; 0 where the header is cut before its addresses or is not IPv4 at all. */
export function parseIpv4(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] as number;
  const length = (first & 15) << 2;
  if (to - from < 20 || first >> 4 !== 4 || length < 20) return 0;
  const proto = bytes[from + 9] as number;
  batch.family[row] = 4;
  batch.tos[row] = bytes[from + 1] as number;
  batch.proto[row] = proto;
  batch.src[4 * row] = readU32(bytes, from + 12);
  batch.dst[4 * row] = readU32(bytes, from + 16);
  if ((readU16(bytes, from + 6) & 0x1fff) !== 0) return KEYS;
  return KEYS | parsePorts(batch, row, bytes, from + length, to, proto);
}

/** RFC 8200. `proto` is what follows the extension headers: not known where they are cut. */
export function parseIpv6(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 40 || (bytes[from] as number) >> 4 !== 6) return 0;
  batch.family[row] = 6;
  batch.tos[row] = (readU16(bytes, from) >> 4) & 0xff;
  for (let word = 0; word < 4; word++) {
    batch.src[4 * row + word] = readU32(bytes, from + 8 + 4 * word);
    batch.dst[4 * row + word] = readU32(bytes, from + 24 + 4 * word);
  }
  let proto = bytes[from + 6] as number;
  let at = from + 40;
  let fragment = false;
  while (isExtension(proto) && at + 8 <= to) {
    const length = extensionLength(proto, bytes[at + 1] as number);
    fragment ||= proto === 44 && readU16(bytes, at + 2) >> 3 !== 0;
    proto = bytes[at] as number;
    at += length;
    if (fragment) break;
  }
  if (isExtension(proto)) return KEYS & ~KNOWN.proto;
  batch.proto[row] = proto;
  return fragment ? KEYS : KEYS | parsePorts(batch, row, bytes, at, to, proto);
}

/** Hop-by-hop, routing, fragment, authentication, destination options, mobility, HIP, Shim6 (RFC 7045). */
function isExtension(proto: number): boolean {
  return (
    proto === 0 ||
    proto === 43 ||
    proto === 44 ||
    proto === 51 ||
    proto === 60 ||
    proto === 135 ||
    proto === 139 ||
    proto === 140
  );
}

/** At least 8, so that a walk over them ends. */
function extensionLength(proto: number, length: number): number {
  if (proto === 44) return 8;
  return proto === 51 ? Math.max(8, (length + 2) << 2) : (length + 1) << 3;
}

/** ICMP's type and code are the destination port `type × 256 + code`, as NetFlow has them. */
function parsePorts(batch: FlowBatch, row: number, bytes: Uint8Array, at: number, to: number, proto: number): number {
  if (proto === 1 || proto === 58) {
    if (at + 2 > to) return 0;
    batch.dstPort[row] = readU16(bytes, at);
    return PORTS;
  }
  if (at + 4 > to || !hasPorts(proto)) return 0;
  batch.srcPort[row] = readU16(bytes, at);
  batch.dstPort[row] = readU16(bytes, at + 2);
  if (proto !== 6 || at + 14 > to) return PORTS;
  batch.tcpFlags[row] = bytes[at + 13] as number;
  return PORTS | KNOWN.tcpFlags;
}

/** TCP, UDP, DCCP, SCTP, UDP-Lite: both ports come first. */
function hasPorts(proto: number): boolean {
  return proto === 6 || proto === 17 || proto === 33 || proto === 132 || proto === 136;
}
