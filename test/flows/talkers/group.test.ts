// Talkers by group: each in one of them, sums that add up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTalkers, networkTalkers, serviceOf, TALKER_GROUPS } from '../../../src/flows/index.ts';
import type { FlowKey, Talker } from '../../../src/model/index.ts';

const KEY: FlowKey = {
  ...{ src: '10.0.0.1', dst: '192.0.2.80', srcPort: 50_000, dstPort: 443, proto: 6, dscp: 46, srcAs: 64_500, dstAs: 0 },
};
const talker = (bytes: number, key: Partial<FlowKey> = {}, more: Partial<Talker> = {}): Talker => ({
  ...{ link: 'a--b', side: 0, bytes, packets: bytes },
  key: { ...KEY, ...key },
  ...more,
});

describe('groups of talkers', () => {
  const talkers = [
    talker(1000),
    talker(3000, { src: '10.0.0.2', dscp: 0 }),
    talker(500, { srcPort: 443, dstPort: 50_001, dst: '10.0.0.9' }, { side: 1 }),
    talker(200, { proto: 17, srcPort: 53, dstPort: 5353 }),
    talker(100, { proto: 1, srcPort: null, dstPort: null, dst: '2001:db8::1' }, { link: 'b--c' }),
    talker(50, {
      src: null,
      dst: null,
      srcPort: null,
      dstPort: null,
      proto: null,
      dscp: null,
      srcAs: null,
      dstAs: null,
    }),
  ];
  it.each([
    ['src', ['10.0.0.2 3000', '10.0.0.1 1800', 'unknown 50']],
    ['dst', ['192.0.2.80 4200', '10.0.0.9 500', '2001:db8::1 100', 'unknown 50']],
    ['port', ['tcp/443 https 4500', 'udp/53 domain 200', 'icmp 100', 'unknown 50']],
    ['proto', ['tcp 4500', 'udp 200', 'icmp 100', 'unknown 50']],
    ['dscp', ['default 3000', 'ef 1800', 'unknown 50']],
    ['as', ['AS64500 → unknown 4800', 'unknown → unknown 50']],
    ['country', ['unknown → unknown 4850']],
    ['link', ['a--b a→b 4250', 'a--b b→a 500', 'b--c a→b 100']],
  ] as const)('by %s', (by, expected) => {
    expect(groupTalkers(talkers, by).map(({ key, bytes }) => `${key} ${bytes}`)).toEqual(expected);
  });

  it('by pair, with how many conversations', () => {
    const twice = [talker(10), talker(20), talker(30, { srcPort: 50_001 })];
    expect(groupTalkers(twice, 'pair')).toEqual([
      { key: '10.0.0.1 → 192.0.2.80', bytes: 60, packets: 60, conversations: 2 },
    ]);
  });

  it.each([
    [{ proto: 6, srcPort: 443, dstPort: 51_000 }, 'tcp/443 https'],
    [{ proto: 6, srcPort: 51_000, dstPort: 443 }, 'tcp/443 https'],
    // A port with a name goes before a lower one without.
    [{ proto: 6, srcPort: 1000, dstPort: 3306 }, 'tcp/3306 mysql'],
    [{ proto: 17, srcPort: 40_000, dstPort: 30_000 }, 'udp/30000'],
    [{ proto: 17, srcPort: 53, dstPort: 443 }, 'udp/53 domain'],
    [{ proto: 132, srcPort: null, dstPort: 2905 }, 'sctp/2905'],
    [{ proto: 47, srcPort: 0, dstPort: 0 }, 'gre'],
    [{ proto: 1, srcPort: 0, dstPort: 2048 }, 'icmp'],
    [{ proto: 200, srcPort: null, dstPort: null }, '200'],
    [{ proto: 6, srcPort: null, dstPort: null }, 'tcp'],
    [{ proto: null, srcPort: 80, dstPort: 80 }, 'unknown'],
  ])('the service of %o is %s', (key, service) => {
    expect(serviceOf({ ...KEY, ...key })).toBe(service);
  });

  it('add up to the whole, whatever they are by', () => {
    const port = fc.option(fc.constantFrom(22, 53, 443, 40_000), { nil: null });
    const some = fc.record({
      link: fc.constantFrom('a--b', 'b--c'),
      side: fc.constantFrom(0 as const, 1 as const),
      bytes: fc.nat({ max: 1e9 }),
      packets: fc.nat({ max: 1000 }),
      key: fc.record({
        ...{ src: fc.constantFrom('10.0.0.1', '10.0.0.2', null), dst: fc.constantFrom('10.0.0.3', null) },
        ...{ srcPort: port, dstPort: port, proto: fc.constantFrom(1, 6, 17, null), dscp: fc.constantFrom(0, 46, null) },
        ...{ srcAs: fc.constantFrom(0, 1, null), dstAs: fc.constantFrom(2, null) },
      }),
    });
    fc.assert(
      fc.property(fc.array(some), fc.constantFrom(...TALKER_GROUPS), (all, by) => {
        const groups = groupTalkers(all, by);
        const sum = (of: readonly { bytes: number }[]) => of.reduce((total, { bytes }) => total + bytes, 0);
        expect(sum(groups)).toBe(sum(all));
        expect(groups.map(({ bytes }) => bytes)).toEqual(groups.map(({ bytes }) => bytes).sort((a, b) => b - a));
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      }),
    );
  });
});

describe('talkers of the network', () => {
  const entrances = new Set(['in1 0', 'in2 0']);

  it('add what came in over several entrances, and minutes of one link', () => {
    const talkers = [
      talker(100, {}, { link: 'in1' }),
      talker(100, {}, { link: 'in1' }),
      talker(50, {}, { link: 'in2' }),
      talker(220, {}, { link: 'core' }),
    ];
    expect(networkTalkers(talkers, entrances)).toEqual([talker(250, {}, { link: 'in1' })]);
  });

  it('take the fullest link where more was carried than came in', () => {
    const talkers = [
      talker(10, {}, { link: 'in1' }),
      talker(90, {}, { link: 'core' }),
      talker(80, {}, { link: 'out' }),
    ];
    expect(networkTalkers(talkers, entrances)).toEqual([talker(90, {}, { link: 'core' })]);
  });

  it('never add the links of a path, and keep directions apart', () => {
    const back = { src: KEY.dst, dst: KEY.src };
    const talkers = [
      talker(90, {}, { link: 'x' }),
      talker(90, {}, { link: 'y' }),
      talker(7, back, { link: 'x', side: 1 }),
    ];
    expect(networkTalkers(talkers, new Set()).map(({ bytes }) => bytes)).toEqual([90, 7]);
  });
});
