// What a traffic store must answer, told in the plainest way: everything kept in memory as objects, and counted anew for each question.
import {
  type FlowKey,
  type FlowSide,
  LOAD_SOURCES,
  type LoadMinute,
  type Talker,
  type TrafficMinute,
} from '../../src/model/index.ts';
import { keyText } from '../../src/store/traffic/talker-keys.ts';

/** Of a talker query. */
export const GROUPS = {
  src: ({ src }: FlowKey) => src,
  proto: ({ proto }: FlowKey) => String(proto),
  link: (_: FlowKey, link: string) => link,
} as const;

export interface Row {
  readonly bytes: number;
  readonly packets: number;
  readonly variance: number;
  /** NaN: none. */
  readonly source: number;
  readonly covered: number;
  readonly ingressFar: number;
  readonly egressNear: number;
  readonly counters: number;
  readonly flags: number;
}

const FIGURES = ['bytes', 'packets', 'variance', 'covered', 'ingressFar', 'egressNear', 'counters', 'flags'] as const;
const EVIDENCE: readonly string[] = ['ingressFar', 'egressNear', 'counters'];

export function rowOf(figures: Partial<Row>): Row {
  const none = Number.NaN;
  return {
    ...{ bytes: none, packets: none, variance: 0, source: none, covered: 0 },
    ...{ ingressFar: none, egressNear: none, counters: none, flags: 0, ...figures },
  };
}

/** `a--b 0` → its row. */
export function loadMinute(minute: number, rows: Readonly<Record<string, Row>>): LoadMinute {
  const places = Object.keys(rows).map((place) => place.split(' ') as [string, string]);
  const column = (name: keyof Row) => Float64Array.from(Object.values(rows), (row) => row[name]);
  return {
    ...{ minute, links: places.map(([link]) => link), sides: Uint8Array.from(places, ([, side]) => Number(side)) },
    ...{ bytes: column('bytes'), packets: column('packets'), variance: column('variance') },
    sources: Uint8Array.from(column('source'), (source) => (Number.isNaN(source) ? 255 : source)),
    ...{ covered: column('covered'), ingressFar: column('ingressFar'), egressNear: column('egressNear') },
    ...{ counters: column('counters'), flags: Uint8Array.from(column('flags')) },
  };
}

export function trafficMinute(
  minute: number,
  rows: Readonly<Record<string, Row>>,
  talkers: readonly Talker[] = [],
  late = 0,
): TrafficMinute {
  const unattributed = { bytes: late, packets: late, reasons: late === 0 ? {} : { late } };
  return { loads: loadMinute(minute, rows), talkers, unattributed, exporters: [], snapshot: null };
}

interface Conversation {
  readonly text: string;
  readonly talker: Talker;
  bytes: number;
  packets: number;
}

/** What the links carried in a step. */
interface Step {
  readonly rows: Map<string, Row & { readonly minutes: number; readonly peak: number }>;
  /** By place, then key. */
  readonly talkers: Map<string, { readonly most: number; readonly conversations: Conversation[] }>;
  readonly late: number;
}

export class TrafficModel {
  readonly #writers = new Map<string, Map<number, TrafficMinute>>();
  readonly #steps = new Map<string, Step | null>();

  save(writer: string, minutes: readonly TrafficMinute[]): void {
    this.#steps.clear();
    const kept = this.#writers.get(writer) ?? new Map<number, TrafficMinute>();
    this.#writers.set(writer, kept);
    for (const minute of minutes) kept.set(minute.loads.minute, minute);
  }

  /** The steps of the ladder that `minute` begins: `ladder` is the lengths in minutes, each made of the one before. */
  step(minute: number, ladder: readonly number[]): Step | null {
    const place = `${minute} ${ladder}`;
    const known = this.#steps.get(place);
    if (known !== undefined) return known;
    const step = this.#step(minute, ladder);
    this.#steps.set(place, step);
    return step;
  }

  #step(minute: number, ladder: readonly number[]): Step | null {
    const length = ladder.at(-1) ?? 1;
    if (length === 1) return this.#minute(minute);
    const finer = ladder.slice(0, -1);
    const parts: Step[] = [];
    for (let at = minute; at < minute + length; at += finer.at(-1) ?? 1) {
      const part = this.step(at, finer);
      if (part) parts.push(part);
    }
    return parts.length === 0 ? null : { rows: foldRows(parts), talkers: foldTalkers(parts), late: sum(parts, 'late') };
  }

  #minute(minute: number): Step | null {
    const parts = [...this.#writers.values()].flatMap((kept) => kept.get(minute) ?? []);
    if (parts.length === 0) return null;
    const sources = parts.map((part) => new Map(rowsOf(part).map(([place, row]) => [place, row.source])));
    const rankOf = (part: number, place: string) => {
      const source = sources[part]?.get(place) ?? Number.NaN;
      return Number.isNaN(source) ? 99 : source;
    };
    const isBest = (part: number, place: string) =>
      parts.every((_, other) => rankOf(other, place) >= rankOf(part, place));
    const rows: Step['rows'] = new Map();
    for (const place of new Set(sources.flatMap((ofPart) => [...ofPart.keys()]))) {
      const all = parts.map((part) => new Map(rowsOf(part)).get(place));
      const best = all.filter((_, part) => isBest(part, place));
      const figures = FIGURES.map((name) => {
        const values = (EVIDENCE.includes(name) ? all : best).map((row) => row?.[name] ?? Number.NaN);
        return [name, name === 'flags' ? orAll(values) : sumOf(values)] as const;
      });
      const row = {
        ...(Object.fromEntries(figures) as unknown as Row),
        source: best.find((found) => found)?.source ?? Number.NaN,
      };
      const covered = Math.min(60, row.covered);
      rows.set(place, { ...row, covered, minutes: Number.isNaN(row.bytes) ? 0 : 1, peak: row.bytes });
    }
    const talkers: Step['talkers'] = new Map();
    for (const [index, part] of parts.entries()) {
      for (const talker of part.talkers) {
        const place = `${talker.link} ${talker.side}`;
        if (!isBest(index, place)) continue;
        const known = talkers.get(place) ?? { most: 0, conversations: [] };
        addConversation(known.conversations, talker, talker.bytes, talker.packets);
        talkers.set(place, { most: known.most + 1, conversations: known.conversations });
      }
    }
    return { rows, talkers, late: parts.reduce((total, part) => total + part.unattributed.bytes, 0) };
  }
}

function rowsOf({ loads }: TrafficMinute): [string, Row][] {
  return loads.links.map((link, index) => {
    const source = loads.sources[index]!;
    const at = (name: Exclude<keyof Row, 'source'>) => loads[name][index]!;
    const row = Object.fromEntries(FIGURES.map((name) => [name, at(name)])) as unknown as Row;
    return [
      `${link} ${loads.sides[index]}`,
      { ...row, source: LOAD_SOURCES[source] === undefined ? Number.NaN : source },
    ];
  });
}

function foldRows(parts: readonly Step[]): Step['rows'] {
  const places = new Set(parts.flatMap(({ rows }) => [...rows.keys()]));
  return new Map(
    [...places].map((place) => {
      const rows = parts.flatMap((part) => part.rows.get(place) ?? []);
      const figures = FIGURES.map((name) => {
        const values = rows.map((row) => row[name]);
        return [name, name === 'flags' ? orAll(values) : sumOf(values)] as const;
      });
      const largest = (name: 'source' | 'peak') => {
        const values = rows.map((row) => row[name]).filter((value) => !Number.isNaN(value));
        return values.length === 0 ? Number.NaN : Math.max(...values);
      };
      const folded = Object.fromEntries(figures) as unknown as Row;
      const minutes = rows.reduce((total, row) => total + row.minutes, 0);
      return [place, { ...folded, source: largest('source'), peak: largest('peak'), minutes }] as const;
    }),
  );
}

/** Of each place so many as the finer step that has most. */
function foldTalkers(parts: readonly Step[]): Step['talkers'] {
  const folded: Step['talkers'] = new Map();
  for (const place of new Set(parts.flatMap(({ talkers }) => [...talkers.keys()]))) {
    const conversations: Conversation[] = [];
    let most = 0;
    for (const { talkers } of parts) {
      const part = talkers.get(place);
      most = Math.max(most, part?.most ?? 0);
      for (const { talker, bytes, packets } of part?.conversations ?? []) {
        addConversation(conversations, talker, bytes, packets);
      }
    }
    conversations.sort((a, b) => b.bytes - a.bytes || (a.text < b.text ? -1 : 1));
    const kept = conversations.slice(0, most);
    folded.set(place, { most: kept.length, conversations: kept });
  }
  return folded;
}

function addConversation(conversations: Conversation[], talker: Talker, bytes: number, packets: number): void {
  const text = keyText(talker.key);
  const known = conversations.find((conversation) => conversation.text === text);
  if (!known) conversations.push({ text, talker, bytes, packets });
  else {
    known.bytes += bytes;
    known.packets += packets;
  }
}

/** Of those that are known; NaN where none is. */
export function sumOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b, 0);
}

function orAll(values: readonly number[]): number {
  return values.reduce((a, b) => a | (Number.isNaN(b) ? 0 : b), 0);
}

function sum(parts: readonly Step[], name: 'late'): number {
  return parts.reduce((total, part) => total + part[name], 0);
}

export function talker(link: string, side: FlowSide, key: number, bytes: number): Talker {
  const ends = { src: `10.0.0.${key}`, dst: `2001:db8::${key}`, srcPort: 50_000 + key, dstPort: 443 };
  return {
    ...{ link, side, bytes, packets: Math.ceil(bytes / 100) },
    key: {
      ...ends,
      proto: key % 2 === 0 ? 6 : 17,
      dscp: null,
      srcAs: key === 0 ? null : 4_200_000_000 + key,
      dstAs: 0,
    },
  };
}
