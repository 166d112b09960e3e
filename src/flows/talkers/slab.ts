// Memory of the talkers: one block of slots taken once, handed out in powers of two. It never grows.
import { KEY_WORDS } from './key.ts';

/** A slot is one cache line: the key, octets and packets. */
export const SLOT_BYTES = 64;
export const SLOT_WORDS = SLOT_BYTES / 4;
export const SLOT_FIGURES = SLOT_BYTES / 8;
/** Of a slot's eight figures. */
export const BYTES = KEY_WORDS / 2;
export const PACKETS = BYTES + 1;

/** Blocks of 2^0 to 2^15 slots. */
const SIZES = 16;

export class Slab {
  readonly slots: number;
  /** Two views of the same memory: keys as words, figures as numbers. */
  readonly words: Uint32Array;
  readonly figures: Float64Array;
  private fresh = 0;
  private readonly free: number[][] = Array.from({ length: SIZES }, () => []);

  /** The system gives memory as it is touched: a slab that is little used costs little. */
  constructor(slots: number) {
    const memory = new ArrayBuffer(slots * SLOT_BYTES);
    this.slots = slots;
    this.words = new Uint32Array(memory);
    this.figures = new Float64Array(memory);
  }

  /** First slot of a block of `2^bits` slots, all of them zero; -1 where nothing is left. */
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
    this.words.fill(0, at * SLOT_WORDS, (at + (1 << bits)) * SLOT_WORDS);
  }

  private find(bits: number): number {
    const list = this.free[bits];
    if (list === undefined) return -1;
    const at = list.pop();
    if (at !== undefined) return at;
    if (this.fresh + (1 << bits) <= this.slots) {
      this.fresh += 1 << bits;
      return this.fresh - (1 << bits);
    }
    return this.split(bits);
  }

  /** Half of the next larger free block. */
  private split(bits: number): number {
    const larger = this.free.findIndex((list, size) => size > bits && list.length > 0);
    const at = this.free[larger]?.pop() ?? -1;
    for (let size = larger - 1; at >= 0 && size >= bits; size--) this.free[size]?.push(at + (1 << size));
    return at;
  }
}
