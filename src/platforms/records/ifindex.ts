// `show snmp mib ifmib ifindex`: the numbers by which flows name interfaces. Holds more than ports (`unrouted VLAN 1002`).
import type { TableParser } from '../table-parser.ts';
import { numberOf, portFields, textOf } from './row-values.ts';

export const IFINDEX: TableParser = {
  folder: 'ifindex',
  typed: ['show snmp mib ifmib ifindex', 'show snmp mib ifmib ifindex <interface>'],
  template: 'cisco_ios_show_snmp_mib_ifmib_ifindex',
  toRecord(row) {
    return { ...portFields('interface', textOf(row, 'INTERFACE')), ifIndex: numberOf(row, 'IF_INDEX') };
  },
};
