// Random small networks full of traps: hostnames borne twice, redundancy addresses, cloned and virtual MACs, domains, cut and
// renamed names, names that begin others, strangers. Whatever is heard, no claim is attributed to a wrong device.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceFacts, Neighbor, Port } from '../../src/model/index.ts';
import { buildTopology, type TopologyDevice, type TopologyInput } from '../../src/topology/index.ts';
import { neighbor } from './worlds.ts';

const LABELS = ['sw', 'r6', 'r6-edge', 'core-1', 'campus-building-07-floor-1', 'campus-building-07-floor-2'] as const;
const VIRTUAL_MAC = '0000.0c07.ac01';
const VIRTUAL_ADDRESS = '192.0.2.254';

interface Box {
  readonly label: string;
  readonly domain: 'a.example' | 'b.example' | null;
  /** Its inventory name has nothing to do with its hostname. */
  readonly renamed: boolean;
  readonly isStranger: boolean;
  readonly isPolled: boolean;
  /** Whether its visit read its chassis id and its ports. */
  readonly tellsIds: boolean;
  /** It advertises the MAC of the box before it, as a clone would. */
  readonly isClone: boolean;
  /** It is one of the routers that share an address and a virtual MAC. */
  readonly isGateway: boolean;
}

interface World {
  readonly boxes: readonly Box[];
  /** Pairs of boxes; the n-th cable is in port n at both ends. */
  readonly cables: readonly (readonly [number, number])[];
  readonly isBrief: boolean;
  /** Ends (cable × 2 + side) that hear nothing. */
  readonly deaf: readonly number[];
}

const box: fc.Arbitrary<Box> = fc.record({
  label: fc.constantFrom(...LABELS),
  domain: fc.constantFrom('a.example', 'b.example', null),
  renamed: fc.boolean(),
  isStranger: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  isPolled: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  tellsIds: fc.boolean(),
  isClone: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  isGateway: fc.boolean(),
});

const worlds: fc.Arbitrary<World> = fc.record({
  boxes: fc.array(box, { minLength: 3, maxLength: 7 }),
  cables: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 }),
  isBrief: fc.boolean(),
  deaf: fc.uniqueArray(fc.nat(23), { maxLength: 3 }),
});

/** One box as it is, worked out from the others where names and MACs must be borne twice, or once. */
interface Device {
  readonly box: Box;
  readonly name: string;
  readonly hostname: string;
  readonly advertised: string;
  readonly chassis: string;
  readonly address: string;
  readonly isRead: boolean;
}

function build(boxes: readonly Box[]): Device[] {
  const names = new Set<string>();
  return boxes.map((one, i) => {
    // A stranger has a domain of its own, and no name that is cut: a table that cuts it names an inventory device just as well.
    const hostname = one.isStranger && one.label.length > 20 ? `sw-${i}` : one.label;
    const domain = one.isStranger ? 'x.example' : one.domain;
    const free = !one.isStranger && !one.renamed && !names.has(hostname);
    const name = one.isStranger ? `stranger-${i}` : free ? hostname : `box${i}`;
    if (!one.isStranger) names.add(name);
    const donor = boxes[i - 1];
    const isClone =
      one.isClone && donor !== undefined && !donor.isStranger && !one.isStranger && donor.label !== one.label;
    const number = isClone ? i - 1 : i;
    return {
      ...{ box: one, name, hostname, address: `192.0.2.${i + 1}` },
      advertised: domain === null ? hostname : `${hostname}.${domain}`,
      chassis: one.isGateway && one.isStranger ? VIRTUAL_MAC : `5254.0000.00${number}0`,
      // Of a device that was never read nobody can know that it is called otherwise.
      isRead: one.isPolled || name !== hostname,
    };
  });
}

function portName(cable: number): string {
  return `GigabitEthernet0/${cable}`;
}

interface Cabled {
  readonly devices: readonly Device[];
  readonly cables: readonly (readonly [number, number])[];
}

function cabled({ boxes, cables }: World): Cabled {
  const devices = build(boxes);
  const real = cables.map(([a, b]) => [a % devices.length, b % devices.length] as const).filter(([a, b]) => a !== b);
  return { devices, cables: real };
}

function visit(world: World): TopologyInput {
  const { devices, cables } = cabled(world);
  const known = devices.flatMap((device, i) =>
    device.box.isStranger ? [] : [visitOne(device, i, devices, cables, world)],
  );
  const takenAt = '2026-11-21T10:00:00Z';
  const settings = { declaredLinks: [], domains: ['a.example'], excludePort: () => false };
  return { id: takenAt, takenAt, devices: known, ...settings, previous: null };
}

function visitOne(
  device: Device,
  number: number,
  devices: readonly Device[],
  cables: Cabled['cables'],
  world: World,
): TopologyDevice {
  const heard = cables.flatMap(([a, b], cable) => {
    const side = a === number ? 0 : b === number ? 1 : null;
    const far = devices[side === 0 ? b : a];
    return side === null || far === undefined || world.deaf.includes(cable * 2 + side) ? [] : [hear(far, cable, world)];
  });
  const { isRead } = device;
  return {
    ...{ name: device.name, groups: [], site: null, role: null, aliases: [], platform: 'cisco_ios' },
    host: device.box.tellsIds ? device.address : device.name,
    poll: {
      ...{ status: isRead ? 'ok' : 'unreachable', code: isRead ? null : 'DEVICE_UNREACHABLE', message: null },
      ...{ hint: null, tookMs: 1, changed: false },
    },
    facts: isRead ? factsOf(device, heard, cables.length) : null,
    evidence: new Map(),
  };
}

function hear(far: Device, cable: number, { isBrief }: World): Neighbor {
  const row = neighbor(portName(cable), isBrief ? far.advertised.slice(0, 20) : far.advertised, portName(cable));
  if (isBrief) return { ...row, nameTruncated: far.advertised.length >= 20 };
  const managementAddresses = far.box.isGateway ? [VIRTUAL_ADDRESS] : [far.address];
  return { ...row, chassisId: far.chassis, managementAddresses };
}

function factsOf({ box: one, hostname, chassis, address }: Device, neighbors: Neighbor[], ports: number): DeviceFacts {
  return {
    ...{ hostname, domain: one.domain, model: null, version: null, serial: null },
    ...{ chassisId: one.tellsIds ? chassis : null, uptimeSeconds: null, flowExport: null, endpoints: [] },
    ...{ lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 }, neighbors, problems: [] },
    ports: one.tellsIds ? portsOf(one, address, ports) : [],
    neighborsOutcome: neighbors.length > 0 ? 'ok' : 'empty',
  };
}

function portsOf({ isGateway }: Box, address: string, count: number): Port[] {
  const plain = {
    ...{ ifIndex: null, speedBps: null, adminUp: true, operUp: null, description: null, mac: null, bundle: null },
    ...{ bundleProtocol: null, bundleState: null, mtu: null, duplex: null },
  };
  const vlan = { mac: isGateway ? VIRTUAL_MAC : null, addresses: isGateway ? [address, VIRTUAL_ADDRESS] : [address] };
  const cabledPorts = Array.from({ length: count }, (_, i) => ({
    ...plain,
    name: portName(i),
    short: `Gi0/${i}`,
    addresses: [],
  }));
  return [...cabledPorts, { ...plain, name: 'Vlan1', short: 'Vl1', ...vlan }];
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  return items
    .map((item, i) => ({ item, key: ((i + 1) * 7919 + seed * 104_729) % 1013 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe('identity in random networks', () => {
  it('attributes no claim to a wrong device', () => {
    const rules = new Map<string, number>();
    fc.assert(
      fc.property(worlds, (world) => {
        const { devices, cables } = cabled(world);
        const managed = new Set(devices.filter(({ box: one }) => !one.isStranger).map(({ name }) => name));
        for (const link of buildTopology(visit(world)).links) {
          for (const claim of link.claims) {
            const far = link.a.device === claim.by ? link.b : link.a;
            const [a, b] = (cables[Number(claim.port?.split('/')[1])] ?? []).map((i) => devices[i]?.name ?? '');
            rules.set(claim.rule, (rules.get(claim.rule) ?? 0) + 1);
            // A guess is marked as one, and is made of devices that were never read only.
            if (!managed.has(far.device) || claim.rule.startsWith('guess:')) continue;
            expect(far.device, claim.rule).toBe(a === claim.by ? b : a);
          }
        }
      }),
      { numRuns: 3000 },
    );
    const strong = ['chassis id', 'management address', 'hostname', 'unique 20-character prefix', 'reciprocity'];
    for (const rule of [...strong, 'domain-stripped name', 'hostname and domain'])
      expect([...rules.keys()]).toContain(rule);
  });

  it('does not depend on the order of devices, claims and ports', () => {
    fc.assert(
      fc.property(worlds, fc.nat(1000), (world, seed) => {
        const input = visit(world);
        const devices = input.devices.map((device) => ({
          ...device,
          facts: device.facts && {
            ...device.facts,
            neighbors: shuffled(device.facts.neighbors, seed),
            ports: shuffled(device.facts.ports, seed + 1),
          },
        }));
        expect(buildTopology({ ...input, devices: shuffled(devices, seed) })).toEqual(buildTopology(input));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every device of the inventory one node, and makes none of two', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const input = visit(world);
        const found = buildTopology(input).devices;
        const managed = found.filter((device) => device.managed).map(({ name }) => name);
        expect(managed).toEqual(input.devices.map(({ name }) => name).sort());
        expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
        for (const { name, identity } of found) {
          const own = identity.find(({ alias }) => alias === name);
          expect(own?.rule, `why ${name} is a device`).toBeTruthy();
        }
      }),
    );
  });
});
