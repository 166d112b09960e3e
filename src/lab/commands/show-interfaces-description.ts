// `show interfaces description`.
import { type Command, printLines } from './command.ts';
import { lineProtocol, linkStatus } from './show-interfaces.ts';

export const showInterfacesDescription: Command = {
  patterns: ['show interfaces description', 'show interfaces <interface> description'],
  mode: 'exec',
  run: ({ device }, [name]) => {
    const ports = device.ports.filter((port) => name === undefined || port.name === name);
    const rows = ports.map((port) => {
      const status = linkStatus(device, port).replace('administratively', 'admin');
      return `${port.short.padEnd(31)}${status.padEnd(15)}${lineProtocol(device, port).padEnd(9)}${port.description ?? ''}`;
    });
    return printLines(['Interface                      Status         Protocol Description', ...rows]);
  },
};
