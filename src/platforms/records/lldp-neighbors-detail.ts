// `show lldp neighbors detail` and its kin: one block per neighbour. Which of its own ports hears the neighbour is printed
// by some releases only; lldp-merge.ts recovers it from the brief table.
import type { ParsedRecord } from '../../model/index.ts';
import { sealIosDescriptions } from '../prepare/ios-descriptions.ts';
import { TIME_REMAINING } from '../reading/volatile-lines.ts';
import type { TableParser } from '../table-parser.ts';
import { capabilityLetters } from './capability-letters.ts';
import { linesOf, numberOf, portFields, type TemplateRow, textOf } from './row-values.ts';

const DETAIL = {
  alwaysCounted: true,
  trailer: /^Total entries displayed\s*:\s*(\d+)/,
  prepare: sealIosDescriptions,
  volatile: TIME_REMAINING,
  toRecord,
} as const;

export const LLDP_NEIGHBORS_DETAIL: TableParser = {
  ...DETAIL,
  folder: 'lldp_neighbors_detail',
  typed: ['show lldp neighbors detail'],
  template: 'cisco_ios_show_lldp_neighbors_detail',
};

export const LLDP_NEIGHBORS_IF_DETAIL: TableParser = {
  ...DETAIL,
  folder: 'lldp_neighbors_if_detail',
  typed: ['show lldp neighbors <interface> detail'],
  template: 'cisco_ios_show_lldp_neighbors_detail',
};

export const LLDP_ENTRY: TableParser = {
  ...DETAIL,
  folder: 'lldp_entry',
  typed: ['show lldp entry <name>'],
  template: 'cisco_ios_show_lldp_entry',
};

function toRecord(row: TemplateRow): ParsedRecord {
  const description = linesOf(row, 'SYSTEM_DESCRIPTION').join('\n').trim();
  return {
    ...portFields('localInterface', textOf(row, 'LOCAL_INTERFACE')),
    chassisId: textOf(row, 'CHASSIS_ID'),
    chassisIdSubtype: textOf(row, 'CHASSIS_ID_SUBTYPE'),
    ...portFields('portId', textOf(row, 'PORT_ID')),
    portIdSubtype: textOf(row, 'PORT_ID_SUBTYPE'),
    portDescription: textOf(row, 'PORT_DESCRIPTION'),
    systemName: textOf(row, 'SYSTEM_NAME'),
    systemDescription: description === '' ? null : description,
    systemDescriptionFirstLine: description === '' ? null : (description.split('\n')[0] ?? null),
    holdTime: numberOf(row, 'HOLD_TIME'),
    timeRemaining: numberOf(row, 'TIME_REMAINING'),
    systemCapabilities: capabilityLetters(linesOf(row, 'SYSTEM_CAPABILITIES')),
    enabledCapabilities: capabilityLetters(linesOf(row, 'ENABLED_CAPABILITIES')),
    managementAddresses: linesOf(row, 'MANAGEMENT_ADDRESS'),
    vlanId: numberOf(row, 'VLAN_ID'),
    peerSourceMac: textOf(row, 'PEER_SOURCE_MAC'),
  };
}
