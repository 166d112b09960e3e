// Who talked: conversations of a link or of the whole network, grouped.
import { compareText, type FlowKey, type FlowSide } from '../../model/index.ts';
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { sideOf } from './links.ts';
import type { ChunkRange } from './read-cells.ts';
import { readTalkers } from './read-talkers.ts';
import { stepsOf } from './resolution.ts';
import { SumTable } from './sum-table.ts';
import { TalkerKeys } from './talker-keys.ts';
import { type BlockTime, blocksOf, type Window, type WindowReader } from './window.ts';

/** The group of a conversation on a link and direction; null where it does not tell. Asked once for each in every hour. */
export type GroupOf = (key: FlowKey, link: string, side: FlowSide) => string | null;

export interface TalkerQuery {
  /** Of this link only; else of the whole network. */
  readonly link?: string;
  readonly side?: FlowSide;
  readonly by: GroupOf;
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly filter?: (key: FlowKey, link: string, side: FlowSide) => boolean;
}

export interface TalkerRow {
  readonly group: string | null;
  readonly bytes: number;
  readonly packets: number;
}

export interface TopTalkers {
  /** ms since 1970: whole steps, within what is kept. */
  readonly from: number;
  readonly to: number;
  readonly resolutionSeconds: number;
  /** Largest first. */
  readonly rows: readonly TalkerRow[];
}

export function talkersOf(reader: WindowReader, window: Window, query: TalkerQuery): TopTalkers {
  const groups = new Map<string | null, Sum>();
  for (const block of blocksOf(window)) {
    const found = reader.read(block.file, (file) => inBlock(file, block, query)) ?? new Map<string | null, Sum>();
    for (const [group, sum] of found) addTo(groups, group, sum);
  }
  const rows = [...groups].map(([group, sums]) => ({ group, ...sums }));
  return {
    ...{ from: window.from * 1000, to: window.to * 1000, resolutionSeconds: window.resolution },
    rows: rows.sort((a, b) => b.bytes - a.bytes || compareText(a.group ?? '', b.group ?? '')).slice(0, query.n),
  };
}

interface Sum {
  readonly bytes: number;
  readonly packets: number;
}

/** A conversation crosses several links: of each step and group its largest figure counts, once. */
function inBlock(file: TrafficFile, block: BlockTime, query: TalkerQuery): Map<string | null, Sum> {
  const keys = new TalkerKeys();
  const steps = stepsOf(file.resolution);
  const seen = seenIn(file, block, query, keys);
  const groups = new Groups(file, query, keys);
  const largest = new SumTable();
  for (let entry = 0; entry < seen.size; entry++) {
    const [when, row] = [seen.first[entry] as number, seen.second[entry] as number];
    const group = groups.numberOf(Math.floor(when / steps), row);
    if (group < 0) continue;
    const place = largest.entryOf(when, group);
    if ((seen.bytes[entry] as number) < (largest.bytes[place] as number)) continue;
    largest.bytes[place] = seen.bytes[entry] as number;
    largest.packets[place] = seen.packets[entry] as number;
  }
  const { names } = groups;
  const sums = names.map(() => ({ bytes: 0, packets: 0 }));
  for (let entry = 0; entry < largest.size; entry++) {
    const sum = sums[largest.second[entry] as number];
    if (!sum) continue;
    sum.bytes += largest.bytes[entry] as number;
    sum.packets += largest.packets[entry] as number;
  }
  return new Map(names.map((name, number) => [name, sums[number] as Sum]));
}

/** By conversation × steps + step, and row. Of several writers, such as the runs before and after a restart, added up. */
function seenIn(file: TrafficFile, block: BlockTime, { link, side }: TalkerQuery, keys: TalkerKeys): SumTable {
  const seen = new SumTable();
  const steps = stepsOf(file.resolution);
  const first = link === undefined ? -1 : file.links.rowOf(link, 0);
  const isAsked = (row: number) => (first < 0 || row - sideOf(row) === first) && (side ?? sideOf(row)) === sideOf(row);
  const isInside = (step: number) => step >= block.fromStep && step < block.toStep;
  for (const { table, stepOf, counts } of readTalkers(file, block.start, rangeOf(file, link))) {
    const numbers = keys.numbersOf(table.dictionary);
    for (let entry = 0; entry < table.size; entry++) {
      const [row, step] = [table.rows[entry] as number, stepOf(entry)];
      if (!isAsked(row) || !isInside(step) || !counts(entry)) continue;
      const when = (numbers[table.keys[entry] as number] as number) * steps + step;
      seen.add(when, row, table.bytes[entry] as number, table.packets[entry] as number);
    }
  }
  return seen;
}

/** The groups of conversations, numbered. */
class Groups {
  readonly names: (string | null)[] = [];
  readonly #numbers = new Map<string | null, number>();
  readonly #file: TrafficFile;
  readonly #query: TalkerQuery;
  readonly #keys: TalkerKeys;
  /** Key and row: index into `#known`. */
  readonly #asked = new SumTable();
  readonly #known: number[] = [];

  constructor(file: TrafficFile, query: TalkerQuery, keys: TalkerKeys) {
    this.#file = file;
    this.#query = query;
    this.#keys = keys;
  }

  /** -1 where the conversation is not asked for. */
  numberOf(key: number, row: number): number {
    const index = this.#asked.entryOf(key, row);
    const known = this.#known[index] ?? this.#ask(key, row);
    this.#known[index] = known;
    return known;
  }

  #ask(number: number, row: number): number {
    const { by, filter } = this.#query;
    const [key, link, side] = [this.#keys.keyAt(number), this.#file.links.linkAt(row), sideOf(row)];
    if (filter?.(key, link, side) === false) return -1;
    const name = by(key, link, side);
    const group = this.#numbers.get(name) ?? this.names.push(name) - 1;
    this.#numbers.set(name, group);
    return group;
  }
}

/** The chunk that the link stands in; without a link all. */
function rangeOf({ links }: TrafficFile, link: string | undefined): ChunkRange {
  if (link === undefined) return { fromChunk: 0, toChunk: links.chunks };
  const row = links.rowOf(link, 0);
  const chunk = Math.floor(row / CHUNK_ROWS);
  return row < 0 ? { fromChunk: 0, toChunk: 0 } : { fromChunk: chunk, toChunk: chunk + 1 };
}

function addTo(groups: Map<string | null, Sum>, group: string | null, { bytes, packets }: Sum): void {
  const known = groups.get(group);
  groups.set(group, { bytes: (known?.bytes ?? 0) + bytes, packets: (known?.packets ?? 0) + packets });
}
