// Who is behind the ports: `show ip arp`, `show mac address-table`. Hosts have the other address of their cable's network.
import type { PortConfiguration } from '../configuration.ts';
import { otherAddress } from '../host-addresses.ts';
import type { Station } from '../surroundings.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

function stationsOf(device: VirtualDevice, port: PortConfiguration): readonly Station[] {
  return device.isUp(port) ? device.surroundings.stations(device.end(port)) : [];
}

function arpRow(ip: string, age: string, mac: string, port: string): string {
  return `Internet  ${ip.padEnd(15)}  ${age.padStart(8)}   ${mac}  ARPA   ${port}`;
}

function renderArp(device: VirtualDevice, port: PortConfiguration): string[] {
  const { address } = port;
  if (address === null || port.mac.startsWith('0000')) return [];
  const others = stationsOf(device, port).flatMap(({ mac, ip }) => {
    const known = ip ?? otherAddress(address);
    return known === null ? [] : [arpRow(known, '2', mac, port.name)];
  });
  return [arpRow(address.ip, '-', port.mac, port.name), ...others];
}

export const showAddressCommands: readonly Command[] = [
  {
    patterns: ['show ip arp', 'show arp', 'show ip arp <interface>'],
    mode: 'exec',
    run: ({ device }, [name]) =>
      printLines([
        'Protocol  Address          Age (min)  Hardware Addr   Type   Interface',
        ...device.ports
          .filter((port) => name === undefined || port.name === name)
          .flatMap((port) => renderArp(device, port)),
      ]),
  },
  {
    patterns: ['show mac address-table'],
    mode: 'exec',
    run: ({ device }) => {
      const rows = device.ports.flatMap((port) =>
        stationsOf(device, port).map(({ mac }) => `   1    ${mac}    DYNAMIC     ${port.short}`),
      );
      return printLines([
        '          Mac Address Table',
        '-------------------------------------------',
        '',
        'Vlan    Mac Address       Type        Ports',
        '----    -----------       --------    -----',
        ...rows,
        `Total Mac Addresses for this criterion: ${rows.length}`,
      ]);
    },
  },
];
