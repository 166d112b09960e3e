// What is before the IP header of a captured packet, by link type (https://www.tcpdump.org/linktypes.html).
import { readU16 } from '../read-bytes.ts';

/** Link types that are read, by their numbers in capture files. */
export const LINK_TYPES = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  /** Raw IP as some systems number it in files. */
  rawOpenBsd: 14,
  rawDlt: 12,
  pppHdlc: 50,
  raw: 101,
  loop: 108,
  linuxSll: 113,
  ipv4: 228,
  ipv6: 229,
  linuxSll2: 276,
} as const;

/** Instead of a place: the packet is of another protocol, ends too early, or is of a link type that is not read. */
export const NOT_IP = -1;
export const CUT_SHORT = -2;
export const UNKNOWN_LINK = -3;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** 802.1Q, 802.1ad, and what was used for a second tag before it. */
const TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300];
const MAX_TAGS = 8;

/** Where the IP header of the packet in `bytes[from … to)` begins, or one of the three negative answers. */
export function findIp(linkType: number, bytes: Uint8Array, from: number, to: number): number {
  switch (linkType) {
    case LINK_TYPES.ethernet:
      return afterEtherType(bytes, from + 12, to, from + 14);
    case LINK_TYPES.linuxSll:
      return afterEtherType(bytes, from + 14, to, from + 16);
    case LINK_TYPES.linuxSll2:
      return afterEtherType(bytes, from, to, from + 20);
    case LINK_TYPES.null:
    case LINK_TYPES.loop:
      // The family is numbered differently by every system, in its own order of octets; the IP header says it again.
      return within(from + 4, to);
    case LINK_TYPES.ppp:
    case LINK_TYPES.pppHdlc:
      return afterPpp(bytes, from, to);
    case LINK_TYPES.raw:
    case LINK_TYPES.rawDlt:
    case LINK_TYPES.rawOpenBsd:
    case LINK_TYPES.ipv4:
    case LINK_TYPES.ipv6:
      return within(from, to);
    default:
      return UNKNOWN_LINK;
  }
}

function within(at: number, to: number): number {
  return at < to ? at : CUT_SHORT;
}

/** `at` is the place of the EtherType, `next` what it describes. */
function afterEtherType(bytes: Uint8Array, at: number, to: number, next: number): number {
  if (next > to) return CUT_SHORT;
  let type = readU16(bytes, at);
  let place = next;
  for (let tags = 0; tags < MAX_TAGS && TAGS.includes(type); tags++) {
    if (place + 4 > to) return CUT_SHORT;
    type = readU16(bytes, place + 2);
    place += 4;
  }
  return type === IPV4 || type === IPV6 ? within(place, to) : NOT_IP;
}

/** RFC 1661, RFC 1662: address and control may be left out, and a protocol below 256 may take one octet. */
function afterPpp(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 5) return CUT_SHORT;
  const at = bytes[from] === 0xff ? from + 2 : from;
  const isShort = ((bytes[at] as number) & 1) === 1;
  const protocol = isShort ? bytes[at] : readU16(bytes, at);
  return protocol === 0x21 || protocol === 0x57 ? at + (isShort ? 1 : 2) : NOT_IP;
}
