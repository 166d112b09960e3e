// Talkers beside the load meter: what they leave of a link's load is the others'.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DIRECTION,
  entrancesOf,
  FLOW_FLAGS,
  FLOW_PROTOCOLS,
  FlowBatch,
  KNOWN,
  LoadMeter,
  networkTalkers,
  portMapOf,
  TalkerMeter,
} from '../../../src/flows/index.ts';
import { LOAD_FLAGS, type Talker } from '../../../src/model/index.ts';
import { BUNDLE, CLIENT, CORE, EXPORTERS, INTERNET, MEMBER_1, smallNetwork } from './small-network.ts';

const MINUTE = 60_000;
const START = 1_000_000 * MINUTE;
const ADDRESSES = Object.values(EXPORTERS);

interface Flow {
  /** Position in ADDRESSES. */
  readonly exporter: number;
  readonly inIf: number;
  readonly outIf: number;
  readonly direction: keyof typeof DIRECTION;
  readonly protocol: keyof typeof FLOW_PROTOCOLS;
  readonly conversation: number;
  readonly bytes: number;
  readonly packets: number;
  readonly rate: number;
  /** ms after START that it came, and how long it had lasted. */
  readonly came: number;
  readonly lasted: number;
}

function batchOf(flows: readonly Flow[]): FlowBatch {
  const batch = new FlowBatch(Math.max(1, flows.length));
  flows.forEach((flow, row) => {
    const keys = KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto;
    batch.known[row] = keys | KNOWN.inIf | KNOWN.outIf | KNOWN.bytes | KNOWN.packets | KNOWN.times | KNOWN.rate;
    batch.protocol[row] = FLOW_PROTOCOLS[flow.protocol];
    batch.flags[row] = flow.protocol === 'sflow5' ? FLOW_FLAGS.frameBytes : 0;
    batch.exporter[row] = flow.exporter;
    batch.direction[row] = DIRECTION[flow.direction];
    batch.received[row] = START + flow.came;
    batch.last[row] = START + flow.came;
    batch.first[row] = START + flow.came - flow.lasted;
    batch.inIf[row] = flow.inIf;
    batch.outIf[row] = flow.outIf;
    batch.bytes[row] = flow.bytes;
    batch.packets[row] = flow.packets;
    batch.rate[row] = flow.rate;
    batch.family[row] = 4;
    batch.src[4 * row] = 0x0a000000 + flow.conversation;
    batch.dst[4 * row] = 0xc0000201;
    batch.srcPort[row] = 40_000 + flow.conversation;
    batch.dstPort[row] = 443;
    batch.proto[row] = 6;
  });
  batch.size = flows.length;
  return batch;
}

/** Minutes with their talkers, each as it was told last. */
function meter(flows: readonly Flow[], keep: number, map = portMapOf(smallNetwork())) {
  const loads = new LoadMeter(map, { addressOf: (slot) => ADDRESSES[slot] ?? '', batchSize: 64 });
  const talkers = new TalkerMeter({ keep, memoryBytes: 4 * 1024 * 1024 });
  const minutes = new Map<number, { load: Map<string, { bytes: number; flags: number }>; talkers: Talker[] }>();
  const tell = (nowMs: number) => {
    for (const { loads: minute } of loads.minutesChanged(nowMs)) {
      const load = new Map(
        minute.links.map((link, row) => [
          `${link} ${minute.sides[row]}`,
          { bytes: minute.bytes[row]!, flags: minute.flags[row]! },
        ]),
      );
      minutes.set(minute.minute, { load, talkers: talkers.talkersOf(minute, loads.bookings.links, map.links) });
    }
  };
  for (let from = 0; from < flows.length; from += 64) {
    const batch = batchOf(flows.slice(from, from + 64));
    talkers.add(batch, loads.add(batch));
    tell(START + flows[Math.min(from + 63, flows.length - 1)]!.came);
  }
  tell(START + 60 * MINUTE);
  return { minutes, talkers };
}

const flow: fc.Arbitrary<Flow> = fc.record({
  exporter: fc.nat({ max: 2 }),
  inIf: fc.constantFrom(0, 1, 2, 3, 100, 7),
  outIf: fc.constantFrom(0, 1, 2, 3, 100),
  direction: fc.constantFrom('unknown', 'ingress', 'ingress', 'egress'),
  protocol: fc.constant('netflow9' as const),
  conversation: fc.nat({ max: 300 }),
  bytes: fc.integer({ min: 40, max: 10_000_000 }),
  packets: fc.integer({ min: 1, max: 1000 }),
  rate: fc.constantFrom(1, 1, 100),
  came: fc.nat({ max: 20 * MINUTE }),
  lasted: fc.oneof(fc.constant(0), fc.nat({ max: 5 * MINUTE })),
});

const inOrder = (flows: readonly Flow[]) => [...flows].sort((a, b) => a.came - b.came);

describe('talkers and the load of their link', () => {
  it('have the same octets where every conversation is kept, whatever was observed where', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 200, size: 'max' }).map(inOrder), (flows) => {
        for (const { load, talkers } of meter(flows, 100).minutes.values()) {
          const sums = new Map<string, number>();
          for (const { link, side, bytes } of talkers) {
            sums.set(`${link} ${side}`, (sums.get(`${link} ${side}`) ?? 0) + bytes);
          }
          for (const [place, { bytes, flags }] of load) {
            // Of a bundle whose members were observed at different places, some have other talkers than the load is of.
            if (place.startsWith(BUNDLE) || (flags & LOAD_FLAGS.inferred) !== 0) continue;
            expect(sums.get(place) ?? 0).toBeCloseTo(bytes, 3);
            if (bytes > 0) compared++;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it('never have more, with few slots, each exporter speaking a protocol of its own', () => {
    let others = 0;
    const spoken = ['netflow5', 'netflow9', 'sflow5'] as const;
    const one = flow.map((any) => ({ ...any, protocol: spoken[any.exporter]! }));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 300, size: 'max' }).map(inOrder), (flows) => {
        for (const { load, talkers } of meter(flows, 1).minutes.values()) {
          for (const { link, side, bytes } of talkers) {
            const total = load.get(`${link} ${side}`);
            expect(total).toBeDefined();
            expect(bytes).toBeLessThanOrEqual(total!.bytes * (1 + 1e-9));
            others += total!.bytes - bytes;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(others).toBeGreaterThan(0);
  });
});

describe('a conversation through the network', () => {
  /** From the Client to the Internet, measured as it enters every router. */
  const through = (conversation: number, bytes: number, more: Partial<Flow> = {}): Flow[] =>
    [
      { exporter: 0, inIf: 1, outIf: 2 },
      { exporter: 1, inIf: 1, outIf: 2 },
      { exporter: 2, inIf: 1, outIf: 3 },
    ].map((hop) => ({
      ...hop,
      ...{ direction: 'ingress' as const, protocol: 'netflow9' as const, conversation, bytes, packets: 10, rate: 1 },
      ...{ came: 1000, lasted: 0 },
      ...more,
    }));
  const entrances = entrancesOf(smallNetwork(), new Set(Object.keys(EXPORTERS)));

  it('is a talker of each of its links, and of the bundle', () => {
    const { talkers } = meter(through(1, 1000), 5).minutes.get(START / MINUTE)!;
    const bytes = 1000 + 18 * 10;
    expect(talkers.map((talker) => [talker.link, talker.side, talker.bytes])).toEqual(
      [
        [CLIENT, 0, bytes],
        [INTERNET, 1, bytes],
        [CORE, 0, bytes],
        [MEMBER_1, 0, bytes],
        [BUNDLE, 0, bytes],
      ].sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
    );
  });

  it('counts once in the network as a whole', () => {
    const { talkers } = meter([...through(1, 1000), ...through(2, 500)], 5).minutes.get(START / MINUTE)!;
    const network = networkTalkers(talkers, entrances);
    expect(network.map(({ key, bytes, link }) => [key.src, bytes, link])).toEqual([
      ['10.0.0.1', 1180, CLIENT],
      ['10.0.0.2', 680, CLIENT],
    ]);
  });

  it('that is measured twice, at entry and exit of every router, counts once', () => {
    const twice = through(1, 1000).flatMap((one) => [one, { ...one, direction: 'egress' as const }]);
    const { talkers } = meter(twice, 5).minutes.get(START / MINUTE)!;
    expect(talkers.find(({ link }) => link === CORE)?.bytes).toBe(1180);
    expect(networkTalkers(talkers, entrances).map(({ bytes }) => bytes)).toEqual([1180]);
  });

  it('is not halved by NetFlow v5 with both directions on every port, whose settings are known', () => {
    const ports = ['GigabitEthernet0/1', 'GigabitEthernet0/2', 'GigabitEthernet0/3'].map((port) => ({
      ...{ port, ingress: true, egress: true, sampler: null },
    }));
    const settings = { exporters: [], samplers: [], ports, activeTimeoutSeconds: 60, inactiveTimeoutSeconds: 15 };
    const twins = through(1, 1000, { direction: 'unknown', protocol: 'netflow5' }).flatMap((one) => [one, one]);
    const { talkers } = meter(twins, 5, portMapOf(smallNetwork(settings))).minutes.get(START / MINUTE)!;
    expect(talkers.filter(({ link }) => link !== BUNDLE).map(({ bytes, packets }) => [bytes, packets])).toEqual(
      Array.from({ length: 4 }, () => [1180, 10]),
    );
  });

  it('that begins at a port without a known link counts as what the first link carried', () => {
    const { talkers } = meter(through(1, 1000).slice(1), 5).minutes.get(START / MINUTE)!;
    expect(talkers.some(({ link }) => link === CLIENT)).toBe(false);
    expect(networkTalkers(talkers, entrances).map(({ bytes }) => bytes)).toEqual([1180]);
  });

  it('comes in where a stub leads to an exporter', () => {
    expect([...entrances].sort()).toEqual([`${CLIENT} 0`, `${INTERNET} 0`].sort());
    expect([...entrancesOf(smallNetwork(), new Set(['r2']))].sort()).toEqual([`${CORE} 0`, `${BUNDLE} 1`].sort());
  });
});
