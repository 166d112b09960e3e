// `show interfaces status`, as switches print it.
import { isPhysical, type PortConfiguration } from '../configuration.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

function portStatus(device: VirtualDevice, port: PortConfiguration): string {
  if (!port.adminUp) return 'disabled';
  if (device.memberState(port) === 's') return 'suspended';
  return device.isUp(port) ? 'connected' : 'notconnect';
}

export const showInterfacesStatus: Command = {
  patterns: ['show interfaces status'],
  mode: 'exec',
  run: ({ device }) => {
    const rows = device.ports
      .filter((port) => isPhysical(port.name) || port.name.startsWith('Port-channel'))
      .map((port) => {
        const vlan = device.isRouted(port) ? 'routed' : '1';
        const speed = port.speedMbps === null ? 'auto' : String(port.speedMbps);
        const name = (port.description ?? '').slice(0, 18).padEnd(19);
        return `${port.short.padEnd(10)}${name}${portStatus(device, port).padEnd(13)}${vlan.padEnd(11)}${(port.duplex ?? 'auto').padEnd(8)}${speed.padEnd(6)}RJ45`;
      });
    return printLines(['', 'Port      Name               Status       Vlan       Duplex  Speed Type', ...rows]);
  },
};
