// Makes the port map of a snapshot.
import type { LinkEnd, Snapshot, SnapshotDevice, SnapshotPort } from '../../model/index.ts';
import { exportSettings, parentPort } from './export-settings.ts';
import { exporterAddresses } from './exporter-addresses.ts';
import { type CabledLink, cabledLinks, mayCarry, type PortLink, portLinks } from './port-links.ts';
import { type MappedDevice, type MappedLink, PORT_FLAGS, type PortColumns, type PortMap } from './port-map.ts';

/** One port of a device with all that is known of it. */
interface PortFacts extends PortLink {
  readonly port: SnapshotPort;
  readonly flags: number;
  readonly rate: number;
}

/** Holds for records that come from now on, until the next snapshot: ifIndex numbers are those last read of each device. */
export function portMapOf(snapshot: Snapshot): PortMap {
  const cabled = cabledLinks(snapshot);
  const linkOf = portLinks(snapshot, cabled);
  const facts = snapshot.devices.map((device) => portFacts(device, linkOf));
  return {
    snapshot: snapshot.id,
    devices: mapDevices(snapshot.devices, facts),
    links: mapLinks(snapshot, cabled, facts),
    ports: toColumns(facts),
    addresses: exporterAddresses(snapshot.devices),
  };
}

function portFacts(device: SnapshotDevice, linkOf: (device: string, port: string) => PortLink): PortFacts[] {
  const settingsOf = exportSettings(device);
  const names = new Set(device.ports.map(({ name }) => name));
  return device.ports.map((port) => {
    const parent = parentPort(port.name);
    const tagged = parent !== null && names.has(parent) ? PORT_FLAGS.tagged : 0;
    const { flags, rate } = settingsOf(port.name);
    return { port, flags: flags | tagged, rate, ...linkOf(device.name, port.name) };
  });
}

function mapDevices(devices: readonly SnapshotDevice[], facts: readonly (readonly PortFacts[])[]): MappedDevice[] {
  let next = 0;
  return devices.map(({ name, flowExport }, position): MappedDevice => {
    const ports = facts[position] ?? [];
    const firstPort = next;
    next += ports.length;
    const tellsPorts = (flowExport?.ports.length ?? 0) > 0;
    return {
      name,
      firstPort,
      endPort: next,
      tellsPorts,
      measuresAllIngress: tellsPorts && measuresAll(ports, PORT_FLAGS.ingress),
      measuresAllEgress: tellsPorts && measuresAll(ports, PORT_FLAGS.egress),
      activeTimeoutSeconds: flowExport?.activeTimeoutSeconds ?? null,
    };
  });
}

/** A port that is not measured itself is by its LAG, or by all of its sub-interfaces. */
function measuresAll(ports: readonly PortFacts[], flag: number): boolean {
  const measured = new Set(ports.filter(({ flags }) => (flags & flag) !== 0).map(({ port }) => port.name));
  const children = new Map<string, string[]>();
  for (const { port } of ports) {
    const parent = parentPort(port.name);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), port.name]);
  }
  const isMeasured = (name: string): boolean =>
    measured.has(name) || (children.get(name)?.every((child) => measured.has(child)) ?? false);
  return ports
    .filter((one) => mayCarry(one.port, one))
    .every(({ port }) => isMeasured(port.name) || (port.bundle !== null && isMeasured(port.bundle)));
}

function mapLinks(
  { devices, links }: Snapshot,
  cabled: readonly CabledLink[],
  facts: readonly (readonly PortFacts[])[],
): MappedLink[] {
  const deviceAt = new Map(devices.map(({ name }, position) => [name, position]));
  const linkAt = new Map(cabled.map(({ id }, position) => [id, position]));
  const flags = cabled.map((): [number, number] => [0, 0]);
  for (const { port, link, end, flags: own } of facts.flat()) {
    const both = flags[link];
    // What a port without a number measures cannot be told from silence.
    if (both && port.ifIndex !== null) both[end] |= own;
  }
  const portOf = ({ device, port }: LinkEnd) => devices[deviceAt.get(device) ?? -1]?.ports.find((p) => p.name === port);
  return cabled.map((link, position): MappedLink => {
    const bundle = links[position]?.bundle ?? null;
    const bundleAt = bundle === null || bundle === link.id ? -1 : (linkAt.get(bundle) ?? -1);
    const [flagsA, flagsB] = flags[position] ?? [0, 0];
    const members = link.members.flatMap((id) => linkAt.get(id) ?? []);
    const own = link.speedBps ?? (members.length > 0 ? (portOf(link.a)?.speedBps ?? portOf(link.b)?.speedBps) : null);
    return {
      id: link.id,
      capacityBps: own ?? sumOf(members.map((member) => cabled[member]?.speedBps ?? null)),
      a: deviceAt.get(link.a.device) ?? -1,
      b: deviceAt.get(link.b.device) ?? -1,
      ...{ flagsA, flagsB, bundle: bundleAt, members },
    };
  });
}

/** Null where there is none, or one is not known. */
function sumOf(speeds: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const speed of speeds) {
    if (speed === null) return null;
    sum += speed;
  }
  return speeds.length === 0 ? null : sum;
}

function toColumns(facts: readonly (readonly PortFacts[])[]): PortColumns {
  const all = facts.flatMap((ports, device) => ports.map((one) => ({ ...one, device })));
  return {
    device: Uint32Array.from(all, ({ device }) => device),
    ifIndex: Uint32Array.from(all, ({ port }) => port.ifIndex ?? 0),
    link: Int32Array.from(all, ({ link }) => link),
    end: Uint8Array.from(all, ({ end }) => end),
    flags: Uint8Array.from(all, ({ flags }) => flags),
    rate: Float64Array.from(all, ({ rate }) => rate),
    names: all.map(({ port }) => port.name),
  };
}
