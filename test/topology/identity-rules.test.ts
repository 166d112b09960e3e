// One rule at a time: who a system is, which of its ports is meant, why claims are one cable, and how old a claim is.
import { describe, expect, it } from 'vitest';
import { isFreshIn, type SnapshotLink } from '../../src/model/index.ts';
import { buildTopology } from '../../src/topology/index.ts';
import { playCase } from './case-file.ts';
import { neighbor, visit } from './worlds.ts';

function linksOf(yaml: string): SnapshotLink[] {
  return playCase(yaml).at(-1)?.snapshot.links ?? [];
}

/** `sw1:Gi0/1 hears X`: who X is taken for, and by which rule. */
function heardBy(device: string, yaml: string): string[] {
  return linksOf(yaml).flatMap(({ a, b, claims }) =>
    claims
      .filter(({ by }) => by === device)
      .map(({ rule }) => `${a.device === device ? b.device : a.device} by ${rule}`),
  );
}

describe('virtual MACs', () => {
  it.each([
    ['HSRP', '0000.0c07.ac01'],
    ['HSRP version 2', '0000.0c9f.f00a'],
    ['HSRP version 2, IPv6', '0005.73a0.000a'],
    ['VRRP', '0000.5e00.010a'],
    ['VRRP, IPv6', '0000.5e00.020a'],
    ['GLBP', '0007.b400.0101'],
    ['GLBP, group 1023', '0007.b403.ff01'],
  ])('%s: recognise nobody', (_, mac) => {
    const heard = heardBy(
      'sw',
      `devices:
  gw: { hostname: gw, ports: [{ name: Gi0/0, mac: ${mac} }], hears: [] }
  sw: { hostname: sw, hears: [{ on: Gi0/1, name: stranger, port: Gi0/0, chassis: ${mac} }] }`,
    );
    expect(heard).toEqual(['stranger by not in the inventory']);
  });

  it('a burnt-in MAC of the same maker does', () => {
    const heard = heardBy(
      'sw',
      `devices:
  gw: { hostname: gw, ports: [{ name: Gi0/0, mac: 0000.0c9e.f00a }], hears: [] }
  sw: { hostname: sw, hears: [{ on: Gi0/1, name: whoever, port: Gi0/0, chassis: 0000.0c9e.f00a }] }`,
    );
    expect(heard).toEqual(['gw by chassis id']);
  });
});

describe('names', () => {
  it('a link-local address is everybody’s', () => {
    const heard = heardBy(
      'sw',
      `devices:
  gw: { hostname: gw, ports: [{ name: Gi0/0, addresses: ['fe80::1/64', '2001:db8::1/64'] }], hears: [] }
  sw:
    hostname: sw
    hears: [{ on: Gi0/1, name: x, port: eth0, mgmt: ['FE80::1'] }, { on: Gi0/2, name: y, port: Gi0/0, mgmt: ['2001:DB8:0::1'] }]`,
    );
    expect(heard.sort()).toEqual(['gw by management address', 'x by not in the inventory']);
  });

  it('one first label in two domains is two devices', () => {
    const heard = heardBy(
      'sw',
      `devices:
  r6: { hostname: r6, hears: [] }
  sw: { hostname: sw, hears: [Gi0/1 r6.a.example Gi0/1, Gi0/2 r6.b.example Gi0/1] }`,
    );
    expect(heard.sort()).toEqual(
      ['r6.a.example by ambiguous: kept apart', 'r6.b.example by ambiguous: kept apart'].sort(),
    );
  });

  it('a domain that is not ours makes a stranger of our name', () => {
    const yaml = (name: string) => `domains: [a.example]
devices:
  r6: { hostname: r6, hears: [] }
  sw: { hostname: sw, hears: [Gi0/1 ${name} Gi0/1] }`;
    expect(heardBy('sw', yaml('r6.a.example'))).toEqual(['r6 by domain-stripped name']);
    expect(heardBy('sw', yaml('r6.isp.example'))).toEqual(['r6.isp.example by ambiguous: kept apart']);
  });

  it('a name that is cut by LLDP is told by CDP on the same port', () => {
    const devices = `devices:
  campus-building-07-floor-1-sw1: { hostname: campus-building-07-floor-1-sw1, hears: [] }
  campus-building-07-floor-2-sw3: { hostname: campus-building-07-floor-2-sw3, hears: [] }
  core:
    hostname: core
    hears:
      - { on: Gi0/1, name: campus-building-07-f, port: Gi0/1, cut: true }
      - { on: Gi0/1, name: campus-building-07-floor-2-sw3, port: `;
    const told = [
      'campus-building-07-floor-2-sw3 by LLDP and CDP on one port',
      'campus-building-07-floor-2-sw3 by hostname',
    ];
    expect(
      heardBy('core', `${devices}Gi0/1, via: cdp }`)
        .map((one) => one.replace('inventory name', 'hostname'))
        .sort(),
    ).toEqual(told.sort());
    const other = linksOf(`${devices}Gi0/7, via: cdp }`);
    expect(other.flatMap(({ claims }) => claims.map(({ rule }) => rule))).toContain('ambiguous: kept apart');
  });
});

describe('a cable', () => {
  it.each([
    ['both ends name both ports', 'Gi0/1 r2 Gi0/2', 'Gi0/2 r1 Gi0/1'],
    ['one claim fills in the other', 'Gi0/1 r2 Gi0/2', '{ on: Gi0/2, name: r1 }'],
    ['only claims that fit', 'Gi0/1 r2 Gi0/2', 'Gi0/2 r1 Gi0/9'],
    ['LLDP and CDP on one port', 'Gi0/1 r2 Gi0/2, { on: Gi0/1, name: r2, port: Gi0/2, via: cdp }', ''],
    ['one end names both ports', 'Gi0/1 r2 Gi0/2', ''],
    ['one end names the device', '{ on: Gi0/1, name: r2 }', ''],
  ])('%s', (rule, near, far) => {
    const links = linksOf(`devices: { r1: { hostname: r1, hears: [${near}] }, r2: { hostname: r2, hears: [${far}] } }`);
    expect(links.map((link) => link.rule)).toEqual([rule]);
  });

  it('several systems on one port, and a declared link', () => {
    const links = linksOf(`links: ['r1:Gi0/3 -- ISP']
devices: { r1: { hostname: r1, hears: [Gi0/1 r2 Gi0/2, Gi0/1 x eth0] }, r2: { hostname: r2, hears: [] } }`);
    expect(new Set(links.map((link) => link.rule))).toEqual(new Set(['declared', 'several systems on one port']));
  });
});

describe('the far port', () => {
  const ports = `[{ name: Gi0/1, mac: 5254.0000.0101 }, { name: Gi0/1.10, mac: 5254.0000.0101 }, { name: Po1, mac: 5254.0000.0102 },
    { name: Gi0/2, mac: 5254.0000.0102, ifIndex: 502 }, { name: Te1/0/3, description: to the core }, { name: Tw1/0/4 }]`;
  it.each([
    ['its name', 'Gig 0/1', 'GigabitEthernet0/1'],
    ['a sub-interface', 'Gi0/1.10', 'GigabitEthernet0/1'],
    ['its MAC', '5254.0000.0101', 'GigabitEthernet0/1'],
    ['the MAC that its bundle shares', '52:54:00:00:01:02', 'GigabitEthernet0/2'],
    ['its ifIndex', "'502'", 'GigabitEthernet0/2'],
    ['its description', 'to the core', 'TenGigabitEthernet1/0/3'],
    ['an abbreviation that fits one port of its owner', 'T1/0/4', 'TwoGigabitEthernet1/0/4'],
  ])('is known by %s', (_, advertised, port) => {
    const links = linksOf(`devices:
  r1: { hostname: r1, hears: [{ on: Gi0/9, name: r2, port: ${advertised} }] }
  r2: { hostname: r2, ports: ${ports}, hears: [] }`);
    expect(links.map(({ b }) => b.port)).toEqual([port]);
  });
});

describe('the age of a claim', () => {
  const takenAt = '2026-11-21T10:00:00Z';
  const at = (answeredAt: string | null): string | undefined => {
    const input = visit({ devices: 2, cables: [] }, { takenAt });
    const row = { ...neighbor('GigabitEthernet0/1', 'r1', 'GigabitEthernet0/1'), takenAt: answeredAt };
    const [first, ...others] = input.devices;
    const facts = first?.facts && { ...first.facts, neighbors: [row], neighborsOutcome: 'ok' as const };
    const devices = first && facts ? [{ ...first, facts }, ...others] : [];
    return buildTopology({ ...input, devices }).links[0]?.claims[0]?.at;
  };

  it('is that of the answer, and of the run where nobody wrote it down', () => {
    expect(at('2026-11-21T10:00:07.250Z')).toBe('2026-11-21T10:00:07.250Z');
    expect(at(null)).toBe(takenAt);
    expect(at('2026-11-21T09:59:59Z'), 'a clock that was set back').toBe(takenAt);
  });

  it('is fresh in the run that asked, and in no later one', () => {
    expect(isFreshIn({ at: '2026-11-21T10:00:00.250Z' }, { takenAt })).toBe(true);
    expect(isFreshIn({ at: takenAt }, { takenAt: '2026-11-21T10:00:00.000Z' })).toBe(true);
    expect(isFreshIn({ at: '2026-11-21T10:00:07Z' }, { takenAt: '2026-11-21T10:00:08Z' })).toBe(false);
  });
});
