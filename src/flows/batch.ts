// Decoded flows in columns: what decoders fill and everything after them reads. No object and no string per record.

/** Which columns decoders fill: `load` ports, octets and times; `talkers` the keys too; `all` every column. */
export type FlowDetail = 'load' | 'talkers' | 'all';

/** Bits of `FlowBatch.known`: which columns the record itself told. A column whose bit is not set holds 0. */
export const KNOWN = {
  inIf: 1 << 0,
  outIf: 1 << 1,
  bytes: 1 << 2,
  packets: 1 << 3,
  times: 1 << 4,
  src: 1 << 5,
  dst: 1 << 6,
  srcPort: 1 << 7,
  dstPort: 1 << 8,
  proto: 1 << 9,
  tos: 1 << 10,
  tcpFlags: 1 << 11,
  srcAs: 1 << 12,
  dstAs: 1 << 13,
  nextHop: 1 << 14,
  srcMac: 1 << 15,
  dstMac: 1 << 16,
  vlan: 1 << 17,
  etherType: 1 << 18,
  /** The rate came with the record, its datagram or an options record; else it is not known and `rate` is 1. */
  rate: 1 << 19,
  sampler: 1 << 20,
} as const;

/** Of `FlowBatch.protocol`. */
export const FLOW_PROTOCOLS = { netflow1: 1, netflow5: 5, netflow7: 7, netflow9: 9, ipfix: 10, sflow5: 105 } as const;
export type FlowProtocol = keyof typeof FLOW_PROTOCOLS;

/** Of `FlowBatch.direction`, at the port of observation. */
export const DIRECTION = { unknown: 0, ingress: 1, egress: 2 } as const;

/** Of `FlowBatch.flags`. */
export const FLOW_FLAGS = {
  /** `bytes` counts whole frames (sFlow); else layer 3 (NetFlow, IPFIX). */
  frameBytes: 1,
  /** The reverse half of a biflow: keys and ports are exchanged already. */
  reverse: 2,
  /** A packet that the device dropped (sFlow discarded-packet sample). */
  discarded: 4,
} as const;

/**
 * Special ifIndex values, as `inIf` and `outIf` hold them whatever the protocol wrote. All are above 0x7FFFFFFF, the greatest ifIndex of
 * RFC 2863: true ones above 0x40000000 exist (1285816721, seen in an sFlow capture of a sub-interface), so sFlow's own coding would be ambiguous.
 */
export const SPECIAL_IF = {
  /** sFlow 0x3FFFFFFF, NetFlow 0: to or from the device itself. */
  internal: 0x80000000,
  /** From here up to `multipleBase`: discarded; the reason code is added. */
  discardBase: 0x90000000,
  /** From here on: sent out of several ports; their number is added, 0 where it is not known. */
  multipleBase: 0xc0000000,
} as const;

/** Holds up to `capacity` records; row `i` of every column is one record. Reused: whoever keeps rows copies them. */
export class FlowBatch {
  readonly capacity: number;
  /** Rows in use. */
  size = 0;
  readonly protocol: Uint8Array;
  /** Slot in the table of exporters. */
  readonly exporter: Uint32Array;
  /** Source id (v9), observation domain (IPFIX), engine type and id (v5), sub-agent (sFlow). */
  readonly domain: Uint32Array;
  /** Sequence number of the datagram. */
  readonly sequence: Uint32Array;
  /** ms since 1970, by our clock. */
  readonly received: Float64Array;
  /** ms since 1970 by the exporter's clock; both are `received` where the record tells no time. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly inIf: Uint32Array;
  readonly outIf: Uint32Array;
  /** ifIndex of the port that saw it: sFlow's data source. 0: not told. */
  readonly seenAt: Uint32Array;
  readonly direction: Uint8Array;
  readonly flags: Uint8Array;
  readonly known: Uint32Array;
  /** As exported, not scaled. */
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  /** Multiply by this. Not whole where a sampler has an uneven interval. */
  readonly rate: Float64Array;
  readonly sampler: Uint32Array;
  /** 4, 6, or 0 where there is no IP address. */
  readonly family: Uint8Array;
  /** Four 32-bit words per row at `4 * i`, high word first; of IPv4 the first word alone. */
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  readonly nextHop: Uint32Array;
  readonly srcPort: Uint16Array;
  readonly dstPort: Uint16Array;
  readonly proto: Uint8Array;
  readonly tos: Uint8Array;
  readonly tcpFlags: Uint8Array;
  readonly srcAs: Uint32Array;
  readonly dstAs: Uint32Array;
  /** 48-bit numbers. */
  readonly srcMac: Float64Array;
  readonly dstMac: Float64Array;
  readonly vlan: Uint16Array;
  readonly etherType: Uint16Array;

  constructor(capacity = 1024) {
    const [u8, u16] = [() => new Uint8Array(capacity), () => new Uint16Array(capacity)];
    const [u32, f64] = [() => new Uint32Array(capacity), () => new Float64Array(capacity)];
    const words = () => new Uint32Array(4 * capacity);
    this.capacity = capacity;
    this.protocol = u8();
    this.exporter = u32();
    this.domain = u32();
    this.sequence = u32();
    this.received = f64();
    this.first = f64();
    this.last = f64();
    this.inIf = u32();
    this.outIf = u32();
    this.seenAt = u32();
    this.direction = u8();
    this.flags = u8();
    this.known = u32();
    this.bytes = f64();
    this.packets = f64();
    this.rate = f64();
    this.sampler = u32();
    this.family = u8();
    this.src = words();
    this.dst = words();
    this.nextHop = words();
    this.srcPort = u16();
    this.dstPort = u16();
    this.proto = u8();
    this.tos = u8();
    this.tcpFlags = u8();
    this.srcAs = u32();
    this.dstAs = u32();
    this.srcMac = f64();
    this.dstMac = f64();
    this.vlan = u16();
    this.etherType = u16();
  }
}
