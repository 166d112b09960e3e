// `show interfaces status`, as switches print it. Every port is routed here.
import { isPhysical } from '../configuration.ts';
import { type Command, printLines } from './command.ts';

export const showInterfacesStatus: Command = {
  patterns: ['show interfaces status'],
  mode: 'exec',
  run: ({ device }) => {
    const rows = device.ports
      .filter((port) => isPhysical(port.name) || port.name.startsWith('Port-channel'))
      .map((port) => {
        const status = port.adminUp ? (device.isUp(port) ? 'connected' : 'notconnect') : 'disabled';
        const name = (port.description ?? '').slice(0, 18).padEnd(19);
        return `${port.short.padEnd(10)}${name}${status.padEnd(13)}${'routed'.padEnd(11)}${'auto'.padEnd(8)}${'auto'.padEnd(6)}RJ45`;
      });
    return printLines(['', 'Port      Name               Status       Vlan       Duplex  Speed Type', ...rows]);
  },
};
