// Summaries of heavy conversations: Misra and Gries' frequent items with weights, in hash tables of fixed memory.
//
// A full table makes room by taking the median of its counters from each of them and leaving out those that reach 0
// (Anderson et al. 2017, "A High-Performance Algorithm for Identifying Frequent Items in Data Streams"). From then on conversations that
// are not in it wait outside until they, with those that share their cell, come to a few times that (after Homem and Carvalho 2010,
// "Finding top-k elements in data streams"): on a busy link most are never heard of again. What was taken is 2 ÷ `capacity` of all
// octets at most, since half of the counters had as much; what may wait is held to the same. So a counter is never above the truth, and
// below it by `error(table)` at most, 4 ÷ `capacity` of all octets. A table that was never full is exact.
import type { FlowBatch } from '../batch.ts';
import { emptyCells, freeSlot, readCounters, subtract } from './block.ts';
import { hashKey, isKeyAt, KEY_WORDS, writeKey } from './key.ts';
import { selectSmallest } from './select.ts';
import { BYTES, PACKETS, SLOT_BYTES, SLOT_CELLS, SLOT_FIGURES, SLOT_WORDS, Slab } from './slab.ts';

const SMALLEST_BITS = 4;
/** Cells go by other bits of the hash than slots. */
const CELL_SHIFT = 17;
/** How many times the median may wait outside. */
const MOST_WAITING = 4;

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
  /** By table: its block, and how many counters it has. */
  private readonly at: Int32Array;
  private readonly bits: Uint8Array;
  private readonly used: Uint16Array;
  /** Octets that each conversation may have lost: taken from counters, and waiting. */
  private readonly taken: Float64Array;
  private readonly waiting: Float64Array;
  /** Octets up to which conversations wait outside now. */
  private readonly gates: Float64Array;
  /** Of the last time that room was made: all octets until then, and those that counters were left with. */
  private readonly totals: Float64Array;
  private readonly left: Float64Array;
  private readonly counters: Float64Array;
  private readonly freeTables: number[] = [];
  private nextTable = 1;
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
    this.taken = new Float64Array(tables);
    this.waiting = new Float64Array(tables);
    this.gates = new Float64Array(tables);
    this.totals = new Float64Array(tables);
    this.left = new Float64Array(tables);
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
    this.reset(table);
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
    this.reset(table);
  }

  /** How far a conversation's octets may be below the truth, whether it is in the table or not. */
  error(table: number): number {
    return (this.taken[table] as number) + (this.waiting[table] as number);
  }

  /** The hash that `add` wants. */
  hash(batch: FlowBatch, row: number): number {
    return hashKey(batch, row, this.limits.seed);
  }

  /** Adds to the conversation of a row. */
  add(table: number, batch: FlowBatch, row: number, hash: number, bytes: number, packets: number): void {
    const { hashes, words, figures } = this.slab;
    const at = this.at[table] as number;
    const mask = (1 << (this.bits[table] as number)) - 1;
    let slot = at + (hash & mask);
    for (let found = hashes[slot]; found !== 0; found = hashes[slot]) {
      if (found === hash && isKeyAt(words, slot * SLOT_WORDS, batch, row)) {
        const figure = slot * SLOT_FIGURES;
        figures[figure + BYTES] = (figures[figure + BYTES] as number) + bytes;
        figures[figure + PACKETS] = (figures[figure + PACKETS] as number) + packets;
        return;
      }
      slot = at + ((slot - at + 1) & mask);
    }
    if (bytes < (this.gates[table] as number) && this.waits(table, hash, bytes)) return;
    if ((this.used[table] as number) >= capacityOf(this.bits[table] as number)) {
      this.makeRoom(table);
      slot = freeSlot(this.slab, this.at[table] as number, this.maskOf(table), hash);
    }
    hashes[slot] = hash;
    writeKey(words, slot * SLOT_WORDS, batch, row);
    figures[slot * SLOT_FIGURES + BYTES] = bytes;
    figures[slot * SLOT_FIGURES + PACKETS] = packets;
    this.used[table] = (this.used[table] as number) + 1;
  }

  /** Slots in use, the most octets first, at most `count` (from 1); equal ones in the order of their keys. */
  largest(table: number, count: number): number[] {
    const { slab, counters } = this;
    const { hashes, figures } = slab;
    const [from, mask] = [this.at[table] as number, this.maskOf(table)];
    const used = readCounters(slab, from, mask, counters);
    // Few of many are wanted: only those that may be among them are sorted.
    const least = used > count ? selectSmallest(counters, used, used - count) : 0;
    const slots: number[] = [];
    for (let slot = from; slot <= from + mask; slot++) {
      if (hashes[slot] !== 0 && (figures[slot * SLOT_FIGURES + BYTES] as number) >= least) slots.push(slot);
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

  private maskOf(table: number): number {
    return (1 << (this.bits[table] as number)) - 1;
  }

  private reset(table: number): void {
    this.used[table] = 0;
    for (const column of [this.taken, this.waiting, this.gates, this.totals, this.left]) column[table] = 0;
  }

  private compareKeys(a: number, b: number): number {
    const { words } = this.slab;
    for (let i = 0; i < KEY_WORDS; i++) {
      const difference = (words[a * SLOT_WORDS + i] as number) - (words[b * SLOT_WORDS + i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Whether a conversation that is not in the table stays outside for now. */
  private waits(table: number, hash: number, bytes: number): boolean {
    const { cells } = this.slab;
    const mask = SLOT_CELLS * (this.maskOf(table) + 1) - 1;
    const cell = SLOT_CELLS * (this.at[table] as number) + ((hash >>> CELL_SHIFT) & mask);
    const sum = (cells[cell] as number) + bytes;
    if (sum > (this.gates[table] as number)) return false;
    cells[cell] = sum;
    return true;
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
    const { slab } = this;
    const from = this.at[table] as number;
    const bits = this.bits[table] as number;
    this.totals[table] = (this.totals[table] as number) + emptyCells(slab, from, this.maskOf(table));
    this.gates[table] = 0;
    this.at[table] = larger;
    this.bits[table] = bits + 1;
    for (let slot = from; slot < from + (1 << bits); slot++) {
      const hash = slab.hashes[slot] as number;
      if (hash !== 0) slab.copy(slot, freeSlot(slab, larger, this.maskOf(table), hash));
    }
    slab.give(from, bits);
  }

  /** Takes the median from every counter, and opens the gate for what is more than a few times that. */
  private purge(table: number): void {
    const { slab, counters } = this;
    const [at, mask] = [this.at[table] as number, this.maskOf(table)];
    const count = readCounters(slab, at, mask, counters);
    // The least that leaves out half of the counters or more.
    const less = selectSmallest(counters, count, (count - 1) >>> 1);
    let [before, after] = [0, 0];
    for (let i = 0; i < count; i++) {
      before += counters[i] as number;
      after += Math.max((counters[i] as number) - less, 0);
    }
    const total = (this.totals[table] as number) + before - (this.left[table] as number) + emptyCells(slab, at, mask);
    const mayWait = (2 * total) / capacityOf(this.bits[table] as number) - (this.waiting[table] as number);
    const gate = Math.max(0, Math.min(MOST_WAITING * less, mayWait));
    this.used[table] = subtract(slab, at, mask, less);
    this.taken[table] = (this.taken[table] as number) + less;
    this.waiting[table] = (this.waiting[table] as number) + gate;
    this.gates[table] = gate;
    this.totals[table] = total;
    this.left[table] = after;
  }
}

function capacityOf(bits: number): number {
  return 3 << (bits - 2);
}
