// The block-structured capture file of Wireshark (draft-ietf-opsawg-pcapng): sections, interfaces, packets.
import type { BlockFormat } from './block-stream.ts';
import { MAX_PACKET, type PacketSink, readFileU16, readFileU32 } from './packet.ts';

export const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Around the body of every block: type and length before it, the length again behind it. */
const FRAME = 12;
/** Packets with their options, and blocks of other kinds (names, secrets). */
const MAX_BLOCK = 16 * MAX_PACKET;
/** So many interfaces of one section are told apart. */
const MAX_INTERFACES = 65_536;

interface Interface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  readonly ticksPerMs: number;
  readonly offsetMs: number;
}

export class PcapngFormat implements BlockFormat {
  readonly #sink: PacketSink;
  #isLittle = false;
  #interfaces: Interface[] = [];

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  length(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < FRAME) return FRAME;
    if (readFileU32(bytes, at, false) === SECTION_HEADER && !this.#beginSection(bytes, at)) return -1;
    const length = readFileU32(bytes, at + 4, this.#isLittle);
    return length < FRAME || length > MAX_BLOCK || length % 4 !== 0 ? -1 : length;
  }

  /** Every section has its own order of octets, and its own interfaces. */
  #beginSection(bytes: Uint8Array, at: number): boolean {
    this.#isLittle = readFileU32(bytes, at + 8, true) === BYTE_ORDER_MAGIC;
    return this.#isLittle || readFileU32(bytes, at + 8, false) === BYTE_ORDER_MAGIC;
  }

  block(bytes: Uint8Array, at: number, end: number): void {
    const type = readFileU32(bytes, at, this.#isLittle);
    const [from, to] = [at + 8, end - 4];
    if (type === ENHANCED_PACKET) this.#enhanced(bytes, from, to);
    else if (type === SIMPLE_PACKET) this.#simple(bytes, from, to);
    else if (type === OLD_PACKET) this.#old(bytes, from, to);
    else if (type === INTERFACE) this.#interface(bytes, from, to);
    else if (type === SECTION_HEADER) this.#interfaces = [];
  }

  #enhanced(bytes: Uint8Array, from: number, to: number): void {
    if (to - from >= 20) this.#timed(bytes, from, to, readFileU32(bytes, from, this.#isLittle));
  }

  /** As an enhanced one, with a count of drops in the upper half of the interface's number. */
  #old(bytes: Uint8Array, from: number, to: number): void {
    if (to - from >= 20) this.#timed(bytes, from, to, readFileU16(bytes, from, this.#isLittle));
  }

  #timed(bytes: Uint8Array, from: number, to: number, index: number): void {
    const found = this.#interfaces[index];
    if (found === undefined) return;
    const isLittle = this.#isLittle;
    const high = readFileU32(bytes, from + 4, isLittle);
    const low = readFileU32(bytes, from + 8, isLittle);
    const timeMs = high * (0x1_0000_0000 / found.ticksPerMs) + low / found.ticksPerMs + found.offsetMs;
    const end = Math.min(to, from + 20 + readFileU32(bytes, from + 12, isLittle));
    const original = readFileU32(bytes, from + 16, isLittle);
    this.#sink.packet(bytes, from + 20, end, original, found.linkType, timeMs);
  }

  /** Of the first interface, cut at its snap length, at a time that is not told. */
  #simple(bytes: Uint8Array, from: number, to: number): void {
    const found = this.#interfaces[0];
    if (found === undefined || to - from < 4) return;
    const original = readFileU32(bytes, from, this.#isLittle);
    const captured = found.snapLength === 0 ? original : Math.min(original, found.snapLength);
    this.#sink.packet(bytes, from + 4, Math.min(to, from + 4 + captured), original, found.linkType, null);
  }

  #interface(bytes: Uint8Array, from: number, to: number): void {
    if (to - from < 8 || this.#interfaces.length >= MAX_INTERFACES) return;
    this.#interfaces.push({
      linkType: readFileU16(bytes, from, this.#isLittle),
      snapLength: readFileU32(bytes, from + 4, this.#isLittle),
      ...readTimeOptions(bytes, from + 8, to, this.#isLittle),
    });
  }
}

/** if_tsresol (9) and if_tsoffset (14); microseconds since 1970 where they are missing. */
function readTimeOptions(bytes: Uint8Array, from: number, to: number, isLittle: boolean) {
  let ticksPerMs = 1000;
  let offsetMs = 0;
  for (let at = from; at + 4 <= to; ) {
    const code = readFileU16(bytes, at, isLittle);
    const length = readFileU16(bytes, at + 2, isLittle);
    const value = at + 4;
    if (code === 0 || value + length > to) break;
    if (code === 9 && length === 1) ticksPerMs = ticksOf(bytes[value] as number) / 1000;
    if (code === 14 && length === 8) offsetMs = readSigned64(bytes, value, isLittle) * 1000;
    at = value + length + (-length & 3);
  }
  return { ticksPerMs, offsetMs };
}

/** Ticks of a second: a power of ten, or with the high bit set of two. */
function ticksOf(resolution: number): number {
  return resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;
}

function readSigned64(bytes: Uint8Array, at: number, isLittle: boolean): number {
  const [high, low] = isLittle ? [at + 4, at] : [at, at + 4];
  return (readFileU32(bytes, high, isLittle) | 0) * 0x1_0000_0000 + readFileU32(bytes, low, isLittle);
}
