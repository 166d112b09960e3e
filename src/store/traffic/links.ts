// The links of one file by number: a row of every column is a link and a direction.
import type { FlowSide, LoadMinute } from '../../model/index.ts';
import type { Sqlite } from '../sqlite.ts';
import { CHUNK_ROWS } from './cells.ts';

export class Links {
  readonly #sqlite: Sqlite;
  readonly #slots = new Map<string, number>();
  readonly #ids: string[] = [];
  #last: { readonly links: readonly string[]; readonly sides: Uint8Array; readonly places: Uint32Array } | null = null;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Learns what has been written since. */
  refresh(): void {
    const sql = 'SELECT slot, id FROM link WHERE slot >= ? ORDER BY slot';
    for (const { slot, id } of this.#sqlite.prepare(sql).all<{ slot: number; id: string }>(this.#ids.length)) {
      this.#slots.set(id, slot);
      this.#ids[slot] = id;
    }
  }

  /** Inside a transaction, after `refresh`: gives a number to those that have none. Forgets them all where it is rolled back: `forget`. */
  add(ids: Iterable<string>): void {
    const insert = this.#sqlite.prepare('INSERT INTO link VALUES (?, ?)');
    for (const id of ids) {
      if (this.#slots.has(id)) continue;
      const slot = this.#ids.length;
      insert.run(slot, id);
      this.#slots.set(id, slot);
      this.#ids.push(id);
    }
  }

  /** Inside a transaction, after `refresh`: the row of each row of the minute; links that are new get their numbers. */
  places({ links, sides }: Pick<LoadMinute, 'links' | 'sides'>): Uint32Array {
    const last = this.#last;
    // Mostly they are those of the minute before.
    if (last && isSame(links, last.links) && isSame(sides, last.sides)) return last.places;
    this.add(links);
    const places = new Uint32Array(links.length);
    for (let index = 0; index < links.length; index++) {
      places[index] = this.rowOf(links[index] as string, sides[index] === 1 ? 1 : 0);
    }
    this.#last = { links: [...links], sides: sides.slice(), places };
    return places;
  }

  forget(): void {
    this.#slots.clear();
    this.#ids.length = 0;
    this.#last = null;
  }

  get rows(): number {
    return 2 * this.#ids.length;
  }

  /** So many that every row has one. */
  get chunks(): number {
    return Math.ceil(this.rows / CHUNK_ROWS);
  }

  /** -1 where the file does not have the link. */
  rowOf(id: string, side: FlowSide): number {
    const slot = this.#slots.get(id);
    return slot === undefined ? -1 : 2 * slot + side;
  }

  linkAt(row: number): string {
    return this.#ids[row >> 1] ?? '';
  }
}

export function sideOf(row: number): FlowSide {
  return row % 2 === 0 ? 0 : 1;
}

function isSame<T>(one: ArrayLike<T>, other: ArrayLike<T>): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
