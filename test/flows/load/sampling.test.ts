// Estimates from samples: their bounds hold the truth as often as they say.
import { describe, expect, it } from 'vitest';
import { directions, meter, type RecordScene } from './scene.ts';

const CABLE = 'r1:Gi0/1 -- r2:Gi0/1';
const NETWORK = {
  devices: {
    r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1 } },
    r2: { address: '10.0.0.2', ports: { 'Gi0/1': 1 } },
  },
  links: [CABLE],
};

/** Mulberry32: the same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Trial {
  readonly truth: number;
  readonly records: readonly RecordScene[];
}

const SIZES = [64, 64, 576, 1518] as const;

/** Every packet is looked at with the chance of one in `rate`. */
function sflow(next: () => number, packets: number, rate: number): Trial {
  let truth = 0;
  const records: RecordScene[] = [];
  for (let i = 0; i < packets; i++) {
    const bytes = SIZES[Math.floor(next() * SIZES.length)]!;
    truth += bytes;
    if (next() * rate >= 1) continue;
    records.push({ from: '10.0.0.2', type: 'sflow5', way: 'ingress', in: 1, out: 9, seenAt: 1, bytes, rate });
  }
  return { truth, records };
}

/** Flows of packets of one size each; a record tells the sampled packets of a flow. */
function netflow(next: () => number, flows: number, rate: number): Trial {
  let truth = 0;
  const records: RecordScene[] = [];
  for (let i = 0; i < flows; i++) {
    const [size, count] = [SIZES[Math.floor(next() * SIZES.length)]!, 1 + Math.floor(next() * 400)];
    truth += count * size;
    const packets = Array.from({ length: count }, next).filter((chance) => chance * rate < 1).length;
    if (packets > 0)
      records.push({ from: '10.0.0.2', way: 'ingress', in: 1, out: 9, bytes: packets * (size - 18), packets, rate });
  }
  return { truth, records };
}

/** Share of trials whose bounds hold the truth, and the mean of estimate ÷ truth. */
function judge(trials: number, make: (next: () => number) => Trial): { held: number; mean: number } {
  const next = random(20261121);
  let [held, known, sum] = [0, 0, 0];
  for (let i = 0; i < trials; i++) {
    const { truth, records } = make(next);
    const metered = meter(NETWORK);
    metered.add(records);
    const { bytes, interval } = directions(metered.loads(), CABLE).there;
    sum += (bytes ?? 0) / truth;
    if (interval === null) continue;
    known++;
    if (interval.low <= truth && truth <= interval.high) held++;
  }
  return { held: held / known, mean: sum / trials };
}

describe('95 % bounds of an estimate', () => {
  it.each([
    ['sFlow, 1 in 100, 50 samples', (next: () => number) => sflow(next, 5000, 100)],
    ['sFlow, 1 in 10, 200 samples', (next: () => number) => sflow(next, 2000, 10)],
    ['sFlow, 1 in 2', (next: () => number) => sflow(next, 400, 2)],
    ['NetFlow, 1 in 100, 40 flows', (next: () => number) => netflow(next, 40, 100)],
    ['NetFlow, 1 in 500, 100 flows', (next: () => number) => netflow(next, 100, 500)],
  ])('hold the truth 95 times in 100: %s', (_, make) => {
    const { held, mean } = judge(400, make);
    expect(held).toBeGreaterThan(0.925);
    expect(held).toBeLessThan(0.99);
    expect(Math.abs(mean - 1)).toBeLessThan(0.03);
  });

  it('hold it with a handful of samples too', () => {
    const { held } = judge(400, (next) => sflow(next, 500, 100));
    expect(held).toBeGreaterThan(0.9);
  });

  it('are none where every packet was counted', () => {
    const metered = meter(NETWORK);
    metered.add([{ from: '10.0.0.2', way: 'ingress', in: 1, out: 9, bytes: 982, rate: 1 }]);
    expect(directions(metered.loads(), CABLE).there.interval).toBeNull();
  });
});
