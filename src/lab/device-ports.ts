// A device's ports as they are when it is switched on, and the ones that configuration adds.
import { canonicalPortName, comparePortNames, shortPortName } from '../model/index.ts';
import type { PortConfiguration } from './configuration.ts';
import type { LabDeviceSpec } from './lab-topology.ts';

/** A port as `interface NAME` makes it: up, without an address. */
export function createPort(name: string, ifIndex: number, mac: string): PortConfiguration {
  return {
    name,
    short: shortPortName(name),
    ifIndex,
    mac,
    address: null,
    description: null,
    adminUp: true,
    lldpTransmit: true,
    lldpReceive: true,
    cdpEnabled: true,
    flowIngress: false,
    flowEgress: false,
    flowMonitors: [],
    channelGroup: null,
  };
}

export function readPorts(deviceIndex: number, spec: LabDeviceSpec): PortConfiguration[] {
  const entries = new Map(Object.entries(spec.interfaces).map(([name, entry]) => [canonicalPortName(name), entry]));
  const bundleOf = new Map<string, number>();
  for (const [name, { members }] of entries) {
    for (const member of members) bundleOf.set(canonicalPortName(member), Number(name.replace(/\D+/, '')));
  }
  return [...entries]
    .sort(([a], [b]) => comparePortNames(a, b))
    .map(([name, entry], i) => {
      const [ip, length] = entry.address?.split('/') ?? [];
      const group = bundleOf.get(name);
      return {
        ...createPort(name, i + 1, `5254.${hex4(deviceIndex + 1)}.${hex4(i + 1)}`),
        address: ip === undefined ? null : { ip, prefixLength: Number(length) },
        description: entry.description ?? null,
        adminUp: !entry.shutdown,
        channelGroup: group === undefined ? null : { group, mode: 'active' },
      };
    });
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
