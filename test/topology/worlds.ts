// Random networks with a known truth: which ports are cabled, what each device would hear, and which visits fail.
import fc from 'fast-check';
import type { DeviceFacts, Neighbor, Snapshot } from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';

/** A cable between ports, `[device, port]` by number. */
export type Cable = readonly [readonly [number, number], readonly [number, number]];

export interface World {
  readonly devices: number;
  readonly cables: readonly Cable[];
}

export interface Visits {
  /** Devices whose visit fails. */
  readonly failed: readonly number[];
  /** Devices whose table is partial: every other row is missing. */
  readonly partial: readonly number[];
  readonly takenAt: string;
  readonly previous: Snapshot | null;
}

const DEVICES = 6;
const PORTS = 4;

/** Cables with no two in one port and none from a device to itself. */
export const worlds: fc.Arbitrary<World> = fc
  .array(fc.tuple(end(), end()), { maxLength: 14 })
  .map((pairs) => ({ devices: DEVICES, cables: plug(pairs) }));

function end(): fc.Arbitrary<[number, number]> {
  return fc.tuple(fc.nat(DEVICES - 1), fc.nat(PORTS - 1));
}

function plug(pairs: [[number, number], [number, number]][]): Cable[] {
  const used = new Set<string>();
  return pairs.filter(([a, b]) => {
    if (a[0] === b[0] || used.has(a.join()) || used.has(b.join())) return false;
    used.add(a.join()).add(b.join());
    return true;
  });
}

export const someDevices = fc.uniqueArray(fc.nat(DEVICES - 1), { maxLength: DEVICES });

function nameOf(device: number): string {
  return `r${device}`;
}

function portOf(port: number): string {
  return `GigabitEthernet0/${port}`;
}

/** Ids of the links that are really there, sorted. */
export function truth(world: World): string[] {
  const text = ([device, port]: readonly [number, number]): string => `${nameOf(device)}:${portOf(port)}`;
  return world.cables.map(([a, b]) => [text(a), text(b)].sort().join('--')).sort();
}

export function visit(world: World, visits: Partial<Visits> = {}): TopologyInput {
  const takenAt = visits.takenAt ?? '2026-11-21T10:00:00Z';
  const devices = Array.from({ length: world.devices }, (_, device) => visitOne(world, device, visits));
  const settings = { declaredLinks: [], domains: ['lab.net'], excludePort: () => false };
  return { id: takenAt, takenAt, devices, ...settings, previous: visits.previous ?? null };
}

function visitOne(world: World, device: number, visits: Partial<Visits>): TopologyDevice {
  const name = nameOf(device);
  const failed = visits.failed?.includes(device) ?? false;
  const partial = visits.partial?.includes(device) ?? false;
  const heard = hearings(world, device).filter((_, i) => !partial || i % 2 === 1);
  const code = failed ? ('DEVICE_UNREACHABLE' as const) : null;
  return {
    ...{ name, groups: [], site: null, role: null, aliases: [], host: name, platform: 'cisco_ios' },
    poll: { status: failed ? 'unreachable' : 'ok', code, message: null, hint: null, tookMs: 1, changed: false },
    facts: failed ? null : factsOf(name, heard, partial),
    evidence: new Map(),
  };
}

function factsOf(hostname: string, neighbors: Neighbor[], partial: boolean): DeviceFacts {
  const whole = neighbors.length > 0 ? 'ok' : 'empty';
  return {
    ...{ hostname, domain: null, model: null, version: null, serial: null, chassisId: null },
    ...{ uptimeSeconds: null, flowExport: null, endpoints: [] },
    ...{ lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 }, ports: [], neighbors, problems: [] },
    neighborsOutcome: partial ? 'partial' : whole,
  };
}

function hearings(world: World, device: number): Neighbor[] {
  return world.cables.flatMap(([a, b]) => {
    const [own, far] = a[0] === device ? [a, b] : [b, a];
    return own[0] === device ? [neighbor(portOf(own[1]), `${nameOf(far[0])}.lab.net`, portOf(far[1]))] : [];
  });
}

export function neighbor(localPort: string | null, systemName: string | null, portId: string | null): Neighbor {
  return {
    ...{ protocol: 'lldp', localPort, systemName, nameTruncated: false, chassisId: null, portId },
    ...{ portDescription: null, systemDescription: null, capabilities: ['R'], managementAddresses: [] },
    ...{ holdSeconds: 120, remainingSeconds: null, command: 'show lldp neighbors', takenAt: null },
  };
}

/** The same visits where some devices have another inventory name and no hostname was learnt of anybody. */
export function renameInventory(input: TopologyInput, renamed: readonly number[]): TopologyInput {
  const devices = input.devices.map((device, i) => ({
    ...device,
    name: renamed.includes(i) ? inventoryName(i) : device.name,
    facts: device.facts && { ...device.facts, hostname: null },
  }));
  return { ...input, devices };
}

function inventoryName(device: number): string {
  return `box${device}`;
}
