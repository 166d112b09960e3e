// The print that tells a copy of a datagram from another one with the same number: it sees every field of repeated records.
import { expect, it } from 'vitest';
import { printOf } from '../../../src/flows/sequence.ts';

const HEADER = 24;

/** A full datagram of equal records; `field` is a word that is other in all of them. */
function datagram(recordLength: number, field: number | null): Uint8Array {
  const records = Math.floor((1464 - HEADER) / recordLength);
  const bytes = Buffer.alloc(HEADER + records * recordLength, 7);
  for (let i = 0; field !== null && i < records; i++)
    bytes.writeInt32BE(1234 + i, HEADER + i * recordLength + 4 * field);
  return bytes;
}

it.each([32, 36, 40, 44, 48, 52, 56, 60, 64, 72])('records of %i octets that differ in one field', (recordLength) => {
  const same = datagram(recordLength, null);
  const print = printOf(same, 0, same.length);
  const unseen = Array.from({ length: recordLength / 4 }, (_, field) => field).filter((field) => {
    const other = datagram(recordLength, field);
    return printOf(other, 0, other.length) === print;
  });
  expect(unseen).toEqual([]);
});
