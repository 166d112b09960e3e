// From the traffic of a lab to the load of every link, through a real snapshot: beside what its cables truly carried.
import { afterEach, describe, expect, it } from 'vitest';
import { type MeasuredSide, type MeteredLab, meteredLab, sidesOf } from './flows/metered-lab.ts';

let metered: MeteredLab | null = null;
afterEach(async () => {
  await metered?.close();
  metered = null;
});

const TIMEOUT = { timeout: 180_000 };

async function measure(options: Parameters<typeof meteredLab>[0]) {
  metered = await meteredLab(options);
  const { loads, truth } = await metered.middleMinute();
  return { loads, truth, sides: sidesOf(loads) };
}

/** Little enough for a sample of every packet. */
const SMALL = {
  conversations: Array.from({ length: 12 }, (_, i) => ({
    name: `c${i}`,
    from: { at: 'Client', address: `10.9.0.${i + 1}` },
    to: 'Server',
    toPort: 80,
    forward: { packetsPerSecond: 5, sizes: [60, 1500, 200] },
    back: { packetsPerSecond: 7, sizes: [1000] },
  })),
};

/** Hellos of routers are no load; and no ratio is worth anything below this. */
const LEAST = 10_000;

/** Within 2 per cent. */
function expectNear(sides: readonly MeasuredSide[], truth: ReadonlyMap<string, { bytes: number }>): void {
  const compared = sides.filter(({ key }) => (truth.get(key)?.bytes ?? 0) > LEAST);
  expect(compared.length).toBeGreaterThan(3);
  // Nothing that was carried is missing.
  const keys = new Set(sides.map(({ key }) => key));
  expect([...truth].filter(([key, { bytes }]) => bytes > LEAST && !keys.has(key))).toEqual([]);
  for (const { key, bytes } of compared) {
    expect(Math.abs((bytes ?? 0) / truth.get(key)!.bytes - 1), key).toBeLessThan(0.02);
  }
}

function expectNoneAboveLineRate(sides: readonly MeasuredSide[]): void {
  for (const { key, utilisation } of sides) expect(utilisation ?? 0, key).toBeLessThanOrEqual(1);
}

/** What enters a router leaves it. */
function expectConserved(sides: readonly MeasuredSide[], device: string, tolerance: number): void {
  let [into, out] = [0, 0];
  for (const { key, bytes, isBundle } of sides) {
    if (isBundle) continue;
    const [link = '', side] = key.split(' ');
    const [a = '', b = ''] = link.split('--');
    const [from, to] = side === '0' ? [a, b] : [b, a];
    if (to.startsWith(`${device}:`)) into += bytes ?? 0;
    if (from.startsWith(`${device}:`)) out += bytes ?? 0;
  }
  expect(into).toBeGreaterThan(LEAST);
  expect(Math.abs(out / into - 1), device).toBeLessThan(tolerance);
}

const ROUTERS = ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'];

describe('both directions of every port, every packet counted', () => {
  it.each(['5', '9', '10'] as const)('NetFlow %s: every link is near the truth', TIMEOUT, async (protocol) => {
    const { loads, truth, sides } = await measure({ traffic: 'demo', flows: { protocol } });
    expectNear(sides, truth);
    expectNoneAboveLineRate(sides);
    for (const router of ROUTERS) expectConserved(sides, router, 0.02);
    expect(loads.exporters.map(({ device, lost }) => [device, lost])).toEqual(
      expect.arrayContaining(ROUTERS.map((name) => [name, 0])),
    );
    expect(sides.filter(({ interval }) => interval !== null)).toEqual([]);
  });

  it('sFlow: every link is near the truth', TIMEOUT, async () => {
    const { truth, sides } = await measure({ traffic: SMALL, flows: { protocol: 'sflow' } });
    expectNear(sides, truth);
    for (const router of ROUTERS) expectConserved(sides, router, 0.02);
  });
});

describe('both directions of every port, sampled', () => {
  it.each([
    ['5', 100],
    ['5', 1000],
    ['9', 100],
    ['9', 1000],
    ['10', 100],
    ['10', 1000],
    ['sflow', 100],
    ['sflow', 1000],
  ] as const)('%s, one packet in %i: within the interval, which is shown', TIMEOUT, async (protocol, sampling) => {
    const { truth, sides } = await measure({ traffic: 'demo', flows: { protocol, sampling } });
    const compared = sides.filter(({ key, bytes }) => (truth.get(key)?.packets ?? 0) > 20 * sampling && bytes !== null);
    expect(compared.length).toBeGreaterThan(6);
    let inside = 0;
    for (const { key, bytes, interval, source } of compared) {
      // Counters are no samples.
      if (source === 'counters') continue;
      const carried = truth.get(key)!.bytes;
      expect(interval, key).not.toBeNull();
      const { low, high } = interval!;
      expect(low).toBeLessThan(bytes!);
      expect(high).toBeGreaterThan(bytes!);
      if (low <= carried && carried <= high) inside++;
      // Twice as far is a chance of one in ten thousand.
      expect(carried, key).toBeGreaterThan(bytes! - 2.2 * (bytes! - low));
      expect(carried, key).toBeLessThan(bytes! + 2.2 * (high - bytes!));
    }
    expect(inside / compared.length).toBeGreaterThan(0.75);
    expectNoneAboveLineRate(sides);
  });
});

describe('traffic that is not easy', () => {
  it('one flow that is longer than the window and its time-out is spread over it', TIMEOUT, async () => {
    const conversation = {
      name: 'backup',
      from: 'Client',
      to: 'Server',
      toPort: 873,
      forward: { packetsPerSecond: 2000, sizes: [1500] },
    };
    // IOS's default: told of every half an hour, and when export ends.
    const flows = { protocol: '9', activeSeconds: 1800, inactiveSeconds: 600 } as const;
    const { truth, sides } = await measure({ traffic: { conversations: [conversation] }, flows });
    expectNear(sides, truth);
    expectNoneAboveLineRate(sides);
  });

  it('ways that differ by direction: one device takes one of three', TIMEOUT, async () => {
    const { truth, sides } = await measure({
      ...{ traffic: { ...SMALL, singlePath: ['r5-tor'] }, flows: { protocol: '5' } },
    });
    expectNear(sides, truth);
    const back = [1, 2, 3].map((n) =>
      truth.get(`r${n}:GigabitEthernet0/1--r6-edge:GigabitEthernet0/${n}`.concat(' 0')),
    );
    expect(back.filter((one) => (one?.bytes ?? 0) > LEAST)).toHaveLength(1);
  });

  const RICH = `
name: rich
domain: rich.example
credentials: {user: cisco, password: cisco, enableSecret: cisco}
devices:
  a:
    lldp: true
    interfaces:
      Gi0/0: 10.0.0.2/30
      Gi0/1: {}
      Gi0/1.10: 10.0.10.1/30
      Gi0/1.20: 10.0.20.1/30
  b:
    lldp: true
    interfaces:
      Gi0/1: {}
      Gi0/1.10: 10.0.10.2/30
      Gi0/1.20: 10.0.20.2/30
      Gi0/2: {}
      Gi0/3: {}
      Po1: {address: 10.0.30.1/30, members: [Gi0/2, Gi0/3], mode: 'on'}
  c:
    lldp: true
    interfaces:
      Gi0/0: 10.0.1.2/30
      Gi0/2: {}
      Gi0/3: {}
      Po1: {address: 10.0.30.2/30, members: [Gi0/2, Gi0/3], mode: 'on'}
hosts: [left, right]
links:
  - ['left', 'a:Gi0/0']
  - ['a:Gi0/1', 'b:Gi0/1']
  - ['b:Gi0/2', 'c:Gi0/2']
  - ['b:Gi0/3', 'c:Gi0/3']
  - ['c:Gi0/0', 'right']
`;

  it.each(['5', '9', '10', 'sflow'] as const)('%s over sub-interfaces and a bundle', TIMEOUT, async (protocol) => {
    const conversations = Array.from({ length: 40 }, (_, i) => ({
      name: `c${i}`,
      from: { at: 'left', address: `10.9.0.${i}` },
      to: 'right',
      toPort: 80,
      forward: { packetsPerSecond: 4, sizes: [982] },
      back: { packetsPerSecond: 2, sizes: [482] },
    }));
    const { truth, sides, loads } = await measure({ topology: RICH, traffic: { conversations }, flows: { protocol } });
    const load = (key: string) => sides.find((one) => one.key === key)?.bytes ?? 0;
    const trunk = 'a:GigabitEthernet0/1--b:GigabitEthernet0/1';
    const members = ['2', '3'].map((n) => `b:GigabitEthernet0/${n}--c:GigabitEthernet0/${n}`);
    const bundle = loads.links.find((one) => one.members.length > 0);
    expect(bundle?.members).toEqual(members);
    for (const side of [0, 1] as const) {
      const carried = truth.get(`${trunk} ${side}`)!.bytes;
      // Tags of sub-interfaces are counted.
      expect(Math.abs(load(`${trunk} ${side}`) / carried - 1), `trunk ${side}`).toBeLessThan(0.02);
      const whole = members.reduce((sum, link) => sum + (truth.get(`${link} ${side}`)?.bytes ?? 0), 0);
      expect(Math.abs(load(`${bundle?.link} ${side}`) / whole - 1), `bundle ${side}`).toBeLessThan(0.02);
    }
    expectNoneAboveLineRate(sides);
  });
});
