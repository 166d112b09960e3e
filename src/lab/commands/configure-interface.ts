// Commands of interface configuration mode.
import { type PortConfiguration, prefixLengthOf } from '../configuration.ts';
import type { Command, CommandContext } from './command.ts';

type PortChange = (port: PortConfiguration, args: readonly string[]) => string | undefined;

function onPort(pattern: string, change: PortChange): Command {
  return {
    patterns: [pattern],
    mode: 'config-if',
    run: ({ device, session }: CommandContext, args) => {
      const { port } = session;
      if (!port) return '';
      let output: string | undefined;
      device.surroundings.change(device.end(port), () => {
        output = change(port, args);
      });
      return output ?? '';
    },
  };
}

function set(change: (port: PortConfiguration, args: readonly string[]) => Partial<PortConfiguration>): PortChange {
  return (port, args) => {
    Object.assign(port, change(port, args));
    return undefined;
  };
}

function setAddress(port: PortConfiguration, [ip = '', mask = '']: readonly string[]): string | undefined {
  const prefixLength = prefixLengthOf(mask);
  if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(ip) || prefixLength === null) return `Bad mask ${mask} for address ${ip}\n`;
  port.address = { ip, prefixLength };
  return undefined;
}

export const interfaceCommands: readonly Command[] = [
  onPort(
    'shutdown',
    set(() => ({ adminUp: false })),
  ),
  onPort(
    'no shutdown',
    set(() => ({ adminUp: true })),
  ),
  onPort(
    'description <line>',
    set((_, [text]) => ({ description: text ?? '' })),
  ),
  onPort(
    'no description',
    set(() => ({ description: null })),
  ),
  onPort(
    'lldp transmit',
    set(() => ({ lldpTransmit: true })),
  ),
  onPort(
    'no lldp transmit',
    set(() => ({ lldpTransmit: false })),
  ),
  onPort(
    'lldp receive',
    set(() => ({ lldpReceive: true })),
  ),
  onPort(
    'no lldp receive',
    set(() => ({ lldpReceive: false })),
  ),
  onPort('ip address <word> <word>', setAddress),
  onPort(
    'no ip address',
    set(() => ({ address: null })),
  ),
];
