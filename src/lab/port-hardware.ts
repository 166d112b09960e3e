// What a port is made of, and how fast it is.

import type { PortConfiguration } from './configuration.ts';
import { bundleMembers } from './device-ports.ts';
import type { VirtualDevice } from './virtual-device.ts';

const KINDS = [
  { type: 'Loopback', hardware: 'Loopback', bandwidthKbps: 8_000_000 },
  { type: 'FastEthernet', hardware: 'AmdFE', bandwidthKbps: 100_000 },
  { type: 'TenGigabitEthernet', hardware: 'Ten Gigabit Ethernet', bandwidthKbps: 10_000_000 },
  { type: 'Port-channel', hardware: 'EtherChannel', bandwidthKbps: 1_000_000 },
];

export function hardwareOf(port: PortConfiguration): { readonly hardware: string; readonly bandwidthKbps: number } {
  const kind = KINDS.find(({ type }) => port.name.startsWith(type)) ?? { hardware: 'iGbE', bandwidthKbps: 1_000_000 };
  return port.speedMbps === null ? kind : { ...kind, bandwidthKbps: port.speedMbps * 1000 };
}

/** Kilobits a second. A Port-channel has the sum of what is bundled in it, and its own figure while nothing is. */
export function bandwidthOf(device: VirtualDevice, port: PortConfiguration): number {
  const bundled = bundleMembers(device.ports, port) === null ? [] : device.bundles.bundled(port);
  const sum = bundled.reduce((total, member) => total + hardwareOf(member).bandwidthKbps, 0);
  return sum === 0 ? hardwareOf(port).bandwidthKbps : sum;
}
