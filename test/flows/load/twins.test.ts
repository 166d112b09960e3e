// Equal records find each other, and no others do.
import { describe, expect, it } from 'vitest';
import { FlowBatch } from '../../../src/flows/index.ts';
import { Twins } from '../../../src/flows/load/twins.ts';
import { fill, type RecordScene, Slots } from './scene.ts';

const BASE: RecordScene = {
  from: '10.0.0.1',
  type: 'netflow5',
  in: 1,
  out: 2,
  bytes: 1000,
  packets: 3,
  first: 1,
  last: 2,
  key: 9,
};

function pairs(records: readonly RecordScene[], change?: (batch: FlowBatch) => void): number {
  const [batch, slots, twins] = [new FlowBatch(records.length), new Slots(), new Twins()];
  for (const record of records) fill(batch, record, slots);
  change?.(batch);
  let found = 0;
  for (let row = 0; row < batch.size; row++) if (twins.isSecond(batch, row)) found++;
  return found;
}

describe('twins', () => {
  it('are two and two', () => {
    expect([1, 2, 3, 4, 5].map((count) => pairs(Array.from({ length: count }, () => BASE)))).toEqual([0, 1, 1, 2, 2]);
  });

  it.each([
    ['exporter', { from: '10.0.0.2' }],
    ['port in', { in: 3 }],
    ['port out', { out: 3 }],
    ['octets', { bytes: 1001 }],
    ['packets', { packets: 4 }],
    ['beginning', { first: 1.001 }],
    ['end', { last: 2.001 }],
    ['address', { key: 10 }],
    ['time', { came: 13 }],
  ])('are none with another %s', (_, change) => {
    expect(
      pairs([
        { ...BASE, came: 2 },
        { ...BASE, came: 2, ...change },
      ]),
    ).toBe(0);
  });

  it.each(['srcPort', 'dstPort', 'proto', 'tos'] as const)('are none with another %s', (column) => {
    expect(pairs([BASE, BASE], (batch) => batch[column].fill(7, 1, 2))).toBe(0);
  });

  it('are none with another IPv6 address, in any of its words', () => {
    const six = { ...BASE, family: 6 as const };
    expect(pairs([six, six])).toBe(1);
    for (const word of [1, 2, 3]) {
      expect(pairs([six, six], (batch) => batch.src.fill(1, 4 + word, 5 + word))).toBe(0);
      expect(pairs([six, six], (batch) => batch.dst.fill(1, 4 + word, 5 + word))).toBe(0);
    }
  });

  it('are not told without addresses', () => {
    const { key: _, ...keyless } = BASE;
    expect(pairs([keyless, keyless])).toBe(0);
  });

  it('are all found among many others, and never among a hundred thousand that differ in little', () => {
    const others = Array.from({ length: 100_000 }, (_, i) => ({
      ...BASE,
      ...{ from: `10.0.0.${i & 7}`, in: 1 + ((i >> 3) & 3), out: 1 + ((i >> 5) & 3), bytes: 40 + ((i >> 7) & 1) },
      ...{ first: (i >> 8) & 3, last: 3 + ((i >> 10) & 1), key: i >> 11 },
    }));
    expect(pairs(others)).toBe(0);
    expect(pairs([...others, ...others])).toBe(100_000);
  });
});
