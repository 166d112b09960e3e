// A minute as one writer sees it, into the file of its day. Saved again it replaces what this writer saved of it before.
import type { LoadMinute, TrafficMinute } from '../../model/index.ts';
import { CHUNK_ROWS, type Column, ECHOES, MINUTE_COLUMNS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { markSame, packPlain } from './pack.ts';
import { writeReport } from './report.ts';
import { packTalkers, TalkerTableBuilder } from './talker-table.ts';

/** Source of a row that has none, in `LoadMinute`. */
export const NO_SOURCE = 255;

/** Who writes: a collector, and the run of its process (unique). */
export interface Writer {
  readonly collector: string;
  readonly run: string;
}

/** Inside a transaction. The number of this writer in the file. */
export function writerIn({ sqlite }: TrafficFile, { collector, run }: Writer): number {
  sqlite.prepare('INSERT OR IGNORE INTO writer (collector, run) VALUES (?, ?)').run(collector, run);
  const [row] = sqlite.prepare('SELECT writer FROM writer WHERE run = ?').all<{ writer: number }>(run);
  return row?.writer ?? 0;
}

/** Inside a transaction. `saved` is another number each time. */
export function saveMinute(file: TrafficFile, writer: number, saved: number, minute: TrafficMinute): void {
  const { links, sqlite } = file;
  const at = minute.loads.minute * 60;
  const places = links.places(minute.loads);
  links.add(minute.talkers.map(({ link }) => link));
  const columns = columnsOf(minute.loads, places, links.chunks * CHUNK_ROWS);
  const talkers = talkersOf(file, minute);
  const insert = sqlite.prepare(
    `INSERT OR REPLACE INTO minute (chunk, at, writer, saved, size, ${MINUTE_COLUMNS.join(', ')}, talkers)
     VALUES (?, ?, ?, ?, ?, ${MINUTE_COLUMNS.map(() => '?').join(', ')}, ?)`,
  );
  for (let chunk = 0; chunk < links.chunks; chunk++) {
    const from = chunk * CHUNK_ROWS;
    const size = Math.min(CHUNK_ROWS, links.rows - from);
    const packed = columns.map((column) => packPlain(column.subarray(from, from + size)));
    const table = talkers[chunk]?.build();
    insert.run(chunk, at, writer, saved, size, ...packed, table ? packTalkers(table) : NONE);
  }
  writeReport(file, at, writer, minute);
}

const NONE = new Uint8Array(0);

/** In the order of MINUTE_COLUMNS. */
function columnsOf(loads: LoadMinute, places: Uint32Array, size: number): Float32Array[] {
  const bytes = spread(loads.bytes, places, size);
  return MINUTE_COLUMNS.map((name) => {
    const values = name === 'bytes' ? bytes : spread(figuresOf(loads, name), places, size);
    if (name === 'source') forgetNone(values);
    if (ECHOES.includes(name)) markSame(values, bytes);
    return values;
  });
}

function figuresOf(loads: LoadMinute, name: Column): ArrayLike<number> {
  if (name === 'minutes' || name === 'peak') return [];
  return name === 'source' ? loads.sources : loads[name];
}

function spread(figures: ArrayLike<number>, places: Uint32Array, size: number): Float32Array {
  const values = new Float32Array(size).fill(Number.NaN);
  for (let index = 0; index < places.length; index++) values[places[index] as number] = figures[index] as number;
  return values;
}

function forgetNone(sources: Float32Array): void {
  for (let row = 0; row < sources.length; row++) if (sources[row] === NO_SOURCE) sources[row] = Number.NaN;
}

/** By chunk. */
function talkersOf({ links }: TrafficFile, { talkers }: TrafficMinute): TalkerTableBuilder[] {
  const tables: TalkerTableBuilder[] = [];
  for (const { link, side, key, bytes, packets } of talkers) {
    const row = links.rowOf(link, side);
    const chunk = Math.floor(row / CHUNK_ROWS);
    tables[chunk] ??= new TalkerTableBuilder();
    tables[chunk].addKey(0, row, key, bytes, packets);
  }
  return tables;
}
