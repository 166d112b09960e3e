// When the octets of a flow were on the link: spreading, wrong clocks, late and reordered records, minutes that become final.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MeteredMinute, portMapOf } from '../../../src/flows/index.ts';
import { LOAD_FLAGS } from '../../../src/model/index.ts';
import { directions, link, meter, type NetworkScene, type RecordScene, T0 } from './scene.ts';

const CABLE = 'r1:Gi0/1 -- r2:Gi0/1';
const NETWORK: NetworkScene = {
  devices: {
    r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1 } },
    r2: { address: '10.0.0.2', ports: { 'Gi0/1': 1 } },
  },
  links: [CABLE],
};

function flow(record: Partial<RecordScene>): RecordScene {
  return { from: '10.0.0.2', way: 'ingress', in: 1, out: 99, bytes: 982, rate: 1, ...record };
}

/** Octets towards r2 by minute after T0. */
function bytesOf(minutes: readonly MeteredMinute[]): Record<number, number> {
  const found: Record<number, number> = {};
  for (const { loads } of minutes) {
    loads.links.forEach((id, row) => {
      if (id === link(CABLE) && loads.sides[row] === 0) found[loads.minute - T0 / 60_000] = loads.bytes[row]!;
    });
  }
  return found;
}

describe('spreading', () => {
  it.each([
    ['inside one bucket', { first: 1, last: 9, bytes: 982 }, [1000, 0, 0]],
    ['over three buckets', { first: 5, last: 25, bytes: 3982 }, [1000, 2000, 1000]],
    ['whole octets, the rest at the end', { first: 0, last: 30, bytes: 982 }, [333, 333, 334]],
    ['an end at the edge of a bucket', { first: 0, last: 20, bytes: 982 }, [500, 500, 0]],
    ['no length', { first: 20, last: 20, bytes: 982 }, [0, 0, 1000]],
    ['no times', { came: 15, bytes: 982, timeless: true }, [0, 1000, 0]],
  ])('%s', (_, record, buckets) => {
    const metered = meter(NETWORK);
    metered.add([flow(record)]);
    const found = buckets.map((_, i) => directions(metered.loads(10 * i, 10 * i + 10), CABLE).there.bytes ?? 0);
    expect(found).toEqual(buckets);
  });

  it('keeps every octet and packet, however flows lie and whatever they are scaled by', () => {
    const records = fc.array(
      fc.record({
        first: fc.integer({ min: 0, max: 120_000 }),
        length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 75_000 })),
        bytes: fc.integer({ min: 0, max: 5_000_000_000 }),
        packets: fc.integer({ min: 1, max: 4_000_000 }),
        rate: fc.constantFrom(1, 1, 100, 1024),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(records, (flows) => {
        const metered = meter(NETWORK, { activeTimeoutSeconds: 300 });
        metered.add(
          flows.map(({ first, length, ...rest }) =>
            flow({ ...rest, first: first / 1000, last: (first + length) / 1000, came: 200 }),
          ),
        );
        const { there } = directions(metered.loads(0, 240), CABLE);
        const sum = (of: (one: (typeof flows)[0]) => number) =>
          flows.reduce((total, one) => total + of(one) * one.rate, 0);
        expect(there.bytes).toBe(sum(({ bytes, packets }) => bytes + 18 * packets));
        expect(there.packets).toBe(sum(({ packets }) => packets));
      }),
    );
  });
});

describe('minutes', () => {
  it('are told as they change, and once more when they are final', () => {
    const metered = meter(NETWORK);
    const told = (seconds: number) =>
      metered.meter
        .minutesChanged(T0 + seconds * 1000)
        .map(({ loads, isFinal }) => [loads.minute - T0 / 60_000, isFinal]);
    metered.add([flow({ first: 0, last: 5 })]);
    expect(told(10)).toEqual([[0, false]]);
    metered.add([flow({ first: 50, last: 70 })]);
    expect(told(70)).toEqual([
      [0, false],
      [1, false],
    ]);
    metered.add([flow({ first: 100, last: 110, came: 149 })]);
    expect(told(149)).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    // The active time-out is 60 s, and 30 s are granted.
    expect(told(150)).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
    expect(told(211)).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(told(1000)).toEqual([[2, true]]);
    expect(told(2000)).toEqual([]);
  });

  it('hold what came before they were final; what comes after is late', () => {
    const metered = meter(NETWORK);
    metered.add([
      flow({ first: 10, last: 20, came: 149 }),
      flow({ first: 10, last: 20, came: 150, bytes: 1982 }),
      flow({ first: 40, last: 80, came: 155, bytes: 3982 }),
    ]);
    const minutes = metered.meter.minutesChanged(T0 + 1_000_000);
    expect(bytesOf(minutes)).toMatchObject({ 0: 1000, 1: 2000 });
    expect(minutes.map(({ unattributed }) => unattributed.reasons)).toEqual([{}, { late: 2000 }, { late: 2000 }]);
    expect(minutes.every(({ isFinal }) => isFinal)).toBe(true);
  });

  it('wait as long as the device says that it may take', () => {
    const slow = {
      ...NETWORK.devices.r2,
      activeTimeoutSeconds: 1800,
      ports: { 'Gi0/1': { ifIndex: 1, measures: 'in' as const } },
    };
    const metered = meter({ ...NETWORK, devices: { ...NETWORK.devices, r2: slow } });
    metered.add([flow({ first: 0, last: 5 }), flow({ first: 0, last: 1800, came: 1810, bytes: 1_799_982 })]);
    const minutes = metered.meter.minutesChanged(T0 + 1_820_000);
    expect(bytesOf(minutes)).toMatchObject({ 0: 61_000, 1: 60_000, 29: 60_000 });
    expect(minutes.filter(({ isFinal }) => isFinal)).toEqual([]);
  });

  it('wait for a slow device after a new map too', () => {
    const slow = {
      ...NETWORK.devices.r2,
      activeTimeoutSeconds: 1800,
      ports: { 'Gi0/1': { ifIndex: 1, measures: 'in' as const } },
    };
    const metered = meter({ ...NETWORK, devices: { ...NETWORK.devices, r2: slow } });
    metered.add([flow({ first: 0, last: 5 })]);
    metered.meter.setMap(portMapOf(metered.snapshot));
    metered.meter.minutesChanged(T0 + 600_000);
    metered.add([flow({ first: 0, last: 5, came: 610 })]);
    expect(bytesOf(metered.meter.minutesChanged(T0 + 620_000))[0]).toBe(2000);
  });

  it('of a long time in which nothing came are none', () => {
    const metered = meter(NETWORK);
    expect(directions(metered.meter.loads(0, T0, []), CABLE).there.bytes).toBeNull();
    metered.add([flow({ first: 0 })]);
    expect(directions(metered.meter.loads(T0, T0 + 1e12, []), CABLE).there.bytes).toBe(1000);
  });

  it('learn the time-out of a device that does not tell it from its flows', () => {
    const metered = meter(NETWORK);
    metered.add([
      flow({ first: 0, last: 1, came: 2 }),
      flow({ first: 0, last: 140, came: 141, bytes: 139_982 }),
      flow({ first: 0, last: 150, came: 160, bytes: 149_982 }),
    ]);
    expect(bytesOf(metered.meter.minutesChanged(T0 + 170_000))).toEqual({ 0: 121_000, 1: 120_000, 2: 50_000 });
  });

  it('are the same in whatever order records come', () => {
    const record = fc.record({
      from: fc.constantFrom('10.0.0.1', '10.0.0.2'),
      first: fc.integer({ min: 100, max: 160 }),
      length: fc.integer({ min: 0, max: 20 }),
      bytes: fc.integer({ min: 0, max: 100_000 }),
      way: fc.constantFrom('ingress' as const, 'egress' as const),
    });
    const scene = fc.array(record, { minLength: 1, maxLength: 30 }).chain((records) => {
      const flows = records.map(({ first, length, ...rest }) =>
        flow({ ...rest, out: 1, first, last: first + length, came: 185 }),
      );
      return fc.tuple(fc.constant(flows), fc.shuffledSubarray(flows, { minLength: flows.length }));
    });
    fc.assert(
      fc.property(scene, ([sorted, shuffled]) => {
        const [one, other] = [meter(NETWORK), meter(NETWORK, {}, 7)];
        one.add(sorted);
        other.add(shuffled);
        expect(other.meter.minutesChanged(T0 + 190_000)).toEqual(one.meter.minutesChanged(T0 + 190_000));
      }),
    );
  });

  it('are bounded: a capture with a hole of a year is metered, and what goes back in time is late', () => {
    const metered = meter(NETWORK);
    const year = 365 * 86_400;
    metered.add([flow({ last: 5, first: 5 }), flow({ first: year, last: year }), flow({ first: 10, last: 10 })]);
    const minutes = metered.meter.minutesChanged(T0 + (year + 600) * 1000);
    expect(bytesOf(minutes)).toMatchObject({ 0: 1000, [year / 60]: 1000 });
    expect(minutes.reduce((sum, { unattributed }) => sum + (unattributed.reasons.late ?? 0), 0)).toBe(1000);
    expect(minutes.length).toBeLessThan(10);
  });
});

describe('clocks', () => {
  const skewed = (offsetMs: number) => ({ clockOffsetOf: () => offsetMs });

  it('that are wrong are corrected by when datagrams came', () => {
    const metered = meter(NETWORK, skewed(3_600_000));
    metered.add([flow({ first: 3600 + 10, last: 3600 + 20, came: 21 })]);
    const { there } = directions(metered.loads(), CABLE);
    expect(there.bytes).toBe(1000);
    expect(there.notes.join()).toContain('clock is wrong');
  });

  it('that are off by the way of a datagram are right', () => {
    const metered = meter(NETWORK, skewed(-1500));
    metered.add([flow({ first: 10, last: 20, came: 21 })]);
    expect(directions(metered.loads(), CABLE).there.notes).toEqual([]);
  });

  it.each([
    ['50 days long, to its right end', { first: -50 * 86_400, last: 20, came: 21 }],
    ['50 days away', { first: 50 * 86_400, last: 50 * 86_400 + 9, came: 21 }],
    ['of the last century', { first: -1e9, last: -1e9 + 1, came: 21 }],
    ['that end before they begin', { first: 20, last: 10, came: 21 }],
  ])('of flows %s: they are where they can have been', (_, record) => {
    const metered = meter(NETWORK);
    metered.add([flow({ first: -60, last: -60, bytes: 1 }), flow({ ...record, bytes: 5982 })]);
    const loads = metered.meter.loads(T0 - 60_000, T0 + 60_000, []);
    const { there } = directions(loads, CABLE);
    expect(there.bytes).toBe(6019);
    expect(there.notes.join()).toContain('impossible times');
    expect(metered.meter.minutesChanged(T0 + 30_000).flatMap(({ loads: { flags } }) => [...flags])).toContain(
      LOAD_FLAGS.timesUnusable,
    );
  });

  it('never make a flow be lost or counted twice, whatever times it has', () => {
    const wild = fc.double({ min: -1e13, max: 1e13, noNaN: false });
    fc.assert(
      fc.property(fc.array(fc.tuple(wild, wild), { minLength: 1, maxLength: 20 }), (times) => {
        const metered = meter(NETWORK);
        metered.add(times.map(([first, last]) => flow({ first, last, came: 30 })));
        const minutes = metered.meter.minutesChanged(T0 + 10_000_000);
        const late = minutes.reduce((sum, { unattributed }) => sum + unattributed.bytes, 0);
        const booked = Object.values(bytesOf(minutes)).reduce((sum, bytes) => sum + bytes, 0);
        expect(booked + late).toBe(1000 * times.length);
      }),
    );
  });
});

describe('coverage', () => {
  const busy = (from: number, to: number) =>
    Array.from({ length: (to - from) / 5 }, (_, i) => flow({ first: from + 5 * i, last: from + 5 * i + 1 }));

  it('is the share of the window between the first and the last sign of the exporter', () => {
    const metered = meter(NETWORK);
    metered.add(busy(60, 120));
    expect(directions(metered.loads(0, 120), CABLE).there.coverage).toBe(0.5);
    expect(directions(metered.loads(60, 120), CABLE).there.coverage).toBe(1);
  });

  it('is less by what was lost on the way', () => {
    const metered = meter(NETWORK);
    metered.add(busy(0, 60));
    const counts = {
      slot: 0,
      address: '10.0.0.2',
      protocols: [],
      datagrams: 1,
      records: 12,
      duplicates: 0,
      undecoded: 0,
    };
    const rest = { sampling: [], clockOffsetMs: null, firstSeen: T0, lastSeen: T0, problems: {} };
    metered.meter.noteExporters([{ ...counts, ...rest, lost: 3, expected: 12 }], T0 + 59_000);
    expect(directions(metered.loads(0, 60), CABLE).there.coverage).toBe(0.75);
  });

  it('goes over a silence in which nothing was lost, not over a long one', () => {
    const [short, long] = [meter(NETWORK), meter(NETWORK)];
    short.add([...busy(0, 10), ...busy(100, 110)]);
    long.add([...busy(0, 10), ...busy(400, 410)]);
    expect(directions(short.loads(60, 110), CABLE).there.coverage).toBe(1);
    expect(directions(long.loads(360, 410), CABLE).there.coverage).toBe(0.2);
  });

  it('of a window that ends now has no future in it', () => {
    const metered = meter(NETWORK);
    metered.add(busy(0, 60));
    const loads = metered.meter.loads(T0, T0 + 57_000, []);
    expect(loads.window.seconds).toBe(57);
    expect(directions(loads, CABLE).there.coverage).toBe(1);
  });
});
