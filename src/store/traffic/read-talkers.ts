// The talkers of a block of time: what was packed, and over it the minutes that were saved since; of several writers those that count.
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { type ChunkRange, readParts } from './read-cells.ts';
import { MINUTES } from './resolution.ts';
import { type TalkerTable, unpackTalkers } from './talker-table.ts';

/** Entries of one writer. Of `table` those count for which `counts` is true; `step` is its step in the block. */
export interface TalkerPart {
  readonly writer: number;
  readonly table: TalkerTable;
  readonly stepOf: (entry: number) => number;
  readonly counts: (entry: number) => boolean;
}

/** Every table that the block has; entries may be of other rows than those of the range. */
export function* readTalkers(file: TrafficFile, start: number, range: ChunkRange): Generator<TalkerPart> {
  const isBest = file.resolution === MINUTES ? bestWriters(file, start, range) : () => true;
  for (const part of readTalkerParts(file, start, range)) {
    const { writer, table, stepOf } = part;
    yield {
      ...part,
      counts: (entry) => part.counts(entry) && isBest(writer, table.rows[entry] as number, stepOf(entry)),
    };
  }
}

/** As `readTalkers`, of every writer all. */
export function* readTalkerParts(file: TrafficFile, start: number, range: ChunkRange): Generator<TalkerPart> {
  const { sqlite, resolution } = file;
  const [firstRow, endRow] = [range.fromChunk * CHUNK_ROWS, range.toChunk * CHUNK_ROWS];
  const fresh = sqlite
    .prepare('SELECT at, writer, talkers FROM minute WHERE at >= ? AND at < ? ORDER BY at, writer')
    .all<{ at: number; writer: number; talkers: Uint8Array }>(start, start + resolution.blockSeconds)
    .map((row) => ({ ...row, step: (row.at - start) / resolution.seconds }));
  const replaced = new Set(fresh.map(({ writer, step }) => `${writer} ${step}`));
  const select = sqlite.prepare('SELECT writer, talkers FROM block WHERE start = ? AND chunk = ? ORDER BY writer');
  for (let chunk = range.fromChunk; chunk < range.toChunk; chunk++) {
    for (const { writer, talkers } of select.all<{ writer: number; talkers: Uint8Array }>(start, chunk)) {
      const table = unpackTalkers(talkers);
      const stepOf = (entry: number) => table.steps[entry] as number;
      const counts = replaced.size === 0 ? () => true : (entry: number) => !replaced.has(`${writer} ${stepOf(entry)}`);
      yield { writer, table, stepOf, counts };
    }
  }
  for (const { writer, talkers, step } of fresh) {
    const table = unpackTalkers(talkers);
    const isInside = (row: number) => row >= firstRow && row < endRow;
    yield { writer, table, stepOf: () => step, counts: (entry) => isInside(table.rows[entry] as number) };
  }
}

/** Of several writers those count that observed the row from the best place in that step; see `mergeWriters`. */
function bestWriters(file: TrafficFile, start: number, range: ChunkRange) {
  const parts = readParts(file, start, range, ['source']);
  if (parts.size < 2) return () => true;
  return (writer: number, row: number, step: number) => {
    const sourceOf = (writer: number) => {
      const part = parts.get(writer);
      const source = part?.columns.source[(row - range.fromChunk * CHUNK_ROWS) * part.steps + step] ?? Number.NaN;
      return Number.isNaN(source) ? Number.POSITIVE_INFINITY : source;
    };
    const own = sourceOf(writer);
    return [...parts.keys()].every((other) => sourceOf(other) >= own);
  };
}
