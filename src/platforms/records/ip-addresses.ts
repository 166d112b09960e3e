// The addresses of every interface, IPv6 too: `show ip interface`, `show ipv6 interface brief`, `show interfaces terse` …
import type { CommandParser } from '../command-parser.ts';
import { addressesOf } from './addresses-of.ts';
import { portFields, type TemplateRow, textOf } from './row-values.ts';

/** One record an interface, or one an address: the facts join them. `addresses` in CIDR where the length is printed. */
export const IP_ADDRESSES: CommandParser = {
  folder: 'ip_addresses',
  typed: ['show ipv6 interface brief'],
  template: 'cisco_ios_show_ipv6_interface_brief',
  toRecord(row: TemplateRow) {
    return { ...portFields('interface', textOf(row, 'INTERFACE')), addresses: addressesOf(row) };
  },
};
