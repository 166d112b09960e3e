// Ethernet headers as sflowtool's fields.
import { hexOf } from '../../decode/sflow/texts.ts';
import { readU16 } from '../../read-bytes.ts';
import type { ElementOut } from './shape.ts';

/** IEEE 802.3 §3.2.6: up to this a type field is a length. */
const LONGEST_FRAME = 1500;

/** The IP packet in a header. */
export interface IpPlace {
  readonly version: 4 | 6;
  readonly at: number;
}

const TAGS = new Set([0x8100, 0x88a8, 0x9100, 0x9200, 0x9300]);

/** Where the IP header begins, if there is one. */
export function ethernetFields(bytes: Uint8Array, from: number, to: number, out: ElementOut): IpPlace | null {
  if (to - from < 14) return null;
  const mac = (name: string, at: number) => {
    const text = hexOf(bytes, at, 6);
    out.field(name, text, text);
  };
  mac('dstMAC', from);
  mac('srcMAC', from + 6);
  const tagged = tagFields(bytes, from + 12, to, out);
  if (tagged === null || to - from < 20) return null;
  const type = llcType(bytes, tagged, to, out);
  if (type === null) return null;
  out.field('ethernet_type', String(type.value), type.value);
  return ipPlace(bytes, type.next, to, type.value);
}

/** Where the type after all tags stands; null where a tag is cut. */
function tagFields(bytes: Uint8Array, from: number, to: number, out: ElementOut): number | null {
  let at = from;
  for (let depth = 0; TAGS.has(readU16(bytes, at)); depth++, at += 4) {
    if (at + 6 > to) return null;
    const tag = readU16(bytes, at + 2);
    const suffix = depth === 0 ? '' : `.${depth}`;
    out.field(`decodedVLAN${suffix}`, String(tag & 0xfff), tag & 0xfff);
    out.field(`decodedPriority${suffix}`, String(tag >> 13), tag >> 13);
  }
  return at;
}

interface TypeField {
  readonly value: number;
  /** What follows it. */
  readonly next: number;
}

/** The EtherType; behind a length, that of SNAP, or IP's where LLC names it. Null for the rest. */
function llcType(bytes: Uint8Array, at: number, to: number, out: ElementOut): TypeField | null {
  const value = readU16(bytes, at);
  const next = at + 2;
  if (value > LONGEST_FRAME) return { value, next };
  if (next + 8 > to) return null;
  const llc = hexOf(bytes, next, 3);
  const organisation = hexOf(bytes, next + 3, 3);
  if (llc === 'aaaa03') {
    if (organisation === '000000') return { value: readU16(bytes, next + 6), next: next + 8 };
    const text = organisation.toUpperCase().replace(/(..)(?=.)/g, '$1-');
    out.field('VSNAP_OUI', text, text);
    return null;
  }
  return /^0606.[13579bdf]$/.test(llc) ? { value: 0x0800, next: next + 3 } : null;
}

function ipPlace(bytes: Uint8Array, at: number, to: number, type: number): IpPlace | null {
  const first = bytes[at] as number;
  if (type === 0x0800 && to - at >= 20 && first >> 4 === 4 && (first & 15) >= 5) return { version: 4, at };
  return type === 0x86dd && at < to && first >> 4 === 6 ? { version: 6, at } : null;
}
