// Ethernet II, 802.3 with LLC and SNAP, 802.1Q and 802.1ad tags, MPLS labels: down to the IP header, if there is one.
import { type FlowBatch, KNOWN } from '../batch.ts';
import { readU16, readU48 } from '../read-bytes.ts';
import { parseIpv4, parseIpv6 } from './ip.ts';

/** IEEE 802.3 §3.2.6: smaller values of the type field are lengths. */
const FIRST_TYPE = 0x600;

/** Returns bits of KNOWN. `vlan` is the outermost tag that names one (802.1p's VLAN 0 names none); `etherType` the one after all tags. */
export function parseEthernet(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 14) return 0;
  batch.dstMac[row] = readU48(bytes, from);
  batch.srcMac[row] = readU48(bytes, from + 6);
  let known: number = KNOWN.srcMac | KNOWN.dstMac;
  let type = readU16(bytes, from + 12);
  let at = from + 14;
  while (isTag(type)) {
    if (at + 4 > to) return known;
    const vlan = readU16(bytes, at) & 0xfff;
    if (vlan !== 0 && (known & KNOWN.vlan) === 0) {
      batch.vlan[row] = vlan;
      known |= KNOWN.vlan;
    }
    type = readU16(bytes, at + 2);
    at += 4;
  }
  if (type < FIRST_TYPE) {
    if (!isSnap(bytes, at, to)) return known;
    type = readU16(bytes, at + 6);
    at += 8;
  }
  batch.etherType[row] = type;
  return known | KNOWN.etherType | parseByType(batch, row, bytes, at, to, type);
}

/** RFC 3032 §2.1: labels of 4 octets up to the one with the bottom bit; what follows is told by its first half octet, as routers do. */
export function parseMpls(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  do {
    if (at + 4 > to) return 0;
    at += 4;
  } while (((bytes[at - 2] as number) & 1) === 0);
  if (at >= to) return 0;
  const version = (bytes[at] as number) >> 4;
  if (version === 4) return parseIpv4(batch, row, bytes, at, to);
  return version === 6 ? parseIpv6(batch, row, bytes, at, to) : 0;
}

function parseByType(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number, type: number): number {
  if (type === 0x0800) return parseIpv4(batch, row, bytes, from, to);
  if (type === 0x86dd) return parseIpv6(batch, row, bytes, from, to);
  return type === 0x8847 || type === 0x8848 ? parseMpls(batch, row, bytes, from, to) : 0;
}

/** 802.1Q, 802.1ad, and what was used for the outer tag before that was a standard. */
function isTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200 || type === 0x9300;
}

/** RFC 1042: LLC AA-AA-03 and organisation 00-00-00; an EtherType follows. */
function isSnap(bytes: Uint8Array, at: number, to: number): boolean {
  return at + 8 <= to && readU48(bytes, at) === 0xaaaa_0300_0000;
}
