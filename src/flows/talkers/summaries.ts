// Summaries of heavy conversations: Misra and Gries' frequent items with weights, in hash tables of fixed memory.
//
// A full table makes room by taking the median of its counters from each of them and leaving out those that reach 0
// (Anderson et al. 2017, "A High-Performance Algorithm for Identifying Frequent Items in Data Streams"). A counter is never above the
// truth, and below it by `error(table)` at most: at most 2 ÷ `capacity` of all that was added. A table that was never full is exact.
import { hashKey, isKeyAt, KEY_WORDS } from './key.ts';
import { selectSmallest } from './select.ts';
import { BYTES, PACKETS, SLOT_BYTES, SLOT_FIGURES, SLOT_WORDS, Slab } from './slab.ts';

const SMALLEST_BITS = 4;

export interface SummaryLimits {
  /** Largest table: `2^mostBits` slots, three quarters of which may be in use. */
  readonly mostBits: number;
  /** Memory of all tables together. Where it is at an end, tables stop growing and err more; `cramped` counts them. */
  readonly memoryBytes: number;
  /** Changes which keys fall together: a number that strangers do not know. */
  readonly seed: number;
}

/** Tables are known by numbers from 1. */
export class Summaries {
  private readonly slab: Slab;
  private readonly limits: SummaryLimits;
  private readonly at: Int32Array;
  private readonly bits: Uint8Array;
  private readonly used: Uint16Array;
  private readonly errors: Float64Array;
  private readonly freeTables: number[] = [];
  private nextTable = 1;
  private readonly counters: Float64Array;
  /** How often a table could not be opened or grow for want of memory. */
  cramped = 0;

  constructor(limits: SummaryLimits) {
    const slots = Math.max(1 << SMALLEST_BITS, Math.floor(limits.memoryBytes / SLOT_BYTES));
    const tables = 1 + (slots >>> SMALLEST_BITS);
    this.limits = limits;
    this.slab = new Slab(slots, limits.mostBits);
    this.at = new Int32Array(tables);
    this.bits = new Uint8Array(tables);
    this.used = new Uint16Array(tables);
    this.errors = new Float64Array(tables);
    this.counters = new Float64Array(1 << limits.mostBits);
  }

  /** Conversations that a table of full size holds. */
  get capacity(): number {
    return capacityOf(this.limits.mostBits);
  }

  /** An empty table; 0 where memory is at its end. */
  open(): number {
    const at = this.slab.take(SMALLEST_BITS);
    if (at < 0) {
      this.cramped++;
      return 0;
    }
    const table = this.freeTables.pop() ?? this.nextTable++;
    this.at[table] = at;
    this.bits[table] = SMALLEST_BITS;
    this.used[table] = 0;
    this.errors[table] = 0;
    return table;
  }

  close(table: number): void {
    this.slab.give(this.at[table] as number, this.bits[table] as number);
    this.freeTables.push(table);
  }

  /** After many tables were closed. */
  tidy(): void {
    this.slab.merge();
  }

  /** Forgets what was added. */
  empty(table: number): void {
    this.slab.clear(this.at[table] as number, this.bits[table] as number);
    this.used[table] = 0;
    this.errors[table] = 0;
  }

  /** How far a conversation's octets may be below the truth, whether it is in the table or not. */
  error(table: number): number {
    return this.errors[table] as number;
  }

  /** The hash that `add` wants. */
  hash(key: Uint32Array): number {
    return hashKey(key, this.limits.seed);
  }

  add(table: number, key: Uint32Array, hash: number, bytes: number, packets: number): void {
    const { hashes, words, figures } = this.slab;
    const at = this.at[table] as number;
    const mask = (1 << (this.bits[table] as number)) - 1;
    let slot = at + (hash & mask);
    for (let found = hashes[slot]; found !== 0; found = hashes[slot]) {
      if (found === hash && isKeyAt(words, slot * SLOT_WORDS, key)) {
        const figure = slot * SLOT_FIGURES;
        figures[figure + BYTES] = (figures[figure + BYTES] as number) + bytes;
        figures[figure + PACKETS] = (figures[figure + PACKETS] as number) + packets;
        return;
      }
      slot = at + ((slot - at + 1) & mask);
    }
    if ((this.used[table] as number) >= capacityOf(this.bits[table] as number)) {
      this.makeRoom(table);
      slot = this.freeSlot(table, hash);
    }
    hashes[slot] = hash;
    for (let word = 0; word < KEY_WORDS; word++) words[slot * SLOT_WORDS + word] = key[word] as number;
    figures[slot * SLOT_FIGURES + BYTES] = bytes;
    figures[slot * SLOT_FIGURES + PACKETS] = packets;
    this.used[table] = (this.used[table] as number) + 1;
  }

  /** Slots in use, the most octets first, at most `count`; equal ones in the order of their keys. */
  largest(table: number, count: number): number[] {
    const slots: number[] = [];
    const from = this.at[table] as number;
    for (let slot = from; slot < from + (1 << (this.bits[table] as number)); slot++) {
      if (this.slab.hashes[slot] !== 0) slots.push(slot);
    }
    return slots.sort((a, b) => this.bytesOf(b) - this.bytesOf(a) || this.compareKeys(a, b)).slice(0, count);
  }

  /** Where the key of a slot is, for `formatKey`. */
  keyOf(slot: number): { readonly words: Uint32Array; readonly at: number } {
    return { words: this.slab.words, at: slot * SLOT_WORDS };
  }

  bytesOf(slot: number): number {
    return this.slab.figures[slot * SLOT_FIGURES + BYTES] as number;
  }

  packetsOf(slot: number): number {
    return this.slab.figures[slot * SLOT_FIGURES + PACKETS] as number;
  }

  private compareKeys(a: number, b: number): number {
    const { words } = this.slab;
    for (let i = 0; i < KEY_WORDS; i++) {
      const difference = (words[a * SLOT_WORDS + i] as number) - (words[b * SLOT_WORDS + i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The slot of a key that is not in the table. */
  private freeSlot(table: number, hash: number): number {
    const { hashes } = this.slab;
    const at = this.at[table] as number;
    const mask = (1 << (this.bits[table] as number)) - 1;
    let slot = at + (hash & mask);
    while (hashes[slot] !== 0) slot = at + ((slot - at + 1) & mask);
    return slot;
  }

  private makeRoom(table: number): void {
    const bits = this.bits[table] as number;
    const mayGrow = bits < this.limits.mostBits;
    const larger = mayGrow ? this.slab.take(bits + 1) : -1;
    if (larger >= 0) this.grow(table, larger);
    else this.purge(table);
    if (mayGrow && larger < 0) this.cramped++;
  }

  private grow(table: number, larger: number): void {
    const from = this.at[table] as number;
    const bits = this.bits[table] as number;
    this.at[table] = larger;
    this.bits[table] = bits + 1;
    for (let slot = from; slot < from + (1 << bits); slot++) {
      const hash = this.slab.hashes[slot] as number;
      if (hash !== 0) this.slab.copy(slot, this.freeSlot(table, hash));
    }
    this.slab.give(from, bits);
  }

  /** Takes the median from every counter. What is left moves to where probing finds it. */
  private purge(table: number): void {
    const at = this.at[table] as number;
    const size = 1 << (this.bits[table] as number);
    const less = this.median(at, size);
    const gap = this.subtract(at, size, less);
    this.used[table] = this.closeGaps(at, size - 1, gap);
    this.errors[table] = (this.errors[table] as number) + less;
  }

  /** The least that leaves out half of the counters or more. */
  private median(at: number, size: number): number {
    const { hashes, figures } = this.slab;
    let count = 0;
    for (let slot = at; slot < at + size; slot++) {
      if (hashes[slot] !== 0) this.counters[count++] = figures[slot * SLOT_FIGURES + BYTES] as number;
    }
    return selectSmallest(this.counters, count, (count - 1) >>> 1);
  }

  /** Packets go in proportion. Returns a slot that was free before. */
  private subtract(at: number, size: number, less: number): number {
    const { hashes, figures } = this.slab;
    let free = at;
    for (let slot = at; slot < at + size; slot++) {
      if (hashes[slot] === 0) {
        free = slot;
        continue;
      }
      const figure = slot * SLOT_FIGURES;
      const bytes = figures[figure + BYTES] as number;
      if (bytes <= less) hashes[slot] = 0;
      figures[figure + BYTES] = bytes - less;
      figures[figure + PACKETS] = (figures[figure + PACKETS] as number) * (1 - less / bytes);
    }
    return free;
  }

  /**
   * From a slot that no search for another had passed, each one moves back over the gaps towards where its search begins.
   * Returns how many there are.
   */
  private closeGaps(at: number, mask: number, gap: number): number {
    const { hashes } = this.slab;
    let count = 0;
    for (let i = 1; i <= mask; i++) {
      const slot = at + ((gap - at + i) & mask);
      const hash = hashes[slot] as number;
      if (hash === 0) continue;
      count++;
      let target = at + (hash & mask);
      while (target !== slot && hashes[target] !== 0) target = at + ((target - at + 1) & mask);
      if (target === slot) continue;
      this.slab.copy(slot, target);
      hashes[slot] = 0;
    }
    return count;
  }
}

function capacityOf(bits: number): number {
  return 3 << (bits - 2);
}
