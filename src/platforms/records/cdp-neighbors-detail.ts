// `show cdp neighbors detail` and `show cdp entry *`: one block per neighbour.
import type { ParsedRecord } from '../../model/index.ts';
import { HOLDTIME } from '../reading/volatile-lines.ts';
import type { TableParser } from '../table-parser.ts';
import { linesOf, numberOf, partsOf, portFields, type TemplateRow, textOf } from './row-values.ts';

/** Older releases print nothing at all where there is no neighbour. */
const DETAIL = {
  template: 'cisco_ios_show_cdp_neighbors_detail',
  mayBeSilent: true,
  volatile: HOLDTIME,
  trailer: /^Total cdp entries displayed\s*:\s*(\d+)/,
  toRecord,
} as const;

export const CDP_NEIGHBORS_DETAIL: TableParser = {
  ...DETAIL,
  folder: 'cdp_neighbors_detail',
  typed: ['show cdp neighbors detail', 'show cdp neighbors <interface> detail'],
};

export const CDP_ENTRY: TableParser = { ...DETAIL, folder: 'cdp_entry', typed: ['show cdp entry <name>'] };

function toRecord(row: TemplateRow): ParsedRecord {
  const version = linesOf(row, 'VERSION').join('\n').trim();
  return {
    deviceId: textOf(row, 'DEVICE_ID'),
    ...portFields('localInterface', textOf(row, 'LOCAL_INTERFACE')),
    ...portFields('portId', textOf(row, 'PORT_ID')),
    platform: textOf(row, 'PLATFORM'),
    capabilities: partsOf(row, 'CAPABILITIES', /\s+/),
    holdTime: numberOf(row, 'HOLD_TIME'),
    nativeVlan: numberOf(row, 'NATIVE_VLAN'),
    duplex: textOf(row, 'DUPLEX'),
    interfaceAddresses: linesOf(row, 'INTERFACE_ADDRESS'),
    managementAddresses: linesOf(row, 'MANAGEMENT_ADDRESS'),
    version: version === '' ? null : version,
    peerSourceMac: textOf(row, 'PEER_SOURCE_MAC'),
  };
}
