// The minutes that are being counted, each with a table per link and side.
import type { Summaries } from './summaries.ts';

export const MINUTE_MS = 60_000;
/** Minutes counted at a time: more than the longest active timeout (IOS: 60 minutes). A power of two. */
const RING = 128;
const FIRST_PLACES = 256;

/** The tables of one minute. */
export class MinuteTables {
  readonly minute: number;
  /** ms since 1970; `end` is the first of the next minute. */
  readonly start: number;
  readonly end: number;
  private readonly summaries: Summaries;
  private tables = new Int32Array(FIRST_PLACES);
  private ranks = new Uint8Array(FIRST_PLACES);

  constructor(minute: number, summaries: Summaries) {
    this.minute = minute;
    this.start = minute * MINUTE_MS;
    this.end = this.start + MINUTE_MS;
    this.summaries = summaries;
  }

  /** The table that a booking of this rank counts in; 0 where a better one was met, or memory is at its end. */
  tableFor(place: number, rank: number): number {
    if (place >= this.tables.length) this.grow(place);
    const table = this.tables[place] as number;
    return table !== 0 && this.ranks[place] === rank ? table : this.choose(place, rank, table);
  }

  /** Table 0 where nothing was counted; else of which rank. */
  find(place: number): { readonly table: number; readonly rank: number } {
    return { table: this.tables[place] ?? 0, rank: this.ranks[place] ?? 0 };
  }

  close(): void {
    for (const table of this.tables) if (table !== 0) this.summaries.close(table);
  }

  /** The better place of observation rules: what worse ones had counted is forgotten. */
  private choose(place: number, rank: number, table: number): number {
    if (table !== 0 && rank > (this.ranks[place] as number)) return 0;
    this.ranks[place] = rank;
    if (table !== 0) this.summaries.empty(table);
    else this.tables[place] = this.summaries.open();
    return this.tables[place] as number;
  }

  private grow(place: number): void {
    const length = 2 * Math.max(place, this.tables.length);
    const [tables, ranks] = [this.tables, this.ranks];
    this.tables = new Int32Array(length);
    this.tables.set(tables);
    this.ranks = new Uint8Array(length);
    this.ranks.set(ranks);
  }
}

export class MinuteRing {
  private readonly summaries: Summaries;
  private readonly ring: (MinuteTables | null)[] = Array.from({ length: RING }, () => null);
  /** Minutes before this one take nothing more. */
  closedBefore = Number.NEGATIVE_INFINITY;

  constructor(summaries: Summaries) {
    this.summaries = summaries;
  }

  /** Null where that minute is over. */
  at(minute: number): MinuteTables | null {
    if (minute < this.closedBefore) return null;
    const found = this.ring[minute & (RING - 1)] as MinuteTables | null;
    return found !== null && found.minute === minute ? found : this.open(minute);
  }

  /** The oldest minute before `minute` that may still be counted. */
  oldestBefore(minute: number): number {
    return Math.max(this.closedBefore, minute - RING);
  }

  /** Null where nothing was counted. */
  find(minute: number): MinuteTables | null {
    const found = this.ring[minute & (RING - 1)];
    return found?.minute === minute ? found : null;
  }

  forgetBefore(minute: number): void {
    this.closedBefore = Math.max(this.closedBefore, minute);
    for (const [slot, tables] of this.ring.entries()) {
      if (tables === null || tables.minute >= minute) continue;
      tables.close();
      this.ring[slot] = null;
    }
    this.summaries.tidy();
  }

  private open(minute: number): MinuteTables | null {
    const slot = minute & (RING - 1);
    const before = this.ring[slot] as MinuteTables | null;
    if (before !== null && before.minute > minute) return null;
    before?.close();
    const tables = new MinuteTables(minute, this.summaries);
    this.ring[slot] = tables;
    return tables;
  }
}
