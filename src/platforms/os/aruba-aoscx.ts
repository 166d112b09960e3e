// Aruba AOS-CX: how a session looks on the wire, what a visit asks, and which answers can be read. It prints no ifIndex.
import type { ParsedRecord } from '../../model/index.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealFreeText } from '../prepare/free-text.ts';
import { UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, lagRecord } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { LAG_WORDS, lagProtocol } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { type TemplateRow, textOf } from '../records/row-values.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import { CISCO_IOS } from './cisco-ios.ts';

/** `Invalid input: foo`, `% Command incomplete.`, `% Unknown command.`, `Cannot execute command. Command not allowed.` */
const REJECTED =
  /^(?:Invalid input(?::|$)|% ?(?:Command incomplete|Incomplete command|Ambiguous command|Unknown command|Invalid input)|(?:Cannot execute command\. )?Command not allowed|Cannot execute command|Command (?:not found|authorization failed))[^\n]*$/im;

/** As IOS, with refusals and a pager of its own. */
const DIALECT: SessionDialect = {
  ...CISCO_IOS.platform.dialect,
  pager: /-- ?MORE ?--(?:, next page: Space, next line: Enter, quit: Control-C)?\s*$/,
  disablePaging: ['no page'],
  rejected: REJECTED,
};

/** A port without neighbours leaves its name behind, and no chassis. */
function toNeighbor(row: TemplateRow): ParsedRecord | null {
  return textOf(row, 'CHASSIS_ID') === null ? null : LLDP_NEIGHBORS_DETAIL.toRecord(row);
}

/** `show interface mgmt` does not name the port it tells of; a LAG tells here only whether it runs LACP. */
function toInterface(row: TemplateRow): ParsedRecord | null {
  const record = INTERFACES.toRecord(textOf(row, 'ADDRESS_MODE') === null ? row : { ...row, NAME: 'mgmt' });
  return record && { ...record, lagMode: lagProtocol(LAG_WORDS.aoscx, textOf(row, 'LAG_MODE')) };
}

/** A row is a member. */
const toLag = lagRecord(LAG_WORDS.aoscx);

export const ARUBA_AOSCX: PlatformModule = definePlatform({
  name: 'aruba_aoscx',
  aliases: ['aoscx', 'aos_cx', 'arubaoscx', 'arubanetworks.aoscx', 'arubanetworks.aoscx.aoscx', 'aruba_aos_cx'],
  dialect: DIALECT,
  visit: ['show lldp configuration', 'show lldp neighbor-info detail', 'show system', 'show interface'],
  optional: ['show interface mgmt', 'show lacp interfaces', 'show sflow'],
  endpoints: ['show arp all-vrfs', 'show mac-address-table'],
  neighborTables: null,
  lldpStatusCommand: 'show lldp configuration',
  lldpEnable: ['lldp'],
  configuration: { show: 'show running-config', style: 'indented', leave: 'exit', templates: 'aruba_aoscx' },
  signature: { command: 'show version', answer: /^(?:ArubaOS-CX|AOS-CX)\s*$/m },
  parsers: [
    sameRecord(LLDP, { typed: ['show lldp configuration'], template: 'aruba_aoscx_show_lldp_configuration' }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      typed: ['show lldp neighbor-info detail'],
      template: 'aruba_aoscx_show_lldp_neighbor-info_detail',
      alwaysCounted: true,
      prepare: sealFreeText({
        begins: /^Neighbor (?:System|Chassis)-Description\s*:/,
        ends: /^Neighbor Chassis-ID\s*:/,
        follows: /^Neighbor Management-Address\s*:/,
      }),
      toRecord: toNeighbor,
    }),
    sameRecord(VERSION, { typed: ['show version'], template: 'aruba_aoscx_show_version' }),
    sameRecord(VERSION, {
      folder: 'system',
      typed: ['show system'],
      template: 'aruba_aoscx_show_system',
      volatile: [...UPTIME, /^(?:CPU Util|Memory Usage) .*: (\d+)$/],
    }),
    sameRecord(INTERFACES, {
      typed: ['show interface', 'show interface <interface>', 'show interface mgmt', 'show interface <name>'],
      template: 'aruba_aoscx_show_interface',
      volatile: [
        /^ Link state: (?:up|down) (for .*?)(?: \(since .*)?$/,
        // Rates and counters: RX, TX and their sum.
        /^ {1,3}[A-Z][\w/ -]*?( {2,}(?:[\d.]+|n\/a) +(?:[\d.]+|n\/a) +(?:[\d.]+|n\/a))$/,
        /^ +(\d+ (?:input|output) packets\b.*)$/,
      ],
      toRecord: toInterface,
    }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      typed: ['show lacp interfaces'],
      template: 'aruba_aoscx_show_lacp_interfaces',
      toRecord: (row) => toLag({ ...row, PROTOCOL: 'lacp' }),
      mayBeSilent: true,
    }),
    sameRecord(FLOW_SETTINGS, {
      folder: 'flow_sflow',
      typed: ['show sflow'],
      template: 'aruba_aoscx_show_sflow',
      volatile: [/^Number of Samples +(\d+)$/],
    }),
    sameRecord(ARP, {
      typed: ['show arp all-vrfs', 'show arp'],
      template: 'aruba_aoscx_show_arp_all-vrfs',
      volatile: [/ ((?:reachable|stale|delay|probe) +)\S+$/],
    }),
    sameRecord(MAC_ADDRESS_TABLE, {
      typed: ['show mac-address-table'],
      template: 'aruba_aoscx_show_mac-address-table',
    }),
  ],
});
