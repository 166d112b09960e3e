// Counts since the start become counts of each minute: together they are the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExporterLog } from '../../../src/app/flows/exporter-log.ts';
import type { ExporterCounts } from '../../../src/flows/index.ts';

const MINUTE = 60_000;

function counts(slot: number, datagrams: number, lost: number): ExporterCounts {
  return {
    ...{ slot, address: `192.0.2.${slot}`, protocols: ['netflow5'], sampling: [1], clockOffsetMs: 0 },
    ...{ datagrams, records: datagrams * 30, lost, expected: datagrams * 30 + lost, duplicates: 0, undecoded: 0 },
    ...{ firstSeen: 0, lastSeen: 0, problems: datagrams > 2 ? { FLOW_DATAGRAM_CUT: datagrams - 2 } : {} },
  };
}

const steps = fc.array(
  fc.record({
    slot: fc.nat(2),
    datagrams: fc.integer({ min: 1, max: 9 }),
    lost: fc.nat(3),
    waitMs: fc.nat(2 * MINUTE),
  }),
  { maxLength: 30 },
);

it('minutes add up to what was counted', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const log = new ExporterLog();
      const totals = new Map<number, ExporterCounts>();
      let now = 0;
      for (const { slot, datagrams, lost, waitMs } of all) {
        now += waitMs;
        const before = totals.get(slot);
        totals.set(slot, counts(slot, (before?.datagrams ?? 0) + datagrams, (before?.lost ?? 0) + lost));
        log.note([...totals.values()], now);
      }
      const minutes = Array.from({ length: Math.floor(now / MINUTE) + 1 }, (_, minute) => log.of(minute)).flat();
      for (const [slot, total] of totals) {
        const own = minutes.filter((one) => one.slot === slot);
        const sum = (read: (one: ExporterCounts) => number) => own.reduce((before, one) => before + read(one), 0);
        expect(sum((one) => one.datagrams)).toBe(total.datagrams);
        expect(sum((one) => one.records)).toBe(total.records);
        expect(sum((one) => one.lost)).toBe(total.lost);
        expect(sum((one) => one.problems.FLOW_DATAGRAM_CUT ?? 0)).toBe(total.problems.FLOW_DATAGRAM_CUT ?? 0);
      }
    }),
  );
});

it('a datagram that was late is lost no more', () => {
  const log = new ExporterLog();
  log.note([counts(1, 5, 3)], 0);
  log.note([counts(1, 6, 2)], 2 * MINUTE);
  expect(log.of(0)[0]?.lost).toBe(3);
  expect(log.of(2)[0]).toMatchObject({ datagrams: 1, lost: 0 });
});

it('forgets minutes that are final', () => {
  const log = new ExporterLog();
  log.note([counts(1, 5, 0)], 0);
  log.forgetBefore(1);
  expect(log.of(0)).toEqual([]);
});
