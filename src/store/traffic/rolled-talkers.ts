// Talkers of fine steps become those of a coarse one: of each link and direction the largest, as many as the finest step had at most.
import { compareText, type FlowKey } from '../../model/index.ts';
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { readTalkers } from './read-talkers.ts';
import { KeyDictionary, keyText, type TalkerTable, TalkerTableBuilder } from './talker-table.ts';

interface Entry {
  readonly key: FlowKey;
  bytes: number;
  packets: number;
}

interface Conversations {
  readonly entries: Map<number, Entry>;
  /** Entries of each fine step. */
  readonly counts: Map<number, number>;
}

export class RolledTalkers {
  readonly #steps: number;
  readonly #keys = new KeyDictionary();
  /** By cell: row × steps + step. */
  readonly #cells = new Map<number, Conversations>();

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Those of a block of the finer file. `rowsThere` and `stepAt` tell where its rows and steps go. */
  add(from: TrafficFile, start: number, rowsThere: Uint32Array, stepAt: (step: number) => number): void {
    const all = { fromChunk: 0, toChunk: from.links.chunks };
    for (const { table, stepOf, counts } of readTalkers(from, start, all)) {
      const keys = table.dictionary.map((key) => this.#keys.idOf(key));
      for (const [entry, row] of table.rows.entries()) {
        if (!counts(entry)) continue;
        const step = stepOf(entry);
        const cell = (rowsThere[row] as number) * this.#steps + stepAt(step);
        const key = keys[table.keys[entry] as number] as number;
        // Two blocks may have a step of one number.
        this.#note(cell, start + step, key, table.bytes[entry] as number, table.packets[entry] as number);
      }
    }
  }

  /** What is there already stays where `isOlder`; all else of it is dropped. */
  keep(into: TrafficFile, start: number, isOlder: (cell: number) => boolean): void {
    const cleared = new Set<number>();
    for (const { table, stepOf } of readTalkers(into, start, { fromChunk: 0, toChunk: into.links.chunks })) {
      for (const [entry, row] of table.rows.entries()) {
        const cell = row * this.#steps + stepOf(entry);
        if (!isOlder(cell)) continue;
        if (!cleared.has(cell)) this.#cells.delete(cell);
        cleared.add(cell);
        const key = this.#keys.idOf(table.dictionary[table.keys[entry] as number] as FlowKey);
        this.#note(cell, 0, key, table.bytes[entry] as number, table.packets[entry] as number);
      }
    }
  }

  /** Of a chunk of rows; null where there are none. */
  table(chunk: number): TalkerTable | null {
    const size = CHUNK_ROWS * this.#steps;
    const cells = [...this.#cells.keys()].filter((cell) => Math.floor(cell / size) === chunk).sort((a, b) => a - b);
    const builder = new TalkerTableBuilder();
    for (const cell of cells) {
      for (const { key, bytes, packets } of this.#largest(cell)) {
        builder.add(cell % this.#steps, Math.floor(cell / this.#steps), key, bytes, packets);
      }
    }
    return cells.length === 0 ? null : builder.build();
  }

  #largest(cell: number): Entry[] {
    const { entries, counts } = this.#cells.get(cell) ?? { entries: new Map(), counts: new Map() };
    const most = Math.max(0, ...counts.values());
    return [...entries.values()]
      .sort((a, b) => b.bytes - a.bytes || compareText(keyText(a.key), keyText(b.key)))
      .slice(0, most);
  }

  #note(cell: number, fineStep: number, key: number, bytes: number, packets: number): void {
    const known = this.#cells.get(cell) ?? { entries: new Map<number, Entry>(), counts: new Map<number, number>() };
    this.#cells.set(cell, known);
    known.counts.set(fineStep, (known.counts.get(fineStep) ?? 0) + 1);
    const entry = known.entries.get(key) ?? { key: this.#keys.keys[key] as FlowKey, bytes: 0, packets: 0 };
    entry.bytes += bytes;
    entry.packets += packets;
    known.entries.set(key, entry);
  }
}
