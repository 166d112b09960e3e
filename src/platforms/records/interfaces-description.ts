// `show interfaces description`: one row per interface, with its description in full.
import type { TableParser } from '../table-parser.ts';
import { portFields, textOf } from './row-values.ts';

export const INTERFACES_DESCRIPTION: TableParser = {
  folder: 'interfaces_description',
  typed: ['show interfaces description', 'show interfaces <interface> description'],
  template: 'cisco_ios_show_interfaces_description',
  toRecord(row) {
    return {
      ...portFields('port', textOf(row, 'PORT')),
      status: textOf(row, 'STATUS'),
      protocol: textOf(row, 'PROTOCOL'),
      description: textOf(row, 'DESCRIPTION'),
    };
  },
};
