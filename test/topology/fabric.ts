// Large generated networks with a known truth: who is cabled to whom, and what each device would say that it hears.
import {
  type DeviceFacts,
  linkId,
  NAME_COLUMN,
  type Neighbor,
  type Port,
  type Snapshot,
} from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';

export interface FabricDevice {
  /** In the inventory. */
  readonly name: string;
  /** What it calls itself to its neighbours. */
  readonly hostname: string;
  readonly chassis: string;
  readonly address: string;
}

/** Device by number, and port by number. */
export type FabricEnd = readonly [device: number, port: number];
export type FabricCable = readonly [FabricEnd, FabricEnd];

export interface Fabric {
  readonly devices: readonly FabricDevice[];
  readonly cables: readonly FabricCable[];
  readonly portsPerDevice: number;
}

export interface Hearing {
  readonly by: number;
  readonly port: number;
  readonly far: FabricEnd;
}

export interface FabricVisit {
  /** `brief`: names cut at 20 characters, no chassis id and no address. `names`: full names only. */
  readonly table: 'brief' | 'names' | 'detail';
  readonly takenAt: string;
  readonly previous: Snapshot | null;
  /** Whether the device at the first end gets the frames of the other. */
  readonly hears: (hearing: Hearing) => boolean;
  readonly polled: (device: number) => boolean;
  /** Whether the hostname was learnt where the device was polled. */
  readonly tellsName: boolean;
  readonly domains: readonly string[];
}

const VISIT: FabricVisit = {
  ...{ table: 'brief', takenAt: '2026-11-21T10:00:00.000Z', previous: null, domains: [], tellsName: true },
  ...{ hears: () => true, polled: () => true },
};

export function portName(port: number): string {
  return `GigabitEthernet1/0/${port}`;
}

export function fabricDevice(name: string, number: number): FabricDevice {
  const hex = number.toString(16).padStart(4, '0');
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  return { name, hostname: name, chassis: `5254.${hex}.0000`, address };
}

/** Ids of the links that are really there, sorted. */
export function fabricTruth({ devices, cables }: Fabric): string[] {
  const end = ([device, port]: FabricEnd) => ({ device: devices[device]?.name ?? '', port: portName(port) });
  return cables.map(([a, b]) => linkId(end(a), end(b))).sort();
}

export function visitFabric(fabric: Fabric, options: Partial<FabricVisit> = {}): TopologyInput {
  const visit = { ...VISIT, ...options };
  const heard = fabric.devices.map((): Hearing[] => []);
  for (const [a, b] of fabric.cables) {
    heard[a[0]]?.push({ by: a[0], port: a[1], far: b });
    heard[b[0]]?.push({ by: b[0], port: b[1], far: a });
  }
  const devices = fabric.devices.map((device, i) =>
    visitDevice(fabric, device, visit, visit.polled(i) ? (heard[i] ?? []).filter(visit.hears) : null),
  );
  const { takenAt, previous, domains } = visit;
  return { id: takenAt, takenAt, devices, declaredLinks: [], domains, previous, excludePort: () => false };
}

function visitDevice(
  fabric: Fabric,
  device: FabricDevice,
  visit: FabricVisit,
  heard: readonly Hearing[] | null,
): TopologyDevice {
  const status = heard === null ? 'unreachable' : 'ok';
  return {
    ...{ name: device.name, groups: [], site: null, role: null, aliases: [], platform: 'cisco_ios' },
    host: visit.table === 'detail' ? device.address : device.name,
    poll: { status, code: heard ? null : 'DEVICE_UNREACHABLE', message: null, hint: null, tookMs: 1, changed: false },
    facts: heard && factsOf(fabric, device, visit, heard),
    evidence: new Map([['show lldp neighbors', 'f'.repeat(64)]]),
  };
}

function factsOf(fabric: Fabric, device: FabricDevice, visit: FabricVisit, heard: readonly Hearing[]): DeviceFacts {
  const ports = Array.from({ length: fabric.portsPerDevice }, (_, i) => portOf(device, i + 1));
  return {
    ...{ hostname: visit.tellsName ? device.hostname : null, domain: null, model: 'WS-C3850', version: '16.12.4' },
    ...{ serial: null, chassisId: visit.table === 'detail' ? device.chassis : null, uptimeSeconds: null },
    ...{ lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 }, flowExport: null, endpoints: [], ports },
    neighbors: heard.flatMap((one) => neighborOf(fabric, one, visit)),
    ...{ neighborsOutcome: heard.length > 0 ? 'ok' : 'empty', problems: [] },
  };
}

function portOf({ chassis }: FabricDevice, number: number): Port {
  const mac = `${chassis.slice(0, -4)}${number.toString(16).padStart(4, '0')}`;
  return {
    ...{ name: portName(number), short: `Gi1/0/${number}`, ifIndex: number, speedBps: 1e9, adminUp: true },
    ...{ operUp: null, description: null, mac, bundle: null, bundleProtocol: null, bundleState: null },
    ...{ addresses: [], mtu: 1500, duplex: 'full' },
  };
}

function neighborOf({ devices }: Fabric, { port, far }: Hearing, { table, takenAt }: FabricVisit): Neighbor[] {
  const heard = devices[far[0]];
  if (!heard) return [];
  const isBrief = table === 'brief';
  const systemName = isBrief ? heard.hostname.slice(0, NAME_COLUMN).trimEnd() : heard.hostname;
  const told = table === 'detail' ? { chassisId: heard.chassis, managementAddresses: [heard.address] } : {};
  return [
    {
      ...{ protocol: 'lldp', localPort: portName(port), systemName, chassisId: null, managementAddresses: [] },
      ...{ nameTruncated: isBrief && heard.hostname.length >= NAME_COLUMN, portId: portName(far[1]), takenAt },
      ...{ portDescription: null, systemDescription: null, capabilities: ['B', 'R'], holdSeconds: 120 },
      ...{ remainingSeconds: 105, command: 'show lldp neighbors' },
      ...told,
    },
  ];
}

/**
 * A campus: per building two distribution switches, each cabled to every access switch of the building, and to both
 * cores. `nameOf` names a switch by building, floor and number; distribution switches are on floor 0.
 */
export function campus(
  size: { readonly buildings: number; readonly access: number },
  nameOf: (building: number, floor: number, number: number) => string,
): Fabric {
  const devices: FabricDevice[] = [fabricDevice('core-1', 0), fabricDevice('core-2', 1)];
  const cables: FabricCable[] = [
    [
      [0, 1],
      [1, 1],
    ],
  ];
  for (let building = 0; building < size.buildings; building++) {
    const dist = [0, 1].map((i) => devices.push(fabricDevice(nameOf(building, 0, i + 1), devices.length)) - 1);
    dist.forEach((device, i) => {
      for (const core of [0, 1])
        cables.push([
          [device, 101 + core],
          [core, 2 + building * 2 + i],
        ]);
    });
    for (let number = 0; number < size.access; number++) {
      const floor = 1 + Math.floor(number / 4);
      const access = devices.push(fabricDevice(nameOf(building, floor, 1 + (number % 4)), devices.length)) - 1;
      for (const [i, device] of dist.entries()) {
        cables.push([
          [access, 49 + i],
          [device, number + 1],
        ]);
      }
    }
  }
  return { devices, cables, portsPerDevice: 0 };
}

/** Every device is cabled to the next four, round a ring: `devices` × 4 links. */
export function ring(devices: number, nameOf: (number: number) => string): Fabric {
  const cables: FabricCable[] = [];
  for (let i = 0; i < devices; i++) {
    for (let step = 1; step <= 4; step++)
      cables.push([
        [i, step],
        [(i + step) % devices, step + 4],
      ]);
  }
  const named = Array.from({ length: devices }, (_, i) => fabricDevice(nameOf(i), i));
  return { devices: named, cables, portsPerDevice: 12 };
}
