// Talkers of fine steps become those of a coarse one: of each link and direction the largest, as many as the finer step had that had most.
import { compareText } from '../../model/index.ts';
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { readTalkers } from './read-talkers.ts';
import { SumTable } from './sum-table.ts';
import { keyText, TalkerKeys } from './talker-keys.ts';
import { type TalkerTable, TalkerTableBuilder } from './talker-table.ts';

export class RolledTalkers {
  readonly #steps: number;
  readonly #keys = new TalkerKeys();
  /** By cell (row × steps + step) and key. */
  readonly #sums = new SumTable();
  /** By cell and fine step: how many, as `packets`. */
  readonly #counts = new SumTable();
  /** Cells of which what was there before is kept. */
  readonly #older = new Set<number>();

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Those of a block of the finer file. `rowsThere` and `stepAt` tell where its rows and steps go. */
  add(from: TrafficFile, start: number, rowsThere: Uint32Array, stepAt: (step: number) => number): void {
    for (const { table, stepOf, counts } of readTalkers(from, start, { fromChunk: 0, toChunk: from.links.chunks })) {
      const keys = this.#keys.numbersOf(table.dictionary);
      for (let entry = 0; entry < table.size; entry++) {
        if (!counts(entry)) continue;
        const step = stepOf(entry);
        const cell = (rowsThere[table.rows[entry] as number] as number) * this.#steps + stepAt(step);
        if (this.#older.has(cell)) continue;
        const key = keys[table.keys[entry] as number] as number;
        this.#sums.add(cell, key, table.bytes[entry] as number, table.packets[entry] as number);
        // Two blocks may have a step of one number.
        this.#counts.add(cell, start + step, 0, 1);
      }
    }
  }

  /** Before `add`: what is there already stays where `isOlder`. */
  keep(into: TrafficFile, start: number, isOlder: (cell: number) => boolean): void {
    for (const { table, stepOf } of readTalkers(into, start, { fromChunk: 0, toChunk: into.links.chunks })) {
      const keys = this.#keys.numbersOf(table.dictionary);
      for (let entry = 0; entry < table.size; entry++) {
        const cell = (table.rows[entry] as number) * this.#steps + stepOf(entry);
        if (!isOlder(cell)) continue;
        this.#older.add(cell);
        const key = keys[table.keys[entry] as number] as number;
        this.#sums.add(cell, key, table.bytes[entry] as number, table.packets[entry] as number);
        this.#counts.add(cell, 0, 0, 1);
      }
    }
  }

  /** By chunk of rows. */
  tables(): TalkerTable[] {
    const most = new Map<number, number>();
    for (let entry = 0; entry < this.#counts.size; entry++) {
      const cell = this.#counts.first[entry] as number;
      most.set(cell, Math.max(most.get(cell) ?? 0, this.#counts.packets[entry] as number));
    }
    const builders: TalkerTableBuilder[] = [];
    let [cell, rank] = [-1, 0];
    for (const entry of this.#largestFirst()) {
      const { first, second, bytes, packets } = this.#sums;
      if (first[entry] !== cell) [cell, rank] = [first[entry] as number, 0];
      if (rank++ >= (most.get(cell) ?? 0)) continue;
      const row = Math.floor(cell / this.#steps);
      const chunk = Math.floor(row / CHUNK_ROWS);
      builders[chunk] ??= new TalkerTableBuilder(this.#keys);
      const sum = [bytes[entry] as number, packets[entry] as number] as const;
      builders[chunk].add(cell % this.#steps, row, second[entry] as number, ...sum);
    }
    return builders.map((builder) => builder.build());
  }

  /** Cell by cell. */
  #largestFirst(): Uint32Array {
    const { size, first, second, bytes } = this.#sums;
    const textOf = (entry: number) => keyText(this.#keys.keyAt(second[entry] as number));
    return Uint32Array.from({ length: size }, (_, entry) => entry).sort(
      (a, b) =>
        (first[a] as number) - (first[b] as number) ||
        (bytes[b] as number) - (bytes[a] as number) ||
        compareText(textOf(a), textOf(b)),
    );
  }
}
