// Cisco NX-OS: how a session looks on the wire, what a visit asks, and which answers can be read. Commands of a feature that
// is off are unknown to the parser, so `show feature` tells LLDP's state.
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealNxosDescriptions } from '../prepare/ios-descriptions.ts';
import { HOLDTIME, INTERFACE_COUNTERS, TIME_REMAINING, UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { CDP_NEIGHBORS_DETAIL } from '../records/cdp-neighbors-detail.ts';
import { ETHERCHANNEL_SUMMARY } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS, flowTable, SFLOW_SETTINGS } from '../records/flow-settings.ts';
import { IFINDEX } from '../records/ifindex.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import { CISCO_IOS } from './cisco-ios.ts';

const REJECTED =
  /^(?:% ?(?:Invalid (?:command|input|number|ip|interface|parameter)|Incomplete command|Ambiguous command|Unrecognized command|Permission denied|String exceeded)|Syntax error while parsing|Cmd exec error|Error: AAA|Permission denied|ERROR: )[^\n]*$/im;

/** As IOS; but what a user may do hangs on the role, not on a mode: there is no `enable`. */
const DIALECT: SessionDialect = {
  ...CISCO_IOS.platform.dialect,
  disablePaging: ['terminal length 0', 'terminal width 511'],
  enable: null,
  rejected: REJECTED,
  configure: { ...CISCO_IOS.platform.dialect.configure, save: ['copy running-config startup-config'] },
  logLine: /^\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \S+ (?:%\$ \S+ %\$ )?%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: /,
};

export const CISCO_NXOS: PlatformModule = definePlatform({
  name: 'cisco_nxos',
  aliases: ['nxos', 'nx_os', 'nexus', 'nxos_ssh', 'cisco.nxos', 'cisco.nxos.nxos', 'cisco_nxos_ssh'],
  dialect: DIALECT,
  visit: ['show feature', 'show lldp timers', 'show lldp neighbors detail', 'show version', 'show interface'],
  optional: [
    'show cdp neighbors detail',
    'show port-channel summary',
    'show interface snmp-ifindex',
    'show ipv6 interface brief vrf all',
    'show sflow',
    'show flow exporter',
    'show flow timeout',
    'show flow interface',
    'show sampler',
  ],
  endpoints: ['show ip arp vrf all', 'show mac address-table'],
  neighborTables: null,
  lldpStatusCommand: 'show feature',
  lldpEnable: ['feature lldp'],
  configuration: { show: 'show running-config', style: 'indented', leave: 'exit', templates: 'cisco_nxos' },
  signature: {
    command: 'show version',
    answer: /^(?:Cisco Nexus Operating System \(NX-OS\) Software|Nexus [\w-]+ .*NX-OS)/m,
  },
  parsers: [
    sameRecord(LLDP, { typed: ['show feature'], template: 'cisco_nxos_show_feature' }),
    sameRecord(LLDP, { folder: 'lldp_timers', typed: ['show lldp timers'], template: 'cisco_nxos_show_lldp_timers' }),
    sameRecord(LLDP_NEIGHBORS, {
      typed: ['show lldp neighbors', 'show lldp neighbors interface <interface>'],
      template: 'cisco_nxos_show_lldp_neighbors',
      alwaysCounted: true,
    }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      typed: ['show lldp neighbors detail', 'show lldp neighbors interface <interface> detail'],
      template: 'cisco_nxos_show_lldp_neighbors_detail',
      volatile: TIME_REMAINING,
      alwaysCounted: true,
      prepare: sealNxosDescriptions,
    }),
    sameRecord(CDP_NEIGHBORS_DETAIL, {
      typed: ['show cdp neighbors detail', 'show cdp neighbors interface <interface> detail'],
      template: 'cisco_nxos_show_cdp_neighbors_detail',
      volatile: HOLDTIME,
      mayBeSilent: true,
    }),
    sameRecord(VERSION, { typed: ['show version'], template: 'cisco_nxos_show_version', volatile: UPTIME }),
    sameRecord(INTERFACES, {
      typed: ['show interface', 'show interface <interface>'],
      template: 'cisco_nxos_show_interface',
      volatile: INTERFACE_COUNTERS,
    }),
    sameRecord(IP_ADDRESSES, {
      typed: ['show ipv6 interface brief vrf all', 'show ipv6 interface brief'],
      template: 'cisco_nxos_show_ipv6_interface_brief',
      mayBeSilent: true,
    }),
    sameRecord(IFINDEX, { typed: ['show interface snmp-ifindex'], template: 'cisco_nxos_show_interface_snmp-ifindex' }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      typed: ['show port-channel summary'],
      template: 'cisco_nxos_show_port-channel_summary',
    }),
    sameRecord(ARP, {
      typed: ['show ip arp vrf all', 'show ip arp', 'show ip arp vrf <name>'],
      template: 'cisco_nxos_show_ip_arp',
      volatile: [/^\d+(?:\.\d+){3} +(\d[\dwdhms:.]* +)(?=[0-9A-Fa-f]{4}\.|INCOMPLETE)/],
    }),
    sameRecord(MAC_ADDRESS_TABLE, {
      typed: ['show mac address-table', 'show mac address-table dynamic', 'show mac address-table vlan <name>'],
      template: 'cisco_nxos_show_mac_address-table',
      volatile: [/^.{1,45}\b(?:dynamic|static|secure) +(\d+ +)/],
    }),
    sameRecord(SFLOW_SETTINGS, { typed: ['show sflow'], template: 'cisco_nxos_show_sflow' }),
    flowTable('flow_exporter', 'show flow exporter', 'cisco_nxos_show_flow_exporter', [
      /^ +Sequence number (\d+)$/,
      /^ +Number of [A-Z][\w ]* (\d+)$/,
      /^ +Time statistics were last cleared: (.*)$/,
    ]),
    sameRecord(FLOW_SETTINGS, {
      folder: 'flow_timeout',
      typed: ['show flow timeout'],
      template: 'cisco_nxos_show_flow_timeout',
    }),
    flowTable('flow_interface', 'show flow interface', 'cisco_nxos_show_flow_interface'),
    flowTable('flow_sampler', 'show sampler', 'cisco_nxos_show_sampler'),
  ],
});
