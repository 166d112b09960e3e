// The addresses of every interface, IPv6 too: `show ip interface`, `show ipv6 interface brief`, `show interfaces terse` …
import type { TableParser } from '../table-parser.ts';
import { linesOf, portFields, type TemplateRow, textOf } from './row-values.ts';

/** One record an interface, or one an address: the facts join them. `addresses` in CIDR where the length is printed. */
export const IP_ADDRESSES: TableParser = {
  folder: 'ip_addresses',
  typed: ['show ipv6 interface brief'],
  template: 'cisco_ios_show_ipv6_interface_brief',
  toRecord(row) {
    return { ...portFields('interface', textOf(row, 'INTERFACE')), addresses: addressesOf(row) };
  },
};

/** Link-local addresses and a host's own loopback. */
const TELLS_NOTHING = /^(?:fe[89ab]|127\.|::1(?:\/|$))/;

/**
 * IP_ADDRESS and PREFIX_LENGTH may be lists of equal length; ADDRESS is a list of addresses as they are, `192.0.2.1/24` or
 * bare. Without link-local ones, which say nothing beyond their own cable, and a host's loopback, which every host has; lower case;
 * each once.
 */
export function addressesOf(row: TemplateRow): string[] {
  const lengths = linesOf(row, 'PREFIX_LENGTH');
  const joined = linesOf(row, 'IP_ADDRESS').map((address, i) => withLength(address.trim(), lengths[i]?.trim()));
  const all = [...joined, ...linesOf(row, 'ADDRESS').map((address) => address.trim())].map((one) => one.toLowerCase());
  const isAddress = (text: string) => /^[\da-f.:]+(?:\/\d+)?$/.test(text) && !TELLS_NOTHING.test(text);
  return [...new Set(all.filter(isAddress))];
}

function withLength(address: string, length: string | undefined): string {
  return length === undefined || length === '' || address.includes('/') ? address : `${address}/${length}`;
}
