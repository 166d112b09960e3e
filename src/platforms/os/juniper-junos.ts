// Juniper Junos: what a visit asks, how LLDP is turned on, and which answers can be read.
import type { ParsedRecord } from '../../model/index.ts';
import type { TableParser } from '../command-parser.ts';
import { JUNIPER_JUNOS_DIALECT } from '../dialects/juniper-junos.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { ARP } from '../records/arp.ts';
import { DEVICE_PART } from '../records/device-part.ts';
import { ETHERCHANNEL_SUMMARY } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_DESCRIPTION } from '../records/interfaces-description.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_IF_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { sealFreeText } from '../records/seal-free-text.ts';
import { VERSION } from '../records/version.ts';
import { numberOf, type TemplateRow } from '../row-values.ts';

/** "warning: lldp subsystem not running - not needed by configuration." */
const NOT_RUNNING = /^(?:error|warning): (?:the )?(?:lldp|l2cpd|layer2-control)\b.* not running\b/i;

/** Names are whole, and "Port info" is the neighbour's port description or its port id: it counts as both. */
function toBriefRecord(row: TemplateRow): ParsedRecord | null {
  const record = LLDP_NEIGHBORS.toRecord(row);
  return (
    record && { ...record, portDescription: record.portIdAsPrinted ?? record.portId ?? null, nameTruncated: false }
  );
}

/** Printed are the time to live, and how long ago it was told. */
function toDetailRecord(row: TemplateRow): ParsedRecord | null {
  const [hold, age] = [numberOf(row, 'HOLD_TIME'), numberOf(row, 'AGE')];
  const record = LLDP_NEIGHBORS_IF_DETAIL.toRecord(row);
  return record && { ...record, timeRemaining: hold === null || age === null ? null : Math.max(0, hold - age) };
}

const PARSERS: readonly TableParser[] = [
  sameRecord(LLDP, {
    typed: ['show lldp', 'show lldp detail'],
    template: 'juniper_junos_show_lldp',
    disabled: NOT_RUNNING,
  }),
  sameRecord(LLDP, {
    folder: 'lldp_local',
    typed: ['show lldp local-information'],
    template: 'juniper_junos_show_lldp_local-information',
    disabled: NOT_RUNNING,
  }),
  sameRecord(LLDP_NEIGHBORS, {
    typed: ['show lldp neighbors'],
    template: 'juniper_junos_show_lldp_neighbors',
    toRecord: toBriefRecord,
    // Nothing is printed where nobody is heard.
    mayBeSilent: true,
    disabled: NOT_RUNNING,
  }),
  sameRecord(LLDP_NEIGHBORS_IF_DETAIL, {
    typed: ['show lldp neighbors interface <interface>'],
    template: 'juniper_junos_show_lldp_neighbors_interface',
    toRecord: toDetailRecord,
    prepare: sealFreeText({
      begins: /^System [Dd]escription\s*:/,
      ends: /^System capabilities\s*:?$/,
      follows: /^\s+Supported\s*:/,
    }),
    mayBeSilent: true,
    disabled: NOT_RUNNING,
  }),
  sameRecord(VERSION, { typed: ['show version'], template: 'juniper_junos_show_version' }),
  sameRecord(DEVICE_PART, {
    folder: 'hardware',
    typed: ['show chassis hardware'],
    template: 'juniper_junos_show_chassis_hardware',
  }),
  sameRecord(DEVICE_PART, {
    folder: 'system',
    typed: ['show system uptime'],
    template: 'juniper_junos_show_system_uptime',
  }),
  sameRecord(INTERFACES, {
    typed: ['show interfaces', 'show interfaces <interface>', 'show interfaces extensive', 'show interfaces detail'],
    template: 'juniper_junos_show_interfaces',
  }),
  sameRecord(INTERFACES_DESCRIPTION, {
    typed: ['show interfaces descriptions'],
    template: 'juniper_junos_show_interfaces_descriptions',
    mayBeSilent: true,
  }),
  sameRecord(IP_ADDRESSES, {
    typed: ['show interfaces terse', 'show interfaces <interface> terse'],
    template: 'juniper_junos_show_interfaces_terse',
  }),
  sameRecord(ETHERCHANNEL_SUMMARY, {
    typed: ['show lacp interfaces', 'show lacp interfaces <interface>'],
    template: 'juniper_junos_show_lacp_interfaces',
    mayBeSilent: true,
  }),
  sameRecord(ARP, { typed: ['show arp no-resolve', 'show arp'], template: 'juniper_junos_show_arp_no-resolve' }),
  sameRecord(MAC_ADDRESS_TABLE, {
    typed: ['show ethernet-switching table', 'show ethernet-switching table brief'],
    template: 'juniper_junos_show_ethernet-switching_table',
    mayBeSilent: true,
  }),
  flowSettings('flow_sflow', 'show configuration protocols sflow', 'juniper_junos_show_configuration_protocols_sflow'),
  flowSettings('flow_sampling', 'show configuration forwarding-options sampling'),
  flowSettings('flow_monitoring', 'show configuration services flow-monitoring'),
  flowSettings('flow_interfaces', 'show configuration interfaces'),
];

/** A section of the configuration; blank where nothing is configured in it. */
function flowSettings(
  folder: string,
  command: string,
  template = 'juniper_junos_show_configuration_flows',
): TableParser {
  return sameRecord(FLOW_SETTINGS, { folder, typed: [command], template, mayBeSilent: true });
}

/** Ports are physical: `ge-0/0/0.0` is a unit of one. A unit of `irb` is a port of its own, for its VLAN. */
function portName(printed: string): string {
  return printed.replace(/^([a-z]{2,4}-\d+\/\d+\/\d+(?::\d+)?|(?:ae|me|em|fxp|lo|reth|fab)\d+|vme)\.\d+$/, '$1');
}

export const JUNIPER_JUNOS: PlatformModule = definePlatform({
  name: 'juniper_junos',
  aliases: ['junos', 'juniper', 'junipernetworks.junos', 'junipernetworks.junos.junos', 'juniper_vjunosswitch'],
  dialect: JUNIPER_JUNOS_DIALECT,
  visit: ['show lldp', 'show lldp neighbors', 'show version', 'show interfaces'],
  optional: [
    'show lldp local-information',
    'show chassis hardware',
    'show system uptime',
    'show lacp interfaces',
    'show configuration protocols sflow | display set',
    'show configuration forwarding-options sampling | display set',
    'show configuration services flow-monitoring | display set',
    'show configuration interfaces | display set | match sampling',
  ],
  endpoints: ['show arp no-resolve', 'show ethernet-switching table'],
  neighborTables: null,
  portName,
  neighborPortDetail: { brief: 'show lldp neighbors', detail: 'show lldp neighbors interface <interface>' },
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['set protocols lldp interface all'],
  configuration: { show: 'show configuration | display set', style: 'set', leave: 'exit', templates: 'juniper_junos' },
  signature: {
    command: 'show version',
    answer: /^(?:Junos: |JUNOS (?:Base OS|Software Release|EX ))/m,
  },
  parsers: PARSERS,
});
