// The figures of a block of time: what was packed, and over it the minutes that were saved since; of several writers what counts.
import { Cells, CHUNK_ROWS, COLUMNS, type Column, ECHOES, MINUTE_COLUMNS, mergeWriters } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { resolveSame, unpackPlain, unpackPlanes } from './pack.ts';
import { MINUTES, stepsOf } from './resolution.ts';

/** Rows from `fromChunk` × CHUNK_ROWS up to but not with `toChunk` × CHUNK_ROWS. */
export interface ChunkRange {
  readonly fromChunk: number;
  readonly toChunk: number;
}

/** Null where nothing is kept of that time. Row 0 of the answer is the first of the range. */
export function readCells(
  file: TrafficFile,
  start: number,
  range: ChunkRange,
  wanted: readonly Column[],
): Cells | null {
  const isFine = file.resolution === MINUTES;
  const stored = (isFine ? MINUTE_COLUMNS : COLUMNS).filter((name) => name === 'bytes' || wanted.includes(name));
  const needsSource = isFine && !stored.includes('source') && writerCount(file) > 1;
  const parts = readParts(file, start, range, needsSource ? [...stored, 'source'] : stored);
  const merged = mergeWriters([...parts.values()], file.resolution.seconds);
  return merged && isFine ? withMinutes(merged, wanted) : merged;
}

/** By writer. `names` has `bytes` where it has a column that may be an echo of it. */
export function readParts(
  file: TrafficFile,
  start: number,
  range: ChunkRange,
  names: readonly Column[],
): Map<number, Cells> {
  const parts = new Map<number, Cells>();
  const rows = (range.toChunk - range.fromChunk) * CHUNK_ROWS;
  const partOf = (writer: number) => {
    const part = parts.get(writer) ?? new Cells(rows, stepsOf(file.resolution), names);
    parts.set(writer, part);
    return part;
  };
  readBlocks(file, start, range, names, partOf);
  if (file.resolution === MINUTES) readMinutes(file, start, range, names, partOf);
  for (const { columns } of parts.values()) {
    for (const name of ECHOES) if (columns[name].length > 0) resolveSame(columns[name], columns.bytes);
  }
  return parts;
}

type PartOf = (writer: number) => Cells;
type Row = Readonly<Record<Column, Uint8Array | null>> & { readonly writer: number };

function readBlocks(
  { sqlite }: TrafficFile,
  start: number,
  { fromChunk, toChunk }: ChunkRange,
  names: readonly Column[],
  partOf: PartOf,
): void {
  const sql = `SELECT chunk, writer, ${names.join(', ')} FROM block WHERE start = ? AND chunk = ?`;
  const select = sqlite.prepare(sql);
  for (let chunk = fromChunk; chunk < toChunk; chunk++) {
    for (const row of select.all<Row>(start, chunk)) {
      const { columns, steps } = partOf(row.writer);
      const [from, to] = [(chunk - fromChunk) * CHUNK_ROWS * steps, (chunk - fromChunk + 1) * CHUNK_ROWS * steps];
      for (const name of names) {
        const packed = row[name];
        if (packed) unpackPlanes(packed, columns[name].subarray(from, to));
      }
    }
  }
}

function readMinutes(
  { sqlite, resolution }: TrafficFile,
  start: number,
  { fromChunk, toChunk }: ChunkRange,
  names: readonly Column[],
  partOf: PartOf,
): void {
  const select = sqlite.prepare(
    `SELECT at, writer, size, ${names.join(', ')} FROM minute WHERE chunk = ? AND at >= ? AND at < ?`,
  );
  for (let chunk = fromChunk; chunk < toChunk; chunk++) {
    const rows = select.all<Row & { at: number; size: number }>(chunk, start, start + resolution.blockSeconds);
    for (const row of rows) {
      const { columns, steps } = partOf(row.writer);
      const from = (chunk - fromChunk) * CHUNK_ROWS * steps + (row.at - start) / resolution.seconds;
      for (const name of names) {
        const column = columns[name];
        for (let index = 0; index < CHUNK_ROWS; index++) column[from + index * steps] = Number.NaN;
        const packed = row[name];
        if (packed) unpackPlain(packed, column, from, steps, row.size);
      }
    }
  }
}

function writerCount({ sqlite }: TrafficFile): number {
  const [row] = sqlite.prepare('SELECT count(*) AS count FROM writer').all<{ count: number }>();
  return row?.count ?? 0;
}

/** `minutes` and `peak` of a step that is a minute. */
function withMinutes(cells: Cells, wanted: readonly Column[]): Cells {
  const { bytes } = cells.columns;
  const minutes = wanted.includes('minutes') ? bytes.map((value) => (Number.isNaN(value) ? value : 1)) : NONE;
  const peak = wanted.includes('peak') ? bytes : NONE;
  return { ...cells, columns: { ...cells.columns, minutes, peak } };
}

const NONE = new Float32Array(0);
