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

/** Null: the conversation does not tell. */
export type GroupOf = (key: FlowKey, link: string, side: FlowSide) => string | null;

/**
 * `pair` is `SRC > DST`; `port` is `PROTO/PORT` of the lower of the two ports, which is mostly the service; `as` is `SRC > DST`;
 * `link` is the id of the link.
 */
export const TALKER_GROUPS = ['src', 'dst', 'pair', 'port', 'proto', 'dscp', 'as', 'link'] as const;
export type TalkerGroup = (typeof TALKER_GROUPS)[number];

export interface TalkerQuery {
  /** Of this link only; else of the whole network. */
  readonly link?: string;
  readonly side?: FlowSide;
  /** A function groups by what the store does not know, such as countries. */
  readonly by: TalkerGroup | GroupOf;
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

const GROUPS: Readonly<Record<TalkerGroup, GroupOf>> = {
  src: ({ src }) => src,
  dst: ({ dst }) => dst,
  pair: ({ src, dst }) => (src === null || dst === null ? null : `${src} > ${dst}`),
  port: ({ proto, srcPort, dstPort }) => {
    if (srcPort === null && dstPort === null) return null;
    return `${proto ?? '?'}/${Math.min(srcPort ?? 65_535, dstPort ?? 65_535)}`;
  },
  proto: ({ proto }) => proto?.toString() ?? null,
  dscp: ({ dscp }) => dscp?.toString() ?? null,
  as: ({ srcAs, dstAs }) => (srcAs === null && dstAs === null ? null : `${srcAs ?? '?'} > ${dstAs ?? '?'}`),
  link: (_, link) => link,
};

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
  const groupOf = grouping(file, query, keys);
  const names: (string | null)[] = [];
  const numbers = new Map<string | null, number>();
  const largest = new SumTable();
  for (let entry = 0; entry < seen.size; entry++) {
    const [when, row] = [seen.first[entry] as number, seen.second[entry] as number];
    const group = groupOf(Math.floor(when / steps), row);
    if (group === undefined) continue;
    const number = numbers.get(group) ?? names.push(group) - 1;
    numbers.set(group, number);
    const place = largest.entryOf(when, number);
    if ((seen.bytes[entry] as number) < (largest.bytes[place] as number)) continue;
    largest.bytes[place] = seen.bytes[entry] as number;
    largest.packets[place] = seen.packets[entry] as number;
  }
  const groups = new Map<string | null, Sum>();
  for (let entry = 0; entry < largest.size; entry++) {
    const sum = { bytes: largest.bytes[entry] as number, packets: largest.packets[entry] as number };
    addTo(groups, names[largest.second[entry] as number] ?? null, sum);
  }
  return groups;
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

/** The group of a conversation on a row; undefined where it is not asked for. */
function grouping({ links }: TrafficFile, { by, filter }: TalkerQuery, keys: TalkerKeys) {
  const groupOf = typeof by === 'function' ? by : GROUPS[by];
  const isOfKey = typeof by !== 'function' && by !== 'link' && filter === undefined;
  const known: (string | null)[] = [];
  return (number: number, row: number): string | null | undefined => {
    const cached = known[number];
    if (cached !== undefined) return cached;
    const [key, link, side] = [keys.keyAt(number), links.linkAt(row), sideOf(row)];
    if (filter?.(key, link, side) === false) return undefined;
    const group = groupOf(key, link, side);
    if (isOfKey) known[number] = group;
    return group;
  };
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
