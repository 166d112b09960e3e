// How each protocol writes the datagrams of a corpus: NetFlow v5 and v9, IPFIX, sFlow v5.
import type { CorpusExporter, CorpusKind } from './corpus.ts';

export interface FlowFacts {
  readonly src: number;
  readonly dst: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly proto: number;
  readonly inIf: number;
  readonly outIf: number;
  readonly packets: number;
  /** Layer 3, or of the whole frame where the protocol samples frames. */
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

export interface ProtocolWriter {
  readonly port: number;
  readonly perDatagram: number;
  /** Samples of frames instead of flows. */
  readonly sampled: boolean;
  write(to: Datagram, exporter: CorpusExporter, flows: readonly FlowFacts[], nowMs: number): void;
}

/** A buffer that numbers are put at the end of, high octet first. */
export class Datagram {
  readonly bytes = Buffer.alloc(2048);
  length = 0;

  u8(...values: number[]): void {
    for (const value of values) this.bytes[this.length++] = value;
  }

  u16(...values: number[]): void {
    for (const value of values) this.length = this.bytes.writeUInt16BE(value & 0xffff, this.length);
  }

  u32(...values: number[]): void {
    for (const value of values) this.length = this.bytes.writeUInt32BE(value >>> 0, this.length);
  }

  u64(value: number): void {
    this.u32(Math.floor(value / 2 ** 32), value);
  }

  /** Puts the length of what began at `from` (a set with its header) into its second pair of octets. */
  closeSet(from: number): void {
    this.bytes.writeUInt16BE(this.length - from, from + 2);
  }
}

/** The exporters started so long before the corpus. */
const UPTIME_MS = 100_000_000;
const START_MS = 28_333_333 * 60_000;

function uptime(ms: number): number {
  return UPTIME_MS + ms - START_MS;
}

const netflow5: ProtocolWriter = {
  port: 2055,
  perDatagram: 30,
  sampled: false,
  write(to, exporter, flows, nowMs) {
    to.u16(5, flows.length);
    to.u32(uptime(nowMs), Math.floor(nowMs / 1000), (nowMs % 1000) * 1_000_000, exporter.sequence);
    to.u8(0, 0);
    to.u16(exporter.rate > 1 ? 0x4000 | exporter.rate : 0);
    exporter.sequence += flows.length;
    for (const flow of flows) {
      to.u32(flow.src, flow.dst, 0x0a0a0a01);
      to.u16(flow.inIf, flow.outIf);
      to.u32(flow.packets, flow.bytes, uptime(flow.first), uptime(flow.last));
      to.u16(flow.srcPort, flow.dstPort);
      to.u8(0, 0x1b, flow.proto, 0);
      to.u16(64_500, 64_501);
      to.u8(24, 24, 0, 0);
    }
  },
};

/** Templates come again with every so many datagrams of an exporter. */
const REFRESH = 100;

/** NetFlow v9 types or IPFIX elements, each with its length. */
const FIELDS9 = [
  ...[8, 4, 12, 4, 15, 4, 10, 4, 14, 4, 2, 4, 1, 4, 22, 4, 21, 4, 7, 2, 11, 2, 6, 1, 4, 1, 5, 1],
  ...[16, 4, 17, 4, 9, 1, 13, 1, 61, 1],
];
const FIELDS10 = [
  ...[8, 4, 12, 4, 10, 4, 14, 4, 2, 8, 1, 8, 152, 8, 153, 8, 7, 2, 11, 2, 4, 1, 6, 2, 5, 1, 61, 1],
  ...[16, 4, 17, 4, 15, 4, 9, 1, 13, 1, 58, 2],
];

const netflow9: ProtocolWriter = {
  port: 9995,
  perDatagram: 24,
  sampled: false,
  write(to, exporter, flows, nowMs) {
    const refresh = exporter.datagrams % REFRESH === 0;
    to.u16(9, flows.length + (refresh ? 3 : 0));
    to.u32(uptime(nowMs), Math.floor(nowMs / 1000), exporter.sequence++, 1);
    if (refresh) {
      writeTemplate(to, 0, FIELDS9);
      writeSampler9(to, exporter.rate);
    }
    const set = to.length;
    to.u16(256, 0);
    for (const flow of flows) {
      to.u32(flow.src, flow.dst, 0x0a0a0a01, flow.inIf, flow.outIf, flow.packets, flow.bytes);
      to.u32(uptime(flow.first), uptime(flow.last));
      to.u16(flow.srcPort, flow.dstPort);
      to.u8(0x1b, flow.proto, 0);
      to.u32(64_500, 64_501);
      to.u8(24, 24, 0);
    }
    while ((to.length - set) % 4 !== 0) to.u8(0);
    to.closeSet(set);
  },
};

const ipfix: ProtocolWriter = {
  port: 4739,
  perDatagram: 18,
  sampled: false,
  write(to, exporter, flows, nowMs) {
    const refresh = exporter.datagrams % REFRESH === 0;
    to.u16(10, 0);
    to.u32(Math.floor(nowMs / 1000), exporter.sequence, 1);
    exporter.sequence += flows.length + (refresh ? 1 : 0);
    if (refresh) {
      writeTemplate(to, 2, FIELDS10);
      writeSampler10(to, exporter.rate);
    }
    const set = to.length;
    to.u16(256, 0);
    for (const flow of flows) {
      to.u32(flow.src, flow.dst, flow.inIf, flow.outIf);
      for (const value of [flow.packets, flow.bytes, flow.first, flow.last]) to.u64(value);
      to.u16(flow.srcPort, flow.dstPort);
      to.u8(flow.proto);
      to.u16(0x1b);
      to.u8(0, 0);
      to.u32(64_500, 64_501, 0x0a0a0a01);
      to.u8(24, 24);
      to.u16(7);
    }
    to.closeSet(set);
    to.bytes.writeUInt16BE(to.length, 2);
  },
};

function writeTemplate(to: Datagram, setId: number, fields: readonly number[]): void {
  const set = to.length;
  to.u16(setId, 0, 256, fields.length / 2, ...fields);
  to.closeSet(set);
}

/** Options template and record: flow sampler 1 looks at one packet in `rate` (types 48 to 50). */
function writeSampler9(to: Datagram, rate: number): void {
  const template = to.length;
  to.u16(1, 0, 257, 4, 12, 1, 4, 48, 1, 49, 1, 50, 4);
  to.u16(0);
  to.closeSet(template);
  const set = to.length;
  to.u16(257, 0);
  to.u32(1);
  to.u8(0, 2);
  to.u32(rate);
  to.u16(0);
  to.closeSet(set);
}

/** The same by elements 34 and 35 with the observation domain as scope. */
function writeSampler10(to: Datagram, rate: number): void {
  const template = to.length;
  to.u16(3, 0, 257, 3, 1, 149, 4, 34, 4, 35, 1);
  to.closeSet(template);
  const set = to.length;
  to.u16(257, 0);
  to.u32(1, rate);
  to.u8(2);
  to.closeSet(set);
}

const HEADER = 128;

const sflow5: ProtocolWriter = {
  port: 6343,
  perDatagram: 7,
  sampled: true,
  write(to, exporter, flows, nowMs) {
    to.u32(5, 1, (0x0aff0001 | (exporter.index << 8)) >>> 0, 0, exporter.sequence++, uptime(nowMs), flows.length);
    for (const [i, flow] of flows.entries()) {
      const header = Math.min(HEADER, flow.bytes - 4);
      const padded = (header + 3) & ~3;
      to.u32(1, 32 + 8 + 16 + padded, exporter.records + i + 1, flow.inIf, exporter.rate);
      to.u32((exporter.records + i + 1) * exporter.rate, 0, flow.inIf, flow.outIf, 1);
      to.u32(1, 16 + padded, 1, flow.bytes, 4, header);
      writeFrame(to, flow, header);
      for (let pad = header; pad < padded; pad++) to.u8(0);
    }
  },
};

/** The beginning of an Ethernet frame with IPv4 and TCP or UDP; the rest is nought. */
function writeFrame(to: Datagram, flow: FlowFacts, length: number): void {
  const start = to.length;
  to.bytes.fill(0, start, start + length);
  to.u8(2, 0, 0, 0, 0, flow.outIf, 2, 0, 0, 0, 0, flow.inIf);
  to.u16(0x0800);
  to.u8(0x45, 0);
  to.u16(flow.bytes - 18, 1, 0);
  to.u8(64, flow.proto);
  to.u16(0);
  to.u32(flow.src, flow.dst);
  to.u16(flow.srcPort, flow.dstPort);
  to.length = start + length;
}

export const PROTOCOL_WRITERS: Readonly<Record<CorpusKind, ProtocolWriter>> = { netflow5, netflow9, ipfix, sflow5 };
