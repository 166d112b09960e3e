// Summaries of heavy conversations: Misra and Gries' frequent items with weights, in hash tables of fixed memory.
//
// A full table makes room by taking the median of its counters from each of them and leaving out those that reach 0
// (Anderson et al. 2017, "A High-Performance Algorithm for Identifying Frequent Items in Data Streams"). A counter is never above the
// truth, and below it by `error(table)` at most: at most 2 ÷ `capacity` of all that was added. A table that was never full is exact.
import { hashKey, KEY_WORDS, META, placedMeta, sameKey } from './key.ts';
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
  private readonly kept: Uint32Array;
  private readonly keptFigures: Float64Array;
  /** How often a table could not be opened or grow for want of memory. */
  cramped = 0;

  constructor(limits: SummaryLimits) {
    const slots = Math.max(1 << SMALLEST_BITS, Math.floor(limits.memoryBytes / SLOT_BYTES));
    const tables = 1 + (slots >>> SMALLEST_BITS);
    const scratch = new ArrayBuffer(SLOT_BYTES << limits.mostBits);
    this.limits = limits;
    this.slab = new Slab(slots);
    this.at = new Int32Array(tables);
    this.bits = new Uint8Array(tables);
    this.used = new Uint16Array(tables);
    this.errors = new Float64Array(tables);
    this.counters = new Float64Array(1 << limits.mostBits);
    this.kept = new Uint32Array(scratch);
    this.keptFigures = new Float64Array(scratch);
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
    return hashKey(key, 0, this.limits.seed);
  }

  add(table: number, key: Uint32Array, hash: number, bytes: number, packets: number): void {
    const { words, figures } = this.slab;
    const at = this.at[table] as number;
    const mask = (1 << (this.bits[table] as number)) - 1;
    const meta = placedMeta(key[META] as number, hash);
    let slot = at + (hash & mask);
    for (;;) {
      const found = words[slot * SLOT_WORDS + META] as number;
      if (found === 0) break;
      if (found === meta && sameKey(words, slot * SLOT_WORDS, key)) {
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
    for (let word = 0; word < META; word++) words[slot * SLOT_WORDS + word] = key[word] as number;
    words[slot * SLOT_WORDS + META] = meta;
    figures[slot * SLOT_FIGURES + BYTES] = bytes;
    figures[slot * SLOT_FIGURES + PACKETS] = packets;
    this.used[table] = (this.used[table] as number) + 1;
  }

  /** Slots in use, the most octets first, at most `count`; equal ones in the order of their keys. */
  largest(table: number, count: number): number[] {
    const { words, figures } = this.slab;
    const slots: number[] = [];
    const from = this.at[table] as number;
    for (let slot = from; slot < from + (1 << (this.bits[table] as number)); slot++) {
      if (words[slot * SLOT_WORDS + META] !== 0) slots.push(slot);
    }
    const bytes = (slot: number) => figures[slot * SLOT_FIGURES + BYTES] as number;
    return slots.sort((a, b) => bytes(b) - bytes(a) || this.compareKeys(a, b)).slice(0, count);
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

  private freeSlot(table: number, hash: number): number {
    const at = this.at[table] as number;
    const mask = (1 << (this.bits[table] as number)) - 1;
    let slot = hash & mask;
    while (this.slab.words[(at + slot) * SLOT_WORDS + META] !== 0) slot = (slot + 1) & mask;
    return at + slot;
  }

  private makeRoom(table: number): void {
    const bits = this.bits[table] as number;
    const mayGrow = bits < this.limits.mostBits;
    const larger = mayGrow ? this.slab.take(bits + 1) : -1;
    if (mayGrow && larger < 0) this.cramped++;
    this.move(table, larger, larger < 0 ? this.median(table) : 0);
  }

  /** The least that leaves out half of the counters or more. */
  private median(table: number): number {
    const { words, figures } = this.slab;
    const from = this.at[table] as number;
    let count = 0;
    for (let slot = from; slot < from + (1 << (this.bits[table] as number)); slot++) {
      if (words[slot * SLOT_WORDS + META] === 0) continue;
      this.counters[count++] = figures[slot * SLOT_FIGURES + BYTES] as number;
    }
    return selectSmallest(this.counters, count, (count - 1) >>> 1);
  }

  /** Puts what is above `less` into the block at `target` (twice as large), or back into its own where that is -1. */
  private move(table: number, target: number, less: number): void {
    const count = this.keepAbove(table, less, target >= 0);
    const bits = this.bits[table] as number;
    if (target >= 0) {
      this.slab.give(this.at[table] as number, bits);
      this.at[table] = target;
      this.bits[table] = bits + 1;
    } else {
      this.slab.clear(this.at[table] as number, bits);
      this.errors[table] = (this.errors[table] as number) + less;
    }
    this.used[table] = count;
    for (let i = 0; i < count; i++) {
      const slot = this.freeSlot(table, hashKey(this.kept, i * SLOT_WORDS, this.limits.seed));
      for (let word = 0; word < SLOT_WORDS; word++) {
        this.slab.words[slot * SLOT_WORDS + word] = this.kept[i * SLOT_WORDS + word] as number;
      }
    }
  }

  /** Copies the slots above `less` aside, less by that much, packets in proportion; all of them where a table only grows. */
  private keepAbove(table: number, less: number, all: boolean): number {
    const { words, figures } = this.slab;
    const from = this.at[table] as number;
    let count = 0;
    for (let slot = from; slot < from + (1 << (this.bits[table] as number)); slot++) {
      if (words[slot * SLOT_WORDS + META] === 0) continue;
      const bytes = figures[slot * SLOT_FIGURES + BYTES] as number;
      if (!all && bytes <= less) continue;
      const packets = figures[slot * SLOT_FIGURES + PACKETS] as number;
      for (let word = 0; word < KEY_WORDS; word++) {
        this.kept[count * SLOT_WORDS + word] = words[slot * SLOT_WORDS + word] as number;
      }
      this.keptFigures[count * SLOT_FIGURES + BYTES] = bytes - less;
      this.keptFigures[count * SLOT_FIGURES + PACKETS] = less === 0 ? packets : packets * ((bytes - less) / bytes);
      count++;
    }
    return count;
  }
}

function capacityOf(bits: number): number {
  return 3 << (bits - 2);
}
