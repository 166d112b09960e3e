// Packing: the figures and talkers of a block of time, in chunks of rows.
import { type Cells, CHUNK_ROWS, type Column, ECHOES } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { markSame, packPlanes } from './pack.ts';
import { packTalkers, type TalkerTable } from './talker-table.ts';

/** Ready to be written. */
export interface PackedBlock {
  readonly chunk: number;
  readonly columns: ReadonlyMap<Column, Uint8Array>;
  readonly talkers: Uint8Array;
}

/** `cells` begin with row 0 and are not to be used afterwards; `talkersOf` gives those of a chunk, rows counted in the file. */
export function* packBlock(
  cells: Cells,
  names: readonly Column[],
  talkersOf: (chunk: number) => TalkerTable | null,
): Generator<PackedBlock> {
  for (const name of ECHOES) if (names.includes(name)) markSame(cells.columns[name], cells.columns.bytes);
  const size = CHUNK_ROWS * cells.steps;
  for (let chunk = 0; chunk * CHUNK_ROWS < cells.rows; chunk++) {
    const slices = names.map((name) => [name, cells.columns[name].subarray(chunk * size, (chunk + 1) * size)] as const);
    const talkers = talkersOf(chunk);
    yield {
      chunk,
      columns: new Map(slices.map(([name, values]) => [name, packPlanes(values)])),
      talkers: talkers ? packTalkers(talkers) : new Uint8Array(0),
    };
  }
}

/** Inside a transaction. */
export function writeBlock({ sqlite }: TrafficFile, start: number, writer: number, block: PackedBlock): void {
  const names = [...block.columns.keys()];
  const sql = `INSERT OR REPLACE INTO block (start, chunk, writer, ${names.join(', ')}, talkers)
    VALUES (?, ?, ?, ${names.map(() => '?').join(', ')}, ?)`;
  sqlite.prepare(sql).run(start, block.chunk, writer, ...block.columns.values(), block.talkers);
}
