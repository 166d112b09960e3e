// `show ip arp`: which MAC address answers for an IP address, and where. `mac` is null while the entry is incomplete.
import type { TableParser } from '../table-parser.ts';
import { numberOf, portFields, textOf } from './row-values.ts';

export const ARP: TableParser = {
  folder: 'arp',
  typed: ['show ip arp', 'show arp', 'show ip arp <interface>', 'show ip arp vrf <name>', 'show arp vrf <name>'],
  template: 'cisco_ios_show_ip_arp',
  volatile: [/^Internet +[\d.]+( +\d+) /],
  toRecord(row) {
    return {
      ip: textOf(row, 'IP_ADDRESS'),
      mac: textOf(row, 'MAC'),
      ageMinutes: numberOf(row, 'AGE'),
      type: textOf(row, 'TYPE'),
      ...portFields('interface', textOf(row, 'INTERFACE')),
      vlan: textOf(row, 'VLAN'),
      ...portFields('port', textOf(row, 'PORT')),
    };
  },
};
