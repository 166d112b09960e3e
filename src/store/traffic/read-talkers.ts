// The talkers of a block of time: what was packed, and over it the minutes that were saved since; of several writers those that count.
import { CHUNK_ROWS } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { type ChunkRange, readParts } from './read-cells.ts';
import { MINUTES, stepsOf } from './resolution.ts';
import { type TalkerTable, unpackTalkers } from './talker-table.ts';

/** Entries of one writer and chunk. Those count for which `counts` is true; `stepOf` tells the step in the block. */
export interface TalkerPart {
  readonly writer: number;
  readonly chunk: number;
  readonly table: TalkerTable;
  readonly stepOf: (entry: number) => number;
  readonly counts: (entry: number) => boolean;
}

export function* readTalkers(file: TrafficFile, start: number, range: ChunkRange): Generator<TalkerPart> {
  const isBest = file.resolution === MINUTES ? bestWriters(file, start, range) : null;
  for (const part of readTalkerParts(file, start, range)) {
    if (isBest === null) yield part;
    else {
      const { writer, table, stepOf, counts } = part;
      const isCounted = (entry: number) => isBest(writer, table.rows[entry] as number, stepOf(entry));
      yield { ...part, counts: (entry) => counts(entry) && isCounted(entry) };
    }
  }
}

/** As `readTalkers`, of every writer all. */
export function* readTalkerParts(file: TrafficFile, start: number, range: ChunkRange): Generator<TalkerPart> {
  const { sqlite, resolution } = file;
  const fromMinutes = sqlite.prepare(
    'SELECT at, writer, talkers FROM minute WHERE chunk = ? AND at >= ? AND at < ? ORDER BY at, writer',
  );
  const fromBlocks = sqlite.prepare('SELECT writer, talkers FROM block WHERE start = ? AND chunk = ? ORDER BY writer');
  const steps = stepsOf(resolution);
  for (let chunk = range.fromChunk; chunk < range.toChunk; chunk++) {
    const minutes = fromMinutes
      .all<{ at: number; writer: number; talkers: Uint8Array }>(chunk, start, start + resolution.blockSeconds)
      .map((row) => ({ ...row, step: (row.at - start) / resolution.seconds }));
    const replaced = new Set(minutes.map(({ writer, step }) => writer * steps + step));
    for (const { writer, talkers } of fromBlocks.all<{ writer: number; talkers: Uint8Array }>(start, chunk)) {
      const table = unpackTalkers(talkers);
      const stepOf = (entry: number) => table.steps[entry] as number;
      const isKept = (entry: number) => !replaced.has(writer * steps + stepOf(entry));
      yield { writer, chunk, table, stepOf, counts: replaced.size === 0 ? () => true : isKept };
    }
    for (const { writer, talkers, step } of minutes) {
      yield { writer, chunk, table: unpackTalkers(talkers), stepOf: () => step, counts: () => true };
    }
  }
}

/** Of several writers those count that observed the row from the best place in that step; see `mergeWriters`. Null: there is one. */
function bestWriters(file: TrafficFile, start: number, range: ChunkRange) {
  const parts = readParts(file, start, range, ['source']);
  if (parts.size < 2) return null;
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
