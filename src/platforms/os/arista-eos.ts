// Arista EOS: how a session looks on the wire, what a visit asks, and which answers can be read.
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealEosDescriptions } from '../prepare/eos-descriptions.ts';
import { INTERFACE_COUNTERS, UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY } from '../records/etherchannel-summary.ts';
import { SFLOW_SETTINGS } from '../records/flow-settings.ts';
import { IFINDEX } from '../records/ifindex.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import { CISCO_IOS } from './cisco-ios.ts';

const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command|port range|interface)|Ambiguous command|Incomplete (?:command|token)|Unrecognized command|Unavailable command|Authorization denied|Permission denied|Not supported|Bad )|Command authorization failed)[^\n]*$/im;

/** As IOS, with refusals and log lines of its own. */
const DIALECT: SessionDialect = {
  ...CISCO_IOS.platform.dialect,
  disablePaging: ['terminal length 0', 'terminal width 32767'],
  rejected: REJECTED,
  logLine: /^[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \S+ [\w-]+(?:\[\d+\])?: (?:\d+: )?%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: /,
};

export const ARISTA_EOS: PlatformModule = definePlatform({
  name: 'arista_eos',
  aliases: ['eos', 'arista', 'arista.eos', 'arista.eos.eos', 'arista_eos_ssh'],
  dialect: DIALECT,
  visit: ['show lldp', 'show lldp neighbors detail', 'show version', 'show interfaces'],
  optional: ['show port-channel dense', 'show snmp mib ifmib ifindex', 'show sflow', 'show sflow interfaces'],
  endpoints: ['show ip arp vrf all', 'show mac address-table'],
  neighborTables: null,
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['lldp run'],
  configuration: { show: 'show running-config', style: 'indented', leave: 'exit', templates: 'arista_eos' },
  signature: { command: 'show version', answer: /^Arista [\w-]+\s*$/m },
  parsers: [
    sameRecord(LLDP, { typed: ['show lldp'], template: 'arista_eos_show_lldp' }),
    sameRecord(LLDP_NEIGHBORS, {
      typed: ['show lldp neighbors', 'show lldp neighbors <interface>'],
      template: 'arista_eos_show_lldp_neighbors',
      volatile: [/^Last table change time *: (.*)$/, /^Number of table \S+ *: (\d+)$/],
    }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      typed: ['show lldp neighbors detail', 'show lldp neighbors <interface> detail'],
      template: 'arista_eos_show_lldp_neighbors_detail',
      volatile: [/^ +Neighbor .*, age (\d+ seconds?)$/, /^ +(Discovered .*; Last changed .*)$/],
      alwaysCounted: true,
      prepare: sealEosDescriptions,
      // The lines between blocks name the next port, or the last.
      toRecord: (row) => (row.CHASSIS_ID === '' ? null : LLDP_NEIGHBORS_DETAIL.toRecord(row)),
    }),
    sameRecord(VERSION, {
      typed: ['show version'],
      template: 'arista_eos_show_version',
      volatile: [...UPTIME, /^Free memory: +(.*)$/],
    }),
    sameRecord(INTERFACES, {
      typed: ['show interfaces', 'show interfaces <interface>'],
      template: 'arista_eos_show_interfaces',
      volatile: [...INTERFACE_COUNTERS, /^ +(?:Up|Down) (\d.*)$/],
    }),
    // As IOS prints it.
    sameRecord(IFINDEX, { typed: ['show snmp mib ifmib ifindex'], template: 'cisco_ios_show_snmp_mib_ifmib_ifindex' }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      typed: ['show port-channel dense', 'show port-channel summary'],
      template: 'arista_eos_show_port-channel_dense',
    }),
    sameRecord(ARP, {
      typed: ['show ip arp vrf all', 'show ip arp', 'show ip arp vrf <name>'],
      template: 'arista_eos_show_ip_arp',
      volatile: [/^\d+(?:\.\d+){3}( +\d[\d:]*| +\d+ days?, [\d:]+) +[0-9a-f]{4}\./],
      mayBeSilent: true,
    }),
    sameRecord(MAC_ADDRESS_TABLE, {
      typed: ['show mac address-table', 'show mac address-table dynamic', 'show mac address-table vlan <name>'],
      template: 'arista_eos_show_mac_address-table',
      volatile: [/^ *\S+ +\S+ +DYNAMIC +\S+ +(\d+ +\S.* ago)$/],
    }),
    sameRecord(SFLOW_SETTINGS, {
      typed: ['show sflow'],
      template: 'arista_eos_show_sflow',
      volatile: [/^(?:Total Packets|Number of \w+|Sample Pool|Hardware Trigger): (\d+)$/],
    }),
    sameRecord(SFLOW_SETTINGS, {
      folder: 'flow_sflow_interfaces',
      typed: ['show sflow interfaces'],
      template: 'arista_eos_show_sflow_interfaces',
      mayBeSilent: true,
    }),
  ],
});
