// The crawl: breadth first, each device once, inside the fence.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceFacts, Neighbor } from '../../src/model/index.ts';
import {
  Crawl,
  type CrawledDevice,
  type FenceAction,
  type FenceRule,
  parseFenceRule,
} from '../../src/topology/index.ts';

interface Box {
  readonly name: string;
  /** Chassis id. */
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly capabilities: readonly string[];
  readonly description?: string;
  readonly neighbors: readonly string[];
}

type World = ReadonlyMap<string, Box>;

function box(number: number, neighbors: readonly number[], more: Partial<Box> = {}): Box {
  const mac = `52:54:00:00:00:${number.toString(16).padStart(2, '0')}`;
  return {
    ...{ name: `sw${number}`, mac, addresses: [`192.0.2.${number}`], capabilities: ['B', 'R'] },
    neighbors: neighbors.map((one) => `sw${one}`),
    ...more,
  };
}

function world(...boxes: readonly Box[]): World {
  return new Map(boxes.map((one) => [one.name, one]));
}

function hear(heard: Box): Neighbor {
  return {
    ...{ protocol: 'lldp', localPort: 'Gi0/1', systemName: heard.name, nameTruncated: false, chassisId: heard.mac },
    ...{ portId: 'Gi0/2', portDescription: null, systemDescription: heard.description ?? null },
    ...{ capabilities: heard.capabilities, managementAddresses: heard.addresses, holdSeconds: 120 },
    ...{ remainingSeconds: 100, command: 'show lldp neighbors detail', takenAt: null },
  };
}

function factsOf(one: Box, all: World): DeviceFacts {
  return {
    ...{ hostname: one.name, domain: null, model: null, version: null, serial: null, chassisId: one.mac },
    ...{ uptimeSeconds: null, lldp: null, flowExport: null, endpoints: [], neighborsOutcome: 'ok', problems: [] },
    ports: one.addresses.map((address, i) => ({
      ...{ name: `Gi0/${i}`, short: `Gi0/${i}`, ifIndex: null, speedBps: null, adminUp: true, operUp: true },
      ...{
        description: null,
        mac: null,
        bundle: null,
        bundleProtocol: null,
        bundleState: null,
        addresses: [`${address}/24`],
        mtu: null,
        duplex: null,
      },
    })),
    neighbors: one.neighbors.flatMap((name) => all.get(name) ?? []).map(hear),
  };
}

interface Walk {
  readonly rings: readonly (readonly string[])[];
  readonly found: readonly CrawledDevice[];
}

/** Addresses in `dead` answer nobody. */
function walk(all: World, rules: readonly FenceRule[] = [], limits = {}, dead: readonly string[] = []): Walk {
  const crawl = new Crawl(rules, { maxDepth: 10, maxDevices: 100, ...limits }, ['example.net']);
  crawl.seed('192.0.2.1', '192.0.2.1');
  const rings: string[][] = [];
  for (let ring = crawl.next(); ring.length > 0; ring = crawl.next()) {
    rings.push(ring.map(({ address }) => address ?? ''));
    for (const { id, address } of ring) {
      const one = [...all.values()].find(({ addresses }) => addresses.includes(address ?? ''));
      const facts = one && !dead.includes(address ?? '') ? factsOf(one, all) : null;
      crawl.learn({
        id,
        facts,
        platform: 'cisco_ios',
        reason: facts ? null : 'no answer',
        isUnreachable: facts === null,
      });
    }
  }
  return { rings, found: crawl.report() };
}

function rule(action: FenceAction, text: string): FenceRule {
  return parseFenceRule(action, text);
}

function statusOf({ found }: Walk): Record<string, string> {
  return Object.fromEntries(found.map(({ name, status }) => [name, status]));
}

const CHAIN = world(box(1, [2]), box(2, [1, 3]), box(3, [2, 4]), box(4, [3]));

describe('a crawl', () => {
  it('goes ring by ring and visits each device once', () => {
    const { rings, found } = walk(world(box(1, [2, 3]), box(2, [1, 3, 4]), box(3, [1, 2, 4]), box(4, [2, 3])));
    expect(rings).toEqual([['192.0.2.1'], ['192.0.2.2', '192.0.2.3'], ['192.0.2.4']]);
    expect(found.map(({ name, depth, via }) => [name, depth, via?.device])).toEqual([
      ['sw1', 0, undefined],
      ['sw2', 1, 'sw1'],
      ['sw3', 1, 'sw1'],
      ['sw4', 2, 'sw2'],
    ]);
  });

  it('stops at the depth and lists what lies behind', () => {
    const found = walk(CHAIN, [], { maxDepth: 1 });
    expect(statusOf(found)).toEqual({ sw1: 'visited', sw2: 'visited', sw3: 'included' });
    expect(found.found.at(-1)?.reason).toBe('more than 1 links away');
  });

  it('stops at the number of devices and says which were left', () => {
    const found = walk(CHAIN, [], { maxDevices: 2 });
    expect(statusOf(found)).toEqual({ sw1: 'visited', sw2: 'visited', sw3: 'refused' });
    expect(found.found.at(-1)?.reason).toBe('more than 2 devices');
  });

  it('tries the next address where one is silent', () => {
    const all = world(box(1, [2]), box(2, [1, 3], { addresses: ['198.51.100.2', '192.0.2.2'] }), box(3, [2]));
    expect(statusOf(walk(all, [], {}, ['198.51.100.2']))).toEqual({ sw1: 'visited', sw2: 'visited', sw3: 'visited' });
    const failed = walk(all, [], {}, ['198.51.100.2', '192.0.2.2']);
    expect(failed.found.map(({ name, status, address }) => [name, status, address])).toEqual([
      ['sw1', 'visited', '192.0.2.1'],
      ['sw2', 'failed', '192.0.2.2'],
    ]);
  });

  it('knows a device again that was visited under another address', () => {
    const b = box(2, [1], { addresses: ['192.0.2.2'] });
    const nameless = { ...hear({ ...b, addresses: ['192.0.2.2'] }), systemName: null, chassisId: null };
    const crawl = new Crawl([], { maxDepth: 5, maxDevices: 9 }, []);
    crawl.seed('192.0.2.1', '192.0.2.1');
    crawl.next();
    const elsewhere = { ...nameless, managementAddresses: ['203.0.113.2'] };
    const first = { ...factsOf(box(1, []), new Map()), neighbors: [nameless, elsewhere] };
    crawl.learn({ id: '192.0.2.1', facts: first, platform: 'cisco_ios', reason: null, isUnreachable: false });
    for (const { id } of crawl.next()) {
      crawl.learn({ id, facts: factsOf(b, new Map()), platform: 'cisco_ios', reason: null, isUnreachable: false });
    }
    expect(crawl.report().map(({ status, reason }) => [status, reason])).toEqual([
      ['visited', 'seed'],
      ['visited', 'no rule against it'],
      ['duplicate', 'it is sw2'],
    ]);
  });

  it('keeps two devices of one name apart', () => {
    const other = box(3, [1], { name: 'sw2b' });
    const all = world(box(1, [2, 3].map(Number)), box(2, [1]), { ...other, name: 'sw3' });
    const twins = new Map([...all].map(([key, one]) => [key, key === 'sw3' ? { ...one, name: 'sw2' } : one]));
    const { found } = walk(twins);
    expect(found.map(({ id, name, status }) => [id, name, status])).toEqual([
      ['192.0.2.1', 'sw1', 'visited'],
      ['sw2', 'sw2', 'visited'],
      ['sw2-2', 'sw2', 'visited'],
    ]);
  });
});

describe('the fence', () => {
  const phone = box(9, [1], { capabilities: ['B', 'T'] });
  const ap = box(8, [1], { capabilities: ['B', 'W'] });
  const all = world(box(1, [2, 8, 9]), box(2, [1, 3], { description: 'Cisco IOS Software' }), box(3, [2]), ap, phone);

  it.each<[string, FenceRule[], Record<string, string>]>([
    ['leaves phones and access points out', [], { sw2: 'visited', sw3: 'visited', sw8: 'refused', sw9: 'refused' }],
    [
      'permits by address, endpoints still out',
      [rule('permit', '192.0.2.0/24')],
      { sw2: 'visited', sw3: 'visited', sw9: 'refused' },
    ],
    [
      'lets a phone in that is named',
      [rule('include', 'capability:phone')],
      { sw9: 'included', sw8: 'refused', sw2: 'visited' },
    ],
    ['leaves out what no rule lets in', [rule('permit', 'name:sw2')], { sw2: 'visited', sw3: 'refused' }],
    ['denies by range', [rule('deny', '192.0.2.2-3')], { sw2: 'refused' }],
    ['visits a leaf and does not follow it', [rule('leaf', 'platform:*IOS*')], { sw2: 'visited' }],
    ['lists without a login', [rule('include', 'sw2')], { sw2: 'included' }],
    ['takes the first rule that fits', [rule('deny', 'sw2'), rule('permit', '192.0.2.0/24')], { sw2: 'refused' }],
  ])('%s', (_, rules, expected) => {
    const found = statusOf(walk(all, rules));
    expect(found).toMatchObject(expected);
    if (expected.sw2 === 'refused' || rules[0]?.action === 'leaf' || expected.sw2 === 'included')
      expect(found.sw3).toBeUndefined();
  });

  it.each([
    ...['', 'capability:teapot', '192.0.2.0/99', 'two words', 'address:r1'],
    ...['nmae:lab-*', 'capabilty:phone', '192.0.2.*', '192.0.2', '2001:db8::*'],
  ])('%j is no rule', (text) => {
    expect(() => rule('permit', text)).toThrow(expect.objectContaining({ code: 'CLI_USAGE' }));
  });

  it('holds in any network: nothing denied, too far or endpoint is ever visited, and nothing twice', () => {
    const cables = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 60,
    });
    const denied = fc.array(fc.integer({ min: 2, max: 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(cables, denied, fc.integer({ min: 0, max: 6 }), (pairs, out, maxDepth) => {
        const boxes = Array.from({ length: 20 }, (_, i) => {
          const number = i + 1;
          const near = pairs.flatMap(([a, b]) => (a === number ? [b] : b === number ? [a] : []));
          return box(
            number,
            near.filter((one) => one !== number),
            { capabilities: number % 7 === 0 ? ['T'] : ['R'] },
          );
        });
        const rules = out.map((number) => rule('deny', `192.0.2.${number}`));
        const { rings } = walk(world(...boxes), rules, { maxDepth });
        const visited = rings.flat();
        expect(new Set(visited).size).toBe(visited.length);
        expect(rings.length).toBeLessThanOrEqual(maxDepth + 1);
        for (const number of [...out, 7, 14]) expect(visited).not.toContain(`192.0.2.${number}`);
      }),
    );
  });
});

describe('a device that tells of neighbours that do not exist', () => {
  const strangers = (count: number, name: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({
      ...hear(box(1, [])),
      systemName: name(i),
      chassisId: i.toString(16).padStart(12, '0'),
      managementAddresses: [`203.0.${113 + (i >> 8)}.${i & 255}`, `198.51.${100 + (i >> 8)}.${i & 255}`],
    }));

  it('cannot make more visits than the limit, answered or not', () => {
    const crawl = new Crawl([], { maxDepth: 9, maxDevices: 20 }, []);
    crawl.seed('192.0.2.1', '192.0.2.1');
    let visits = 0;
    for (let ring = crawl.next(); ring.length > 0; ring = crawl.next()) {
      visits += ring.length;
      for (const { id, isSeed } of ring) {
        const facts = isSeed ? { ...factsOf(box(1, []), new Map()), neighbors: strangers(500, (i) => `x${i}`) } : null;
        crawl.learn({ id, facts, platform: 'cisco_ios', reason: null, isUnreachable: true });
      }
    }
    expect(visits).toBe(20);
  });

  it('cannot make the crawl slow by one name for all of them', () => {
    const crawl = new Crawl([], { maxDepth: 9, maxDevices: 1 }, []);
    crawl.seed('192.0.2.1', '192.0.2.1');
    const [seed] = crawl.next();
    const facts = { ...factsOf(box(1, []), new Map()), neighbors: strangers(20_000, () => 'x') };
    crawl.learn({ id: seed?.id ?? '', facts, platform: 'cisco_ios', reason: null, isUnreachable: false });
    expect(new Set(crawl.report().map(({ id }) => id)).size).toBe(20_001);
  });
});
