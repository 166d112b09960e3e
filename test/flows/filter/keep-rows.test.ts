// Rows that a filter refuses are gone, the others are whole and in order.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FlowBatch, keepRows } from '../../../src/flows/index.ts';

it('keeps what passes, every column of it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.nat(60_000), kept: fc.boolean() }), { maxLength: 16 }), (rows) => {
      const batch = new FlowBatch(16);
      rows.forEach(({ id }, row) => {
        batch.srcPort[row] = id;
        batch.bytes[row] = id * 3;
        batch.src.fill(id, 4 * row, 4 * row + 4);
      });
      batch.size = rows.length;
      keepRows(batch, (_, row) => rows[row]?.kept ?? false);
      const wanted = rows.filter(({ kept }) => kept).map(({ id }) => id);
      expect([...batch.srcPort.subarray(0, batch.size)]).toEqual(wanted);
      expect([...batch.bytes.subarray(0, batch.size)]).toEqual(wanted.map((id) => id * 3));
      expect([...batch.src.subarray(0, 4 * batch.size)]).toEqual(wanted.flatMap((id) => [id, id, id, id]));
    }),
  );
});
