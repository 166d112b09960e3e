// `show ip interface brief`: one row per interface that can have an address.
import type { TableParser } from '../table-parser.ts';
import { portFields, textOf } from './row-values.ts';

export const IP_INTERFACE_BRIEF: TableParser = {
  folder: 'ip_interface_brief',
  typed: ['show ip interface brief', 'show ip interface <interface> brief'],
  template: 'cisco_ios_show_ip_interface_brief',
  toRecord(row) {
    const ip = textOf(row, 'IP_ADDRESS');
    return {
      ...portFields('interface', textOf(row, 'INTERFACE')),
      ip: ip === 'unassigned' ? null : ip,
      method: textOf(row, 'METHOD'),
      status: textOf(row, 'STATUS'),
      protocol: textOf(row, 'PROTOCOL'),
    };
  },
};
