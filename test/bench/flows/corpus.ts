// Captures of a made-up network of 40 exporters with 48 ports each, with the exact load of every port, direction and minute.
import { closeSync, openSync, writeSync } from 'node:fs';
import { Datagram, type FlowFacts, PROTOCOL_WRITERS, type ProtocolWriter } from './corpus-writers.ts';
import { Dice } from './dice.ts';

export const CORPUS_KINDS = ['netflow5', 'netflow9', 'ipfix', 'sflow5'] as const;
export type CorpusKind = (typeof CORPUS_KINDS)[number];

export const EXPORTERS = 40;
export const PORTS = 48;
/** Beginning of the corpus, whole minutes since 1970, and how long it lasts. */
export const START_MINUTE = 28_333_333;
export const MINUTES = 12;
/** Records come during the ten minutes in the middle, so that what they are spread over is inside. */
const [FIRST_MS, SPAN_MS] = [60_000, 600_000];
const RATES = [1, 100, 512, 1000, 1024, 2048, 4096] as const;
const BUCKET_MS = 10_000;

export interface Corpus {
  readonly kind: CorpusKind;
  readonly path: string;
  readonly records: number;
  readonly datagrams: number;
  /** Octets of frames and packets by `truthSlot`. */
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
}

export interface CorpusExporter {
  readonly index: number;
  readonly address: string;
  readonly rate: number;
  sequence: number;
  records: number;
  datagrams: number;
}

/** 0: in; 1: out. */
export function truthSlot(exporter: number, ifIndex: number, out: 0 | 1, minute: number): number {
  return ((exporter * PORTS + ifIndex - 1) * 2 + out) * MINUTES + minute - START_MINUTE;
}

export function exporterAddress(index: number): string {
  return `10.255.${index}.1`;
}

/** Writes the pcap; the same arguments give the same bytes. */
export function writeCorpus(kind: CorpusKind, path: string, records: number, exporterCount = EXPORTERS): Corpus {
  const dice = new Dice(0x9e3779b9);
  const exporters = Array.from({ length: exporterCount }, (_, index): CorpusExporter => {
    const rate = RATES[index % RATES.length] ?? 1;
    return { index, address: exporterAddress(index), rate, sequence: 0, records: 0, datagrams: 0 };
  });
  const truth = new Truth();
  const writer = PROTOCOL_WRITERS[kind];
  const file = new CaptureFile(path);
  let done = 0;
  while (done < records) {
    const exporter = exporters[dice.below(exporterCount)];
    if (!exporter) throw new Error('no exporter');
    // Whole seconds: NetFlow v9 tells no more of its clock.
    const nowMs = START_MINUTE * 60_000 + FIRST_MS + Math.floor((done / records) * (SPAN_MS / 1000)) * 1000;
    done += writeDatagram(writer, exporter, Math.min(writer.perDatagram, records - done), nowMs, dice, truth, file);
  }
  file.close();
  const datagrams = exporters.reduce((sum, one) => sum + one.datagrams, 0);
  return { kind, path, records, datagrams, bytes: truth.bytes, packets: truth.packets };
}

function writeDatagram(
  writer: ProtocolWriter,
  exporter: CorpusExporter,
  count: number,
  nowMs: number,
  dice: Dice,
  truth: Truth,
  file: CaptureFile,
): number {
  const flows = Array.from({ length: count }, () => (writer.sampled ? sampleOf(dice, nowMs) : flowOf(dice, nowMs)));
  const datagram = file.datagram;
  datagram.length = 0;
  writer.write(datagram, exporter, flows, nowMs);
  file.add(exporter, writer.port, nowMs);
  for (const flow of flows) truth.add(exporter, flow, writer.sampled);
  exporter.records += count;
  exporter.datagrams++;
  return count;
}

/** Most flows are small and short, few are large and long, as on real networks. */
function flowOf(dice: Dice, nowMs: number): FlowFacts {
  const kind = dice.below(100);
  const packets = kind < 70 ? 1 + dice.below(8) : kind < 95 ? 10 + dice.below(200) : 1000 + dice.below(30_000);
  const last = nowMs - dice.below(1000);
  const duration = dice.below(kind < 70 ? 3_000 : 50_000);
  return {
    ...keysOf(dice),
    ...{ packets, bytes: packets * (40 + dice.below(1460)) },
    ...{ first: packets === 1 ? last : last - duration, last },
  };
}

function sampleOf(dice: Dice, nowMs: number): FlowFacts {
  return { ...keysOf(dice), packets: 1, bytes: 64 + dice.below(1455), first: nowMs, last: nowMs };
}

/** What enters by a port leaves by another one: equal numbers are those of a probe that knows one port only. */
function keysOf(dice: Dice) {
  const inIf = 1 + dice.below(PORTS);
  return {
    src: (0x0a000000 | (dice.below(65_536) << 4) | dice.below(16)) >>> 0,
    dst: (0xac100000 | (dice.below(4096) << 4)) >>> 0,
    srcPort: 1024 + dice.below(64_000),
    dstPort: [80, 443, 53, 22, 8443][dice.below(5)] ?? 80,
    proto: dice.below(10) < 7 ? 6 : 17,
    inIf,
    outIf: 1 + ((inIf + dice.below(PORTS - 1)) % PORTS),
  };
}

class Truth {
  readonly bytes = new Float64Array(EXPORTERS * PORTS * 2 * MINUTES);
  readonly packets = new Float64Array(EXPORTERS * PORTS * 2 * MINUTES);

  /** Octets of frames and packets are spread over first to last in buckets of ten seconds: `floor` of the share up to each bucket's end. */
  add(exporter: CorpusExporter, flow: FlowFacts, isFrame: boolean): void {
    const packets = flow.packets * exporter.rate;
    const bytes = (flow.bytes + (isFrame ? 0 : 18 * flow.packets)) * exporter.rate;
    const span = flow.last - flow.first;
    let [bytesBefore, packetsBefore] = [0, 0];
    for (let from = Math.floor(flow.first / BUCKET_MS) * BUCKET_MS; from <= flow.last; from += BUCKET_MS) {
      const upTo = Math.min(flow.last, from + BUCKET_MS) - flow.first;
      const whole = span === 0 || from + BUCKET_MS > flow.last;
      const bytesNow = whole ? bytes : Math.floor((bytes * upTo) / span);
      const packetsNow = whole ? packets : Math.floor((packets * upTo) / span);
      const minute = Math.floor(from / 60_000);
      for (const [ifIndex, out] of [[flow.inIf, 0] as const, [flow.outIf, 1] as const]) {
        const slot = truthSlot(exporter.index, ifIndex, out, minute);
        this.bytes[slot] = (this.bytes[slot] ?? 0) + bytesNow - bytesBefore;
        this.packets[slot] = (this.packets[slot] ?? 0) + packetsNow - packetsBefore;
      }
      [bytesBefore, packetsBefore] = [bytesNow, packetsNow];
    }
  }
}

/** pcap with Ethernet, IPv4 and UDP before every datagram, written in large pieces. */
class CaptureFile {
  readonly datagram = new Datagram();
  private readonly file: number;
  private readonly chunk = Buffer.alloc(1 << 22);
  private used = 24;

  constructor(path: string) {
    this.file = openSync(path, 'w');
    this.chunk.writeUInt32LE(0xa1b2c3d4, 0);
    this.chunk.writeUInt16LE(2, 4);
    this.chunk.writeUInt16LE(4, 6);
    this.chunk.writeUInt32LE(65_535, 16);
    this.chunk.writeUInt32LE(1, 20);
  }

  add(exporter: CorpusExporter, port: number, ms: number): void {
    const { length, bytes } = this.datagram;
    const frame = 42 + length;
    if (this.used + 16 + frame > this.chunk.length) this.flush();
    const { chunk } = this;
    let at = this.used;
    for (const word of [Math.floor(ms / 1000), (ms % 1000) * 1000, frame, frame]) at = chunk.writeUInt32LE(word, at);
    chunk.fill(0, at, at + 42);
    chunk[at] = 2;
    chunk[at + 6] = 2;
    chunk[at + 10] = exporter.index;
    at = chunk.writeUInt16BE(0x0800, at + 12);
    const header = at;
    chunk[at] = 0x45;
    chunk.writeUInt16BE(28 + length, at + 2);
    chunk.writeUInt16BE(exporter.datagrams & 0xffff, at + 4);
    chunk[at + 8] = 64;
    chunk[at + 9] = 17;
    chunk.writeUInt32BE((0x0aff0001 | (exporter.index << 8)) >>> 0, at + 12);
    chunk.writeUInt32BE(0x0afffe01, at + 16);
    chunk.writeUInt16BE(checksum(chunk, header), header + 10);
    at = chunk.writeUInt16BE(40_000 + exporter.index, at + 20);
    at = chunk.writeUInt16BE(port, at);
    at = chunk.writeUInt16BE(8 + length, at) + 2;
    chunk.set(bytes.subarray(0, length), at);
    this.used = at + length;
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.chunk, 0, this.used);
    this.used = 0;
  }
}

function checksum(bytes: Buffer, at: number): number {
  let sum = 0;
  for (let i = 0; i < 20; i += 2) sum += bytes.readUInt16BE(at + i);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
}
