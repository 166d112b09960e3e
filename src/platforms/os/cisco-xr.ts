// Cisco IOS-XR: how a session looks on the wire, what a visit asks, and which answers can be read. Every answer begins with
// the time, and configuration is in force when it is committed.
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealIosDescriptions } from '../prepare/ios-descriptions.ts';
import { HOLDTIME, INTERFACE_COUNTERS, TIME_REMAINING, UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { CDP_NEIGHBORS_DETAIL } from '../records/cdp-neighbors-detail.ts';
import { ETHERCHANNEL_SUMMARY, lagRecord } from '../records/etherchannel-summary.ts';
import { flowTable } from '../records/flow-settings.ts';
import { IFINDEX } from '../records/ifindex.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';

/** `RP/0/RSP0/CPU0:`, and `sysadmin-vm:0_RP0` in the admin plane, which has no host name. */
const NODE = 'RP/\\d+/(?:RSP|RP)?\\d+/CPU\\d+:';
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}?)';
const MODE = '\\((?:config|admin)[A-Za-z0-9/._-]*\\)?';

const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unknown command|Bad |Authorization failed|Permission denied|This command is not authorized|Failed to commit)|Command authorization failed)[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: new RegExp(`^${NODE}${HOSTNAME}(?:${MODE})?#\\s*$`),
  privilegedPrompt: new RegExp(`^${NODE}${HOSTNAME}(?:${MODE})?#\\s*$`),
  configPrompt: new RegExp(`^${NODE}${HOSTNAME}\\(config[A-Za-z0-9/._-]*\\)?#\\s*$`),
  pager: / ?-{2,3} ?[Mm]ore ?-{2,3}\s*$/,
  disablePaging: ['terminal length 0', 'terminal width 512'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'configure terminal',
    commit: ['commit'],
    leave: ['end'],
    discard: ['abort'],
    save: [],
  },
  // Lines that are not committed are not wanted.
  replies: [
    {
      question: /Uncommitted changes found, commit them before exiting\(yes\/no\/cancel\)\? \[cancel\]:\s*$/,
      reply: 'no',
    },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
  around: /^[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)? \S+$/,
  logLine:
    /^(?:RP|LC|SP)\/\d+\/\S+:(?:\d{4} )?[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ .*%[A-Z][A-Z0-9_]*-[A-Z0-9_]+-[0-7]-[A-Z0-9_]+ ?: /,
};

export const CISCO_XR: PlatformModule = definePlatform({
  name: 'cisco_xr',
  aliases: [
    'iosxr',
    'ios_xr',
    'xr',
    'cisco_iosxr',
    'cisco_ios_xr',
    'cisco.iosxr',
    'cisco.iosxr.iosxr',
    'iosxr_netconf',
  ],
  dialect: DIALECT,
  visit: ['show lldp', 'show lldp neighbors detail', 'show version', 'show interfaces'],
  optional: [
    'show cdp neighbors detail',
    'show bundle',
    'show inventory chassis',
    'show snmp interface',
    'show ipv6 interface brief',
    'show running-config flow exporter-map',
    'show running-config flow monitor-map',
    'show running-config sampler-map',
    'show running-config formal interface | include flow',
  ],
  endpoints: ['show arp'],
  neighborTables: null,
  // On Catalyst `Fi` is FiveGigabitEthernet, which XR has not.
  portName: (printed) => printed.replace(/^Fi(?:veGigabitEthernet)?(?=\d)/, 'FiftyGigE'),
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['lldp'],
  configuration: { show: 'show running-config', style: 'indented', leave: 'exit', templates: 'cisco_xr' },
  signature: {
    prompt: /^RP\/\d+\/(?:RSP|RP)?\d+\/CPU\d+:/,
    command: 'show version',
    answer: /^Cisco IOS XR Software/m,
  },
  parsers: [
    sameRecord(LLDP, { typed: ['show lldp'], template: 'cisco_xr_show_lldp' }),
    sameRecord(LLDP_NEIGHBORS, {
      typed: ['show lldp neighbors', 'show lldp neighbors <interface>'],
      template: 'cisco_xr_show_lldp_neighbors',
      alwaysCounted: true,
    }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      typed: ['show lldp neighbors detail', 'show lldp neighbors <interface> detail'],
      template: 'cisco_xr_show_lldp_neighbors_detail',
      volatile: TIME_REMAINING,
      alwaysCounted: true,
      prepare: sealIosDescriptions,
    }),
    sameRecord(CDP_NEIGHBORS_DETAIL, {
      typed: ['show cdp neighbors detail', 'show cdp neighbors <interface> detail'],
      template: 'cisco_xr_show_cdp_neighbors_detail',
      volatile: HOLDTIME,
      mayBeSilent: true,
    }),
    sameRecord(VERSION, { typed: ['show version'], template: 'cisco_xr_show_version', volatile: UPTIME }),
    sameRecord(VERSION, {
      folder: 'hardware',
      typed: ['show inventory chassis', 'show inventory', 'admin show inventory chassis'],
      template: 'cisco_xr_show_inventory',
    }),
    sameRecord(INTERFACES, {
      typed: ['show interfaces', 'show interfaces <interface>'],
      template: 'cisco_xr_show_interfaces',
      volatile: INTERFACE_COUNTERS,
    }),
    sameRecord(IP_ADDRESSES, {
      typed: ['show ipv6 interface brief', 'show ipv6 vrf all interface brief'],
      template: 'cisco_xr_show_ipv6_interface_brief',
      mayBeSilent: true,
    }),
    sameRecord(IFINDEX, {
      typed: ['show snmp interface'],
      template: 'cisco_xr_show_snmp_interface',
      mayBeSilent: true,
    }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      typed: ['show bundle', 'show bundle <interface>'],
      template: 'cisco_xr_show_bundle',
      toRecord: lagRecord(LAG_WORDS.xr),
      mayBeSilent: true,
    }),
    sameRecord(ARP, {
      typed: ['show arp', 'show arp vrf <name>'],
      template: 'cisco_xr_show_arp',
      volatile: [/^\d+(?:\.\d+){3} +(\d[\dwdhms:.]* +)(?=[0-9A-Fa-f]{4}\.)/],
    }),
    flowTable(
      'flow_exporter',
      'show running-config flow exporter-map',
      'cisco_xr_show_running-config_flow_exporter-map',
    ),
    flowTable('flow_monitor', 'show running-config flow monitor-map', 'cisco_xr_show_running-config_flow_monitor-map'),
    flowTable('flow_sampler', 'show running-config sampler-map', 'cisco_xr_show_running-config_sampler-map'),
    flowTable(
      'flow_interface',
      'show running-config formal interface',
      'cisco_xr_show_running-config_formal_interface',
    ),
  ],
});
