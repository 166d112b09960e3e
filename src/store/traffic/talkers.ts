// Who talked: conversations of a link or of the whole network, grouped.
import { compareText, type FlowKey, type FlowSide } from '../../model/index.ts';
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { sideOf } from './links.ts';
import type { ChunkRange } from './read-cells.ts';
import { readTalkers } from './read-talkers.ts';
import { stepsOf } from './resolution.ts';
import { KeyDictionary } from './talker-table.ts';
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

/** One conversation on one link and direction in one step. */
interface Seen extends Sum {
  readonly group: string | null;
  /** Number of the conversation × steps + step. */
  readonly when: number;
}

/** A conversation crosses several links: of each step and group its largest figure counts, once. */
function inBlock(file: TrafficFile, block: BlockTime, query: TalkerQuery): Map<string | null, Sum> {
  const largest = new Map<string | null, Map<number, Sum>>();
  for (const { group, when, bytes, packets } of seenIn(file, block, query)) {
    const conversations = largest.get(group) ?? new Map<number, Sum>();
    largest.set(group, conversations);
    if (bytes >= (conversations.get(when)?.bytes ?? 0)) conversations.set(when, { bytes, packets });
  }
  const groups = new Map<string | null, Sum>();
  for (const [group, conversations] of largest) for (const sum of conversations.values()) addTo(groups, group, sum);
  return groups;
}

/** Of several writers, such as the runs before and after a restart, added up. */
function seenIn(file: TrafficFile, block: BlockTime, query: TalkerQuery): Iterable<Seen> {
  const seen = new Map<number, Seen>();
  const dictionary = new KeyDictionary();
  const steps = stepsOf(file.resolution);
  const groupOf = typeof query.by === 'function' ? query.by : GROUPS[query.by];
  for (const { table, stepOf, counts } of readTalkers(file, block.start, rangeOf(file, query.link))) {
    const numbers = table.dictionary.map((key) => dictionary.idOf(key));
    for (let entry = 0; entry < table.rows.length; entry++) {
      const [row, step, index] = [table.rows[entry] as number, stepOf(entry), table.keys[entry] as number];
      if (step < block.fromStep || step >= block.toStep) continue;
      const [link, side, key] = [file.links.linkAt(row), sideOf(row), table.dictionary[index] as FlowKey];
      if (!isAsked(query, key, link, side) || !counts(entry)) continue;
      const when = (numbers[index] as number) * steps + step;
      const known = seen.get(when * file.links.rows + row);
      const sum = addUp(known, { bytes: table.bytes[entry] as number, packets: table.packets[entry] as number });
      const group = known ? known.group : groupOf(key, link, side);
      seen.set(when * file.links.rows + row, { ...sum, group, when });
    }
  }
  return seen.values();
}

function isAsked(query: TalkerQuery, key: FlowKey, link: string, side: FlowSide): boolean {
  if (query.link !== undefined && query.link !== link) return false;
  if (query.side !== undefined && query.side !== side) return false;
  return query.filter?.(key, link, side) ?? true;
}

/** The chunk that the link stands in; without a link all. */
function rangeOf({ links }: TrafficFile, link: string | undefined): ChunkRange {
  if (link === undefined) return { fromChunk: 0, toChunk: links.chunks };
  const row = links.rowOf(link, 0);
  const chunk = Math.floor(row / CHUNK_ROWS);
  return row < 0 ? { fromChunk: 0, toChunk: 0 } : { fromChunk: chunk, toChunk: chunk + 1 };
}

function addTo(groups: Map<string | null, Sum>, group: string | null, sum: Sum): void {
  groups.set(group, addUp(groups.get(group), sum));
}

function addUp(one: Sum | undefined, other: Sum): Sum {
  return { bytes: (one?.bytes ?? 0) + other.bytes, packets: (one?.packets ?? 0) + other.packets };
}
