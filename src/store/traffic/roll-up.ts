// Rolling up: what a file holds goes, in coarser steps, into a file of the next rung of the ladder, before it is deleted.
import { addUp, Cells, CHUNK_ROWS, COLUMNS } from './cells.ts';
import type { TrafficFile, TrafficFolder } from './folder.ts';
import { readCells } from './read-cells.ts';
import { addReports, type Report, readReports, writeReport } from './report.ts';
import { type FileName, fileAt, floorTo, type Resolution, stepsOf } from './resolution.ts';
import { RolledTalkers } from './rolled-talkers.ts';
import { packBlock, writeBlock } from './write-block.ts';

/** In files that are rolled up, several writers are one. */
const MERGED = 0;

export function rollUp(folder: TrafficFolder, name: FileName, coarser: Resolution): void {
  const target = fileAt(coarser, name.from);
  for (let start = name.from; start < name.to; start += coarser.blockSeconds) {
    const starts = folder.read(name, (file) => startsIn(file, start, start + coarser.blockSeconds)) ?? [];
    if (starts.length === 0) continue;
    folder.write(target, (into) => folder.read(name, (from) => rollUpBlock(from, starts, into, start)));
  }
}

/** Starts of the blocks that have anything. */
function startsIn({ sqlite, resolution }: TrafficFile, from: number, to: number): number[] {
  const sql = `SELECT start FROM block WHERE start >= ?1 AND start < ?2
    UNION SELECT at FROM minute WHERE at >= ?1 AND at < ?2 UNION SELECT at FROM report WHERE at >= ?1 AND at < ?2`;
  const rows = sqlite.prepare(sql.replaceAll(/\?[12]/g, '?')).all<{ start: number }>(from, to, from, to, from, to);
  return [...new Set(rows.map(({ start }) => floorTo(start, resolution.blockSeconds)))].sort((a, b) => a - b);
}

/** Inside a transaction on `into`. */
function rollUpBlock(from: TrafficFile, starts: readonly number[], into: TrafficFile, start: number): void {
  const rowsThere = rowsIn(from, into);
  const all = { fromChunk: 0, toChunk: into.links.chunks };
  const cells = new Cells(into.links.chunks * CHUNK_ROWS, stepsOf(into.resolution), COLUMNS);
  const stepAt = (source: number) => (step: number) =>
    Math.floor((source + step * from.resolution.seconds - start) / into.resolution.seconds);
  for (const source of starts) {
    const fine = readCells(from, source, { fromChunk: 0, toChunk: from.links.chunks }, COLUMNS);
    if (fine) foldBlock(fine, rowsThere, stepAt(source), cells);
  }
  const older = readCells(into, start, all, COLUMNS);
  const isOlder = older ? keepFuller(cells, older) : () => false;
  const talkers = new RolledTalkers(cells.steps);
  talkers.keep(into, start, isOlder);
  for (const source of starts) talkers.add(from, source, rowsThere, stepAt(source));
  const tables = talkers.tables();
  for (const block of packBlock(cells, COLUMNS, (chunk) => tables[chunk] ?? null)) {
    writeBlock(into, start, MERGED, block);
  }
  rollUpReports(from, into, start);
}

/** The row in `into` of each row of `from`. */
function rowsIn(from: TrafficFile, into: TrafficFile): Uint32Array {
  const links = Array.from({ length: from.links.rows / 2 }, (_, slot) => from.links.linkAt(2 * slot));
  into.links.add(links);
  return Uint32Array.from({ length: from.links.rows }, (_, row) =>
    into.links.rowOf(from.links.linkAt(row), row % 2 === 0 ? 0 : 1),
  );
}

/** Column by column, because that is how they stand in memory. */
function foldBlock(fine: Cells, rowsThere: Uint32Array, stepAt: (step: number) => number, into: Cells): void {
  const targets = Uint32Array.from({ length: fine.steps }, (_, step) => stepAt(step));
  for (const name of COLUMNS) {
    const [column, target] = [fine.columns[name], into.columns[name]];
    for (let row = 0; row < rowsThere.length; row++) {
      const first = (rowsThere[row] as number) * into.steps;
      for (let step = 0; step < fine.steps; step++) {
        const cell = first + (targets[step] as number);
        target[cell] = addUp(target[cell] as number, column[row * fine.steps + step] as number, name);
      }
    }
  }
}

/**
 * What was rolled up before from more minutes stays: the file it was made of is gone, and what came in late is less. Tells of which cells
 * that is so.
 */
function keepFuller(cells: Cells, older: Cells): (cell: number) => boolean {
  const kept = new Set<number>();
  const count = (of: Cells, cell: number) => of.columns.minutes[cell] || 0;
  for (let cell = 0; cell < cells.columns.bytes.length; cell++) {
    if (count(older, cell) <= count(cells, cell)) continue;
    kept.add(cell);
    for (const name of COLUMNS) cells.columns[name][cell] = older.columns[name][cell] as number;
  }
  return (cell) => kept.has(cell);
}

function rollUpReports(from: TrafficFile, into: TrafficFile, start: number): void {
  const { seconds, blockSeconds } = into.resolution;
  const rolled = new Map<number, Report>();
  for (const [at, report] of readReports(from, start, start + blockSeconds)) {
    const step = floorTo(at, seconds);
    const known = rolled.get(step);
    rolled.set(step, known ? addReports(known, report) : report);
  }
  const older = readReports(into, start, start + blockSeconds);
  for (const [at, report] of rolled) {
    const known = older.get(at);
    if (!known || datagrams(known) <= datagrams(report)) writeReport(into, at, MERGED, report);
  }
}

function datagrams({ exporters }: Report): number {
  return exporters.reduce((sum, exporter) => sum + exporter.datagrams, 0);
}
