// The classic capture file: one header, then packets (draft-ietf-opsawg-pcap).
import type { BlockFormat } from './block-stream.ts';
import { MAX_PACKET, type PacketSink, readFileU32 } from './packet.ts';

const FILE_HEADER = 24;
const PACKET_HEADER = 16;

export class PcapFormat implements BlockFormat {
  readonly #isLittle: boolean;
  /** Of the fraction of a second: 1000 or 1,000,000. */
  readonly #ticksPerMs: number;
  readonly #sink: PacketSink;
  #linkType = -1;

  constructor(isLittle: boolean, ticksPerMs: number, sink: PacketSink) {
    this.#isLittle = isLittle;
    this.#ticksPerMs = ticksPerMs;
    this.#sink = sink;
  }

  length(bytes: Uint8Array, at: number, end: number): number {
    if (this.#linkType < 0) return FILE_HEADER;
    if (end - at < PACKET_HEADER) return PACKET_HEADER;
    const captured = readFileU32(bytes, at + 8, this.#isLittle);
    return captured > MAX_PACKET ? -1 : PACKET_HEADER + captured;
  }

  block(bytes: Uint8Array, at: number, end: number): void {
    const isLittle = this.#isLittle;
    if (this.#linkType < 0) {
      // The upper half says how long frame check sequences are; what is behind an IP datagram is passed over anyway.
      this.#linkType = readFileU32(bytes, at + 20, isLittle) & 0xffff;
      return;
    }
    const timeMs = readFileU32(bytes, at, isLittle) * 1000 + readFileU32(bytes, at + 4, isLittle) / this.#ticksPerMs;
    const original = readFileU32(bytes, at + 12, isLittle);
    this.#sink.packet(bytes, at + PACKET_HEADER, end, original, this.#linkType, timeMs);
  }
}
