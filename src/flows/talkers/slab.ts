// Memory of the talkers: slots taken from the system once, handed out in blocks of powers of two. It never grows.
import { KEY_WORDS } from './key.ts';

/** A slot is one line of the processor's cache: the key, octets, packets. Its hash is kept beside, for many fit in one line. */
const LINE_BYTES = 64;
export const SLOT_WORDS = LINE_BYTES / 4;
export const SLOT_FIGURES = LINE_BYTES / 8;
/** Sums that each slot's share of the table has for what stays outside. */
export const SLOT_CELLS = 2;
export const SLOT_BYTES = LINE_BYTES + 4 + 8 * SLOT_CELLS;
/** Of a slot's eight figures. */
export const BYTES = KEY_WORDS / 2;
export const PACKETS = BYTES + 1;

export class Slab {
  /** 0: the slot is free. */
  readonly hashes: Int32Array;
  /** Two views of the same memory: keys as words, octets and packets as numbers. */
  readonly words: Uint32Array;
  readonly figures: Float64Array;
  /** `SLOT_CELLS` per slot. */
  readonly cells: Float64Array;
  private readonly slots: number;
  private readonly mostBits: number;
  /** Nothing from here on was ever taken. */
  private fresh = 0;
  /** Beginnings of free blocks, by bits. A block begins at a multiple of its size. */
  private readonly free: number[][];

  /** Blocks have `2^mostBits` slots at most. The system gives memory as it is touched: a slab that is little used costs little. */
  constructor(slots: number, mostBits: number) {
    const lines = new ArrayBuffer(slots * LINE_BYTES);
    this.slots = slots;
    this.mostBits = Math.min(mostBits, Math.floor(Math.log2(slots)));
    this.free = Array.from({ length: this.mostBits + 1 }, () => []);
    this.hashes = new Int32Array(slots);
    this.words = new Uint32Array(lines);
    this.figures = new Float64Array(lines);
    this.cells = new Float64Array(SLOT_CELLS * slots);
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
    this.cells.fill(0, SLOT_CELLS * at, SLOT_CELLS * (at + (1 << bits)));
  }

  copy(from: number, to: number): void {
    const { figures } = this;
    this.hashes[to] = this.hashes[from] as number;
    for (let i = 0; i < SLOT_FIGURES; i++) figures[to * SLOT_FIGURES + i] = figures[from * SLOT_FIGURES + i] as number;
  }

  /** Joins free halves: after many small blocks there are large ones again. */
  merge(): void {
    for (let bits = 0; bits < this.mostBits; bits++) {
      const list = (this.free[bits] as number[]).sort((a, b) => a - b);
      const single: number[] = [];
      for (const at of list) {
        const isSecondHalf = (at & (1 << bits)) !== 0;
        if (isSecondHalf && single.at(-1) === at - (1 << bits)) this.free[bits + 1]?.push(single.pop() as number);
        else single.push(at);
      }
      this.free[bits] = single;
    }
  }

  private find(bits: number): number {
    let size = bits;
    while (size <= this.mostBits && this.free[size]?.length === 0) size++;
    const at = this.free[size]?.pop() ?? this.next();
    // Of a larger block the second halves are left over.
    for (size = Math.min(size, this.mostBits) - 1; at >= 0 && size >= bits; size--)
      this.free[size]?.push(at + (1 << size));
    return at;
  }

  /** A block of the largest size that was never taken. */
  private next(): number {
    const at = this.fresh;
    if (at + (1 << this.mostBits) > this.slots) return -1;
    this.fresh += 1 << this.mostBits;
    return at;
  }
}
