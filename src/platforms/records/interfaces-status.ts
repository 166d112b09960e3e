// `show interfaces status`: one row per switch port. `name` is its description, cut at 18 characters.
import type { TableParser } from '../table-parser.ts';
import { portFields, textOf } from './row-values.ts';

export const INTERFACES_STATUS: TableParser = {
  folder: 'interfaces_status',
  typed: ['show interfaces status', 'show interfaces <interface> status', 'show interfaces status err-disabled'],
  template: 'cisco_ios_show_interfaces_status',
  toRecord(row) {
    return {
      ...portFields('port', textOf(row, 'PORT')),
      name: textOf(row, 'NAME'),
      status: textOf(row, 'STATUS'),
      vlan: textOf(row, 'VLAN'),
      duplex: textOf(row, 'DUPLEX'),
      speed: textOf(row, 'SPEED'),
      type: textOf(row, 'TYPE'),
    };
  },
};
