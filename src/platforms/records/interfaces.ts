// `show interfaces`: status, addresses and counters of every interface.
import { canonicalPortName } from '../../model/index.ts';
import type { CommandParser } from '../command-parser.ts';
import { linesOf, numberOf, portFields, type TemplateRow, textOf } from '../row-values.ts';

/** Names of the LAG's members, canonical; empty for anything but a port-channel with members. */
function membersOf(row: TemplateRow): string[] {
  return linesOf(row, 'MEMBERS').flatMap((line) => line.split(/\s+/).map(canonicalPortName));
}

export const INTERFACES: CommandParser = {
  folder: 'interfaces',
  typed: ['show interfaces', 'show interfaces <interface>'],
  template: 'cisco_ios_show_interfaces',
  toRecord(row) {
    const linkStatus = textOf(row, 'LINK_STATUS');
    const protocolStatus = textOf(row, 'PROTOCOL_STATUS');
    return {
      ...portFields('name', textOf(row, 'NAME')),
      linkStatus,
      protocolStatus,
      adminEnabled: linkStatus === null ? null : !/^(?:admin|deleted)/.test(linkStatus),
      protocolUp: protocolStatus === null ? null : /^up\b/.test(protocolStatus),
      description: textOf(row, 'DESCRIPTION'),
      hardware: textOf(row, 'HARDWARE'),
      mac: textOf(row, 'MAC'),
      ipAddress: textOf(row, 'IP_ADDRESS'),
      prefixLength: numberOf(row, 'PREFIX_LENGTH'),
      mtu: numberOf(row, 'MTU'),
      bandwidthKbps: numberOf(row, 'BANDWIDTH'),
      duplex: textOf(row, 'DUPLEX'),
      speed: textOf(row, 'SPEED'),
      mediaType: textOf(row, 'MEDIA_TYPE'),
      members: membersOf(row),
      inputRateBps: numberOf(row, 'INPUT_RATE'),
      outputRateBps: numberOf(row, 'OUTPUT_RATE'),
      inputPackets: numberOf(row, 'INPUT_PACKETS'),
      outputPackets: numberOf(row, 'OUTPUT_PACKETS'),
      inputErrors: numberOf(row, 'INPUT_ERRORS'),
      outputErrors: numberOf(row, 'OUTPUT_ERRORS'),
    };
  },
};
