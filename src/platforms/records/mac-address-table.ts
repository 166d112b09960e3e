// `show mac address-table`: which MAC address was learnt on which port. `ports` also holds what is none: `CPU`, `Router`, `Drop`.
import { canonicalPortName } from '../../model/index.ts';
import type { TableParser } from '../table-parser.ts';
import { linesOf, type TemplateRow, textOf } from './row-values.ts';

/** Ports are parted by commas or blanks; one destination is a name of two words. */
const DESTINATION = /vPC Peer-Link(?:\(\w+\))?|[^\s,]+/g;

function portsOf(row: TemplateRow): string[] {
  return linesOf(row, 'PORTS').flatMap((line) => (line.match(DESTINATION) ?? []).map(canonicalPortName));
}

/** The VLAN as text (`1`, `All`, the routed port on a Catalyst 4500); null for `---` and `N/A`. */
function vlanOf(row: TemplateRow): string | null {
  const vlan = textOf(row, 'VLAN');
  return vlan === null || /^(?:-+|N\/A)$/.test(vlan) ? null : vlan;
}

export const MAC_ADDRESS_TABLE: TableParser = {
  folder: 'mac_address_table',
  typed: [
    'show mac address-table',
    'show mac-address-table',
    'show mac address-table dynamic',
    'show mac address-table vlan <name>',
    'show mac address-table interface <interface>',
    'show mac address-table interface <interface> vlan <name>',
  ],
  template: 'cisco_ios_show_mac_address-table',
  // Catalyst 6500 has a column "age" behind "learn".
  volatile: [/^.{1,45}\b(?:dynamic|static) +(?:Yes|No)( +\d+ +)/],
  toRecord(row) {
    return { mac: textOf(row, 'MAC'), vlan: vlanOf(row), type: textOf(row, 'TYPE'), ports: portsOf(row) };
  },
};
