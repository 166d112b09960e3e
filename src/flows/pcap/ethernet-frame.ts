// Sampled headers as Ethernet frames: a capture file has one link type for all of its packets.
import { HEADER_PROTOCOLS } from '../headers/parse-header.ts';

/** EtherType of what begins without an Ethernet header, by sFlow's header protocol. */
const ETHER_TYPES: ReadonlyMap<number, number> = new Map([
  [HEADER_PROTOCOLS.ipv4, 0x0800],
  [HEADER_PROTOCOLS.ipv6, 0x86dd],
  [HEADER_PROTOCOLS.mpls, 0x8847],
]);
const ETHERNET_HEADER = 14;

export interface SampledFrame {
  readonly bytes: Uint8Array;
  /** Of the whole frame. */
  readonly length: number;
}

/** A copy; what is no Ethernet gets a header with addresses of zeros. Null for protocols that have no EtherType. */
export function ethernetFrame(header: Uint8Array, frame: number, protocol: number): SampledFrame | null {
  if (protocol === HEADER_PROTOCOLS.ethernet) return { bytes: header.slice(), length: frame };
  const type = ETHER_TYPES.get(protocol);
  if (type === undefined) return null;
  const bytes = new Uint8Array(ETHERNET_HEADER + header.length);
  bytes[12] = type >>> 8;
  bytes[13] = type & 0xff;
  bytes.set(header, ETHERNET_HEADER);
  return { bytes, length: ETHERNET_HEADER + frame };
}
