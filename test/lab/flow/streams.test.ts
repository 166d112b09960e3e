// Streams and samplers: packets are counted once however time is cut, and one in N is one in N.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketSampler } from '../../../src/lab/export/packet-sampler.ts';
import { createRandom } from '../../../src/lab/traffic/random.ts';
import type { Stream } from '../../../src/lab/traffic/stream.ts';
import { Streams } from '../../../src/lab/traffic/streams.ts';
import { TrafficPlan, type TrafficPlanInput } from '../../../src/lab/traffic/traffic-plan.ts';

const START = 1_790_000_000_000;

function plan(conversation: Partial<TrafficPlanInput['conversations'][number]>): TrafficPlan {
  const forward = { packetsPerSecond: 10, sizes: [100] };
  return TrafficPlan.parse({ conversations: [{ name: 'one', from: 'a', to: 'b', forward, ...conversation }] });
}

function streamsOf(given: TrafficPlan, fromMs: number, toMs: number): readonly Stream[] {
  return new Streams(given, START, fromMs, () => 1).during(fromMs, toMs);
}

function count(given: TrafficPlan, fromMs: number, toMs: number): [number, number] {
  const parts = streamsOf(given, fromMs, toMs).map((stream) => {
    const [first, end] = [stream.indexAt(fromMs), stream.indexAt(toMs)];
    return [end - first, stream.bytesOf(first, end)] as const;
  });
  return [parts.reduce((sum, [packets]) => sum + packets, 0), parts.reduce((sum, [, bytes]) => sum + bytes, 0)];
}

const conversations = fc.record({
  forward: fc.record({
    packetsPerSecond: fc.double({ min: 0.01, max: 5000, noNaN: true }),
    sizes: fc.array(fc.integer({ min: 46, max: 1500 }), { minLength: 1, maxLength: 7 }),
    packets: fc.integer({ min: 1, max: 2000 }),
  }),
  everySeconds: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  startSeconds: fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined }),
  seconds: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
});

describe('streams', () => {
  it('have as many packets in two parts of a time as in the whole', () => {
    const offset = fc.integer({ min: -60_000, max: 60_000 });
    fc.assert(
      fc.property(conversations, offset, offset, offset, (conversation, ...times) => {
        const given = plan(conversation);
        const [a = 0, b = 0, c = 0] = times.map((time) => START + time).sort((one, other) => one - other);
        const [first, second, whole] = [count(given, a, b), count(given, b, c), count(given, a, c)];
        expect([first[0] + second[0], first[1] + second[1]]).toEqual(whole);
      }),
    );
  });

  it('are the same in steps as at once', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        const given = plan(conversation);
        const walk = new Streams(given, START, START, () => 1);
        let packets = 0;
        for (let at = START; at < START + 30_000; at += 1000) {
          for (const stream of walk.during(at, at + 1000)) packets += stream.indexAt(at + 1000) - stream.indexAt(at);
        }
        expect(packets).toBe(count(given, START, START + 30_000)[0]);
      }),
      { numRuns: 50 },
    );
  });

  it('send what their plan says', () => {
    const page = plan({ everySeconds: 5, forward: { packetsPerSecond: 200, sizes: [60, 403], packets: 2 } });
    expect(count(page, START - 3_600_000, START)).toEqual([1440, 720 * 463]);
    const late = plan({ startSeconds: 10, seconds: 2 });
    expect(count(late, START, START + 10_000)).toEqual([0, 0]);
    expect(count(late, START, START + 3_600_000)).toEqual([20, 2000]);
    expect(count(plan({}), START - 1000, START + 1000)).toEqual([20, 2000]);
  });

  it('come back in the other direction, later', () => {
    const [there, back] = streamsOf(
      plan({ seconds: 1, startSeconds: 0, toPort: 80, back: { packetsPerSecond: 2, sizes: [60], afterMs: 5 } }),
      START,
      START + 1000,
    );
    expect(back?.shape).toMatchObject({ src: there?.shape.dst, dst: there?.shape.src, anchorMs: START + 5 });
    expect([0, 1].map((index) => back?.timeOf(index))).toEqual([START + 5, START + 505]);
  });

  it('refuse to happen again and again without an end', () => {
    expect(() => plan({ everySeconds: 5 })).toThrow(/must end/);
  });
});

describe('one packet in N', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });

  it('is the N-th of each N without chance, however the packets come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), cuts, (rate, parts) => {
        const sampler = new PacketSampler(rate, null);
        const chosen: number[] = [];
        let passed = 0;
        for (const part of parts) {
          for (const number of sampler.next(part)) chosen.push(passed + number);
          passed += part;
        }
        expect(chosen).toEqual(Array.from({ length: Math.floor(passed / rate) }, (_, i) => (i + 1) * rate - 1));
        expect(sampler.pool).toBe(passed);
      }),
    );
  });

  it('is any one of each N by chance, and each of them as often', () => {
    const rate = 16;
    const sampler = new PacketSampler(rate, createRandom('dice'));
    const places = new Array<number>(rate).fill(0);
    for (let group = 0; group < 16_000; group++) {
      const chosen = [...sampler.next(7), ...sampler.next(9).map((number) => number + 7)];
      expect(chosen).toHaveLength(1);
      places[chosen[0]!]! += 1;
    }
    // A thousand each; five standard deviations.
    for (const often of places) expect(Math.abs(often - 1000)).toBeLessThan(160);
  });
});
