// Figures of many links over some time, in columns: what is read, merged, added up and written.

/**
 * Of each link, direction and step. `covered`: seconds that were measured; `source`: index into LOAD_SOURCES; `minutes`: how many minutes
 * of the step have `bytes`; `peak`: `bytes` of the largest of them. The others as in `LoadMinute`. NaN: not known.
 */
export const COLUMNS = [
  ...(['bytes', 'covered', 'source', 'minutes', 'peak'] as const),
  ...(['packets', 'variance', 'ingressFar', 'egressNear', 'counters', 'flags'] as const),
] as const;
export type Column = (typeof COLUMNS)[number];

/** In a file of minutes, `minutes` and `peak` follow from `bytes` and are not written. */
export const MINUTE_COLUMNS: readonly Column[] = COLUMNS.filter((name) => name !== 'minutes' && name !== 'peak');

/** Mostly one of them is `bytes` itself, and `peak` may be. */
export const ECHOES: readonly Column[] = ['ingressFar', 'egressNear', 'counters', 'peak'];

/** Rows that are packed together. A row is a link and a direction: 2 × slot of the link + side. */
export const CHUNK_ROWS = 512;

/** Cell (row, step) stands at `row * steps + step` of every column. Columns that were not asked for are empty. */
export class Cells {
  readonly rows: number;
  readonly steps: number;
  readonly columns: Readonly<Record<Column, Float32Array>>;

  constructor(rows: number, steps: number, wanted: readonly Column[]) {
    this.rows = rows;
    this.steps = steps;
    const make = (name: Column) => new Float32Array(wanted.includes(name) ? rows * steps : 0).fill(Number.NaN);
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, make(name)])) as Record<Column, Float32Array>;
  }
}

/** Adds up steps `from` to `to` of a row into one cell of other cells. */
export function foldInto(into: Cells, cell: number, cells: Cells, row: number, from: number, to: number): void {
  const first = row * cells.steps;
  for (const name of COLUMNS) {
    const [column, target] = [cells.columns[name], into.columns[name]];
    if (column.length === 0 || target.length === 0) continue;
    let sum = target[cell] as number;
    for (let at = first + from; at < first + to; at++) sum = addUp(sum, column[at] as number, name);
    target[cell] = sum;
  }
}

/** Over time. The source is the weakest that was used, so that nobody takes the sum for better than its parts. */
export function addUp(sum: number, value: number, name: Column): number {
  if (Number.isNaN(value)) return sum;
  if (Number.isNaN(sum)) return value;
  if (name === 'flags') return sum | value;
  return name === 'peak' || name === 'source' ? Math.max(sum, value) : sum + value;
}

/**
 * Several writers saw one network. Of each link, direction and step only those count that observed it from the best place, because
 * figures of two places are never added; what they saw is added up. The evidence of each place is added up over all.
 */
export function mergeWriters(parts: readonly Cells[], stepSeconds: number): Cells | null {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? null;
  const wanted = COLUMNS.filter((name) => first.columns[name].length > 0);
  const merged = new Cells(first.rows, first.steps, wanted);
  for (let cell = 0; cell < first.rows * first.steps; cell++) mergeCell(merged, parts, cell, wanted);
  const { covered } = merged.columns;
  for (let cell = 0; cell < covered.length; cell++) {
    if ((covered[cell] as number) > stepSeconds) covered[cell] = stepSeconds;
  }
  return merged;
}

function mergeCell(merged: Cells, parts: readonly Cells[], cell: number, wanted: readonly Column[]): void {
  const best = bestSource(parts, cell);
  merged.columns.source[cell] = best;
  for (const name of wanted) {
    if (name === 'source') continue;
    const ofAll = name === 'ingressFar' || name === 'egressNear' || name === 'counters';
    let sum = Number.NaN;
    for (const part of parts) {
      const value = part.columns[name][cell] as number;
      if (ofAll || isFrom(part, cell, best)) sum = addUp(sum, value, name);
    }
    merged.columns[name][cell] = sum;
  }
}

/** NaN where none of them has one. */
function bestSource(parts: readonly Cells[], cell: number): number {
  let best = Number.NaN;
  for (const { columns } of parts) {
    const source = columns.source[cell] as number;
    if (!(source >= best)) best = Number.isNaN(source) ? best : source;
  }
  return best;
}

function isFrom({ columns }: Cells, cell: number, best: number): boolean {
  return Object.is(columns.source[cell], best);
}
