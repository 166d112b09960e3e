// Memory of the talkers: slots taken from the system once, handed out in blocks of powers of two. It never grows.
import { KEY_WORDS } from './key.ts';

/** A slot is one line of the processor's cache: the key, octets, packets. Its hash is kept beside, for many fit in one line. */
const LINE_BYTES = 64;
export const SLOT_WORDS = LINE_BYTES / 4;
export const SLOT_FIGURES = LINE_BYTES / 8;
export const SLOT_BYTES = LINE_BYTES + 4;
/** Of a slot's eight figures. */
export const BYTES = KEY_WORDS / 2;
export const PACKETS = BYTES + 1;

/** Blocks of 2^0 to 2^15 slots. */
const SIZES = 16;

export class Slab {
  readonly slots: number;
  /** 0: the slot is free. */
  readonly hashes: Uint32Array;
  /** Two views of the same memory: keys as words, octets and packets as numbers. */
  readonly words: Uint32Array;
  readonly figures: Float64Array;
  private fresh = 0;
  private readonly free: number[][] = Array.from({ length: SIZES }, () => []);

  /** The system gives memory as it is touched: a slab that is little used costs little. */
  constructor(slots: number) {
    const lines = new ArrayBuffer(slots * LINE_BYTES);
    this.slots = slots;
    this.hashes = new Uint32Array(slots);
    this.words = new Uint32Array(lines);
    this.figures = new Float64Array(lines);
  }

  /** First slot of a block of `2^bits` slots, all of them free; -1 where no memory is left. */
  take(bits: number): number {
    const at = this.find(bits);
    if (at >= 0) this.clear(at, bits);
    return at;
  }

  /** Takes a block back; it must not be used any more. */
  give(at: number, bits: number): void {
    this.free[bits]?.push(at);
  }

  clear(at: number, bits: number): void {
    this.hashes.fill(0, at, at + (1 << bits));
  }

  copy(from: number, to: number): void {
    const { figures } = this;
    this.hashes[to] = this.hashes[from] as number;
    for (let i = 0; i < SLOT_FIGURES; i++) figures[to * SLOT_FIGURES + i] = figures[from * SLOT_FIGURES + i] as number;
  }

  private find(bits: number): number {
    const at = this.free[bits]?.pop();
    if (at !== undefined) return at;
    if (this.fresh + (1 << bits) > this.slots) return this.split(bits);
    this.fresh += 1 << bits;
    return this.fresh - (1 << bits);
  }

  /** A part of the next larger free block. */
  private split(bits: number): number {
    const larger = this.free.findIndex((list, size) => size > bits && list.length > 0);
    const at = this.free[larger]?.pop() ?? -1;
    for (let size = larger - 1; at >= 0 && size >= bits; size--) this.free[size]?.push(at + (1 << size));
    return at;
  }
}
