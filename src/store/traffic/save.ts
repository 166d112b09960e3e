// A minute as one writer sees it, into the file of its day. Saved again it replaces what this writer saved of it before.
import type { LoadMinute, TrafficMinute } from '../../model/index.ts';
import { type Column, ECHOES, MINUTE_COLUMNS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { markSame, packPlain } from './pack.ts';
import { writeReport } from './report.ts';
import { packTalkers, TalkerTableBuilder } from './talker-table.ts';

/** Source of a row that has none, in `LoadMinute`. */
const NO_SOURCE = 255;

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
  const at = minute.loads.minute * 60;
  const columns = columnsOf(file, minute);
  const names = [...columns.keys()];
  const sql = `INSERT OR REPLACE INTO minute (at, writer, saved, size, ${names.join(', ')}, talkers)
    VALUES (?, ?, ?, ?, ${names.map(() => '?').join(', ')}, ?)`;
  const { rows } = file.links;
  file.sqlite.prepare(sql).run(at, writer, saved, rows, ...columns.values(), talkersOf(file, minute));
  writeReport(file, at, writer, minute);
}

function columnsOf({ links }: TrafficFile, { loads, talkers }: TrafficMinute): Map<Column, Uint8Array> {
  links.add(loads.links);
  links.add(talkers.map(({ link }) => link));
  const places = Uint32Array.from(loads.links, (link, index) => links.rowOf(link, loads.sides[index] === 1 ? 1 : 0));
  const bytes = spread(loads.bytes, places, links.rows);
  const packed = new Map<Column, Uint8Array>();
  for (const name of MINUTE_COLUMNS) {
    const values = name === 'bytes' ? bytes : spread(figuresOf(loads, name), places, links.rows);
    if (ECHOES.includes(name)) markSame(values, bytes);
    packed.set(name, packPlain(values));
  }
  return packed;
}

function figuresOf(loads: LoadMinute, name: Column): ArrayLike<number> {
  if (name === 'source')
    return Float64Array.from(loads.sources, (source) => (source === NO_SOURCE ? Number.NaN : source));
  if (name === 'minutes' || name === 'peak') return [];
  return loads[name];
}

function spread(figures: ArrayLike<number>, places: Uint32Array, size: number): Float32Array {
  const values = new Float32Array(size).fill(Number.NaN);
  for (let index = 0; index < places.length; index++) values[places[index] as number] = figures[index] as number;
  return values;
}

function talkersOf({ links }: TrafficFile, { talkers }: TrafficMinute): Uint8Array {
  const table = new TalkerTableBuilder();
  for (const { link, side, key, bytes, packets } of talkers) table.add(0, links.rowOf(link, side), key, bytes, packets);
  return packTalkers(table.build());
}
