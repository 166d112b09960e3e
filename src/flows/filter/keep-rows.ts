// A batch without the rows that a filter refuses.
import type { FlowBatch } from '../batch.ts';
import type { RowTest } from './row-test.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Moves the rows that pass to the front, in their order, and forgets the others. */
export function keepRows(batch: FlowBatch, test: RowTest): void {
  const columns = Object.values(batch).filter((value): value is Column => ArrayBuffer.isView(value));
  let kept = 0;
  for (let row = 0; row < batch.size; row++) {
    if (!test(batch, row)) continue;
    if (kept !== row) for (const column of columns) copyRow(column, row, kept, column.length / batch.capacity);
    kept++;
  }
  batch.size = kept;
}

function copyRow(column: Column, from: number, to: number, words: number): void {
  column.copyWithin(to * words, from * words, (from + 1) * words);
}
