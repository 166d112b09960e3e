// `show interfaces`: status, addresses and counters of every interface.
import { canonicalPortName } from '../../model/index.ts';
import { INTERFACE_COUNTERS } from '../reading/volatile-lines.ts';
import type { TableParser } from '../table-parser.ts';
import { addressesOf } from './ip-addresses.ts';
import { linesOf, numberOf, portFields, type TemplateRow, textOf } from './row-values.ts';

/** Names of the LAG's members, canonical; empty for anything but a port-channel with members. */
function membersOf(row: TemplateRow): string[] {
  return linesOf(row, 'MEMBERS').flatMap((line) =>
    line
      .split(/[\s,]+/)
      .filter((port) => port !== '')
      .map(canonicalPortName),
  );
}

/** From the column ADMIN_STATUS where the OS prints one, else from the words of the link's status. */
function adminEnabled(adminStatus: string | null, linkStatus: string | null): boolean | null {
  if (adminStatus !== null) return /^(?:up|enabled?|yes|true)\b/i.test(adminStatus);
  return linkStatus === null ? null : !/^(?:(?:down \()?admin|deleted)/i.test(linkStatus);
}

export const INTERFACES: TableParser = {
  folder: 'interfaces',
  typed: ['show interfaces', 'show interfaces <interface>'],
  template: 'cisco_ios_show_interfaces',
  volatile: INTERFACE_COUNTERS,
  toRecord(row) {
    const linkStatus = textOf(row, 'LINK_STATUS');
    const protocolStatus = textOf(row, 'PROTOCOL_STATUS');
    return {
      ...portFields('name', textOf(row, 'NAME')),
      linkStatus,
      protocolStatus,
      adminEnabled: adminEnabled(textOf(row, 'ADMIN_STATUS'), linkStatus),
      protocolUp: protocolStatus === null ? null : /^up\b/i.test(protocolStatus),
      description: textOf(row, 'DESCRIPTION'),
      hardware: textOf(row, 'HARDWARE'),
      mac: textOf(row, 'MAC'),
      ipAddress: textOf(row, 'IP_ADDRESS'),
      prefixLength: numberOf(row, 'PREFIX_LENGTH'),
      addresses: addressesOf(row),
      mtu: numberOf(row, 'MTU'),
      bandwidthKbps: numberOf(row, 'BANDWIDTH'),
      duplex: textOf(row, 'DUPLEX'),
      speed: textOf(row, 'SPEED'),
      mediaType: textOf(row, 'MEDIA_TYPE'),
      members: membersOf(row),
      ...portFields('bundle', textOf(row, 'BUNDLE')),
      ifIndex: numberOf(row, 'IF_INDEX'),
      inputRateBps: numberOf(row, 'INPUT_RATE'),
      outputRateBps: numberOf(row, 'OUTPUT_RATE'),
      inputPackets: numberOf(row, 'INPUT_PACKETS'),
      outputPackets: numberOf(row, 'OUTPUT_PACKETS'),
      inputErrors: numberOf(row, 'INPUT_ERRORS'),
      outputErrors: numberOf(row, 'OUTPUT_ERRORS'),
    };
  },
};
