// What must hold in every network: loads are the truth, nothing counts twice, nothing is lost silently.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOKED } from '../../../src/flows/index.ts';
import { directions, meter } from './scene.ts';
import { world } from './worlds.ts';

describe('loads in any network, by any mix of protocols and settings', () => {
  it('are exactly what passed where a link was measured, and never more elsewhere', () => {
    const met = { exact: 0, less: 0, halves: 0 };
    fc.assert(
      fc.property(world, ({ network, records, truth, certain }) => {
        const metered = meter(network);
        metered.add(records);
        const loads = metered.loads(0, 140);
        for (const [name, bytes] of truth) {
          const { there } = directions(loads, name);
          if (certain.has(name)) {
            expect([name, there.bytes]).toEqual([name, bytes]);
            met.exact++;
          } else {
            expect(there.bytes ?? 0).toBeLessThanOrEqual(bytes);
            met.less++;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(met.exact).toBeGreaterThan(1000);
    expect(met.less).toBeGreaterThan(50);
  });

  it('and what counts nowhere are together what was told', () => {
    let lost = 0;
    fc.assert(
      fc.property(world, ({ network, records }) => {
        const metered = meter(network, {}, 16);
        let seen = 0;
        for (let from = 0; from < records.length; from += 16) {
          metered.add(records.slice(from, from + 16));
          const { size, rank, bytes } = metered.meter.bookings;
          for (let i = 0; i < size; i++) if (rank[i]! <= BOOKED.egressNear) seen += bytes[i]!;
        }
        const told = records.reduce(
          (sum, { type, bytes, packets = 1 }) => sum + bytes + (type === 'sflow5' ? 0 : 18 * packets),
          0,
        );
        const { unattributed } = metered.loads(0, 140);
        expect(seen + unattributed.bytes).toBe(told);
        expect(Object.values(unattributed.reasons).reduce((sum, one) => sum + one, 0)).toBe(unattributed.bytes);
        lost += unattributed.bytes;
      }),
    );
    expect(lost).toBeGreaterThan(0);
  });

  it('are conserved over a cut: what enters a router that is measured on all sides leaves it', () => {
    let routers = 0;
    fc.assert(
      fc.property(world, ({ network, records, truth, certain }) => {
        const metered = meter(network);
        metered.add(records);
        const loads = metered.loads(0, 140);
        const around = (router: string, at: 0 | 1) =>
          [...truth.keys()].filter((name) => name.split(' -- ')[at]!.startsWith(`${router}:`));
        for (const router of Object.keys(network.devices).filter((name) => name.startsWith('r'))) {
          const [into, outOf] = [around(router, 1), around(router, 0)];
          const isWhole = network.links.some((text) => text.includes(`host${router.slice(1)}`));
          if (!isWhole || ![...into, ...outOf].every((name) => certain.has(name))) continue;
          const sum = (names: readonly string[]) =>
            names.reduce((total, name) => total + (directions(loads, name).there.bytes ?? 0), 0);
          expect(sum(into)).toBe(sum(outOf));
          routers++;
        }
      }),
    );
    expect(routers).toBeGreaterThan(20);
  });

  it('do not depend on how rows are put into batches', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 40 }), ({ network, records }, size) => {
        const [one, other] = [meter(network, {}, 512), meter(network, {}, size)];
        one.add(records);
        other.add(records);
        expect(other.loads(0, 140)).toEqual(one.loads(0, 140));
      }),
      { numRuns: 50 },
    );
  });
});
