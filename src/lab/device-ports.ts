// A device's ports as they are when it is switched on, and the ones that configuration adds.
import { canonicalPortName, comparePortNames, shortPortName } from '../model/index.ts';
import {
  type ChannelGroup,
  DEFAULT_MTU,
  type DeviceConfiguration,
  isPhysical,
  type PortConfiguration,
} from './configuration.ts';
import type { LabDeviceSpec } from './lab-topology.ts';
import { parentPort, vlanOf } from './sub-interfaces.ts';

/** A port as `interface NAME` makes it: up, without an address. */
export function createPort(name: string, ifIndex: number, mac: string): PortConfiguration {
  return {
    name,
    short: shortPortName(name),
    ifIndex,
    mac,
    speedMbps: null,
    duplex: null,
    mtu: DEFAULT_MTU,
    address: null,
    description: null,
    adminUp: true,
    lldpTransmit: true,
    lldpReceive: true,
    cdpEnabled: true,
    flowIngress: false,
    flowEgress: false,
    flowMonitors: [],
    vlan: vlanOf(name),
    channelGroup: null,
    standalone: false,
  };
}

/** `chassis` counts the boxes that have stood in the device's place; each has addresses of its own. */
export function readPorts(deviceIndex: number, chassis: number, spec: LabDeviceSpec): PortConfiguration[] {
  const entries = new Map(Object.entries(spec.interfaces).map(([name, entry]) => [canonicalPortName(name), entry]));
  const bundleOf = new Map<string, ChannelGroup>();
  for (const [name, { members, mode }] of entries) {
    const group = { group: Number(name.replace(/\D+/, '')), mode };
    for (const member of members) bundleOf.set(canonicalPortName(member), group);
  }
  const vendor = `52${(0x54 + chassis).toString(16).padStart(2, '0')}`;
  return [...entries]
    .sort(([a], [b]) => comparePortNames(a, b))
    .map(([name, entry], i) => {
      const [ip, length] = entry.address?.split('/') ?? [];
      return {
        ...createPort(name, i + 1, `${vendor}.${hex4(deviceIndex + 1)}.${hex4(i + 1)}`),
        address: ip === undefined ? null : { ip, prefixLength: Number(length) },
        description: entry.description ?? null,
        adminUp: !entry.shutdown,
        speedMbps: entry.speed ?? null,
        duplex: entry.duplex ?? null,
        mtu: entry.mtu,
        channelGroup: bundleOf.get(name) ?? null,
        standalone: entry.standalone,
      };
    });
}

/** The port of that name, made where configuration makes such ports; null where it cannot. */
export function openPort({ ports, nullIfIndex }: DeviceConfiguration, name: string): PortConfiguration | null {
  const known = ports.find((port) => port.name === name);
  if (known) return known;
  if (isPhysical(name)) return null;
  const parent = ports.find((port) => port.name === parentPort(name));
  if (parentPort(name) !== null && !parent) return null;
  const ifIndex = Math.max(nullIfIndex, ...ports.map((one) => one.ifIndex)) + 1;
  const port = createPort(name, ifIndex, parent?.mac ?? '0000.0000.0000');
  ports.push(port);
  ports.sort((a, b) => comparePortNames(a.name, b.name));
  return port;
}

/** False where the port is a socket in the device, which stays. */
export function removePort({ ports }: DeviceConfiguration, name: string): boolean {
  const index = ports.findIndex((port) => port.name === name);
  if (isPhysical(name) || index < 0) return false;
  ports.splice(index, 1);
  return true;
}

/** The members of a Port-channel; null for any other port. */
export function bundleMembers(
  ports: readonly PortConfiguration[],
  { name }: PortConfiguration,
): readonly PortConfiguration[] | null {
  const group = /^Port-channel(\d+)$/.exec(name)?.[1];
  return group === undefined ? null : ports.filter((port) => port.channelGroup?.group === Number(group));
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}
