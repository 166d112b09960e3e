// Cisco IOS: how a session looks on the wire, what a visit asks, and which answers can be read.
import { definePlatform, type PlatformModule } from '../platform-module.ts';
import { CONFIG_PROMPT_LINE, PRIVILEGED_PROMPT_LINE, PROMPT_LINE } from '../prompts/prompt-line.ts';
import { ARP } from '../records/arp.ts';
import { CDP_NEIGHBORS } from '../records/cdp-neighbors.ts';
import { CDP_ENTRY, CDP_NEIGHBORS_DETAIL } from '../records/cdp-neighbors-detail.ts';
import { ETHERCHANNEL_SUMMARY } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS, flowTable } from '../records/flow-settings.ts';
import { IFINDEX } from '../records/ifindex.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_DESCRIPTION } from '../records/interfaces-description.ts';
import { INTERFACES_STATUS } from '../records/interfaces-status.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { IP_INTERFACE_BRIEF } from '../records/ip-interface-brief.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_ENTRY, LLDP_NEIGHBORS_DETAIL, LLDP_NEIGHBORS_IF_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';

/** Every refusal stands on a line of its own and begins with `%` (or `Command authorization failed`, from AAA servers). */
const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unknown command|Unrecognized command|Bad |Authorization failed|Command rejected|Not authorized|Access denied|Permission denied|This command is not authorized)|Command authorization failed|Line has invalid autocommand)[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: PROMPT_LINE,
  privilegedPrompt: PRIVILEGED_PROMPT_LINE,
  configPrompt: CONFIG_PROMPT_LINE,
  pager: / ?-{2,3} ?[Mm]ore ?-{2,3}\s*$/,
  disablePaging: ['terminal length 0', 'terminal width 512'],
  enable: { command: 'enable', passwordPrompt: /[Pp]assword: ?$/ },
  rejected: REJECTED,
  configure: {
    enter: 'configure terminal',
    commit: [],
    leave: ['end'],
    discard: [],
    save: ['write memory'],
  },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};

const NEIGHBOR_TABLES = { brief: 'show lldp neighbors', detail: 'show lldp neighbors detail' } as const;

export const CISCO_IOS: PlatformModule = definePlatform({
  name: 'cisco_ios',
  aliases: ['ios', 'cisco', 'cisco.ios', 'cisco.ios.ios', 'cisco_ios_telnet'],
  dialect: DIALECT,
  visit: [
    'show lldp',
    NEIGHBOR_TABLES.brief,
    NEIGHBOR_TABLES.detail,
    'show version',
    'show interfaces',
    'show ip interface brief',
    'show snmp mib ifmib ifindex',
  ],
  optional: [
    'show cdp neighbors detail',
    'show etherchannel summary',
    'show ipv6 interface brief',
    'show ip flow export',
    'show ip flow interface',
    'show flow exporter',
    'show flow monitor',
    'show flow interface',
    'show sampler',
  ],
  endpoints: ['show ip arp', 'show mac address-table'],
  neighborTables: NEIGHBOR_TABLES,
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['lldp run'],
  configuration: { show: 'show running-config', style: 'indented', leave: 'exit', templates: 'cisco_ios' },
  signature: {
    command: 'show version',
    answer:
      /^(?:Cisco )?(?:IOS Software|IOS \(tm\)|Internetwork Operating System Software)(?![^\n]*(?:IOS-?XE|LINUX_IOSD|\bXE\b))/m,
  },
  parsers: [
    LLDP,
    LLDP_NEIGHBORS,
    LLDP_NEIGHBORS_DETAIL,
    LLDP_NEIGHBORS_IF_DETAIL,
    LLDP_ENTRY,
    CDP_NEIGHBORS,
    CDP_NEIGHBORS_DETAIL,
    CDP_ENTRY,
    VERSION,
    INTERFACES,
    INTERFACES_STATUS,
    INTERFACES_DESCRIPTION,
    IP_INTERFACE_BRIEF,
    IP_ADDRESSES,
    IFINDEX,
    ETHERCHANNEL_SUMMARY,
    ARP,
    MAC_ADDRESS_TABLE,
    FLOW_SETTINGS,
    flowTable('flow_interface_classic', 'show ip flow interface', 'cisco_ios_show_ip_flow_interface'),
    flowTable('flow_exporter', 'show flow exporter', 'cisco_ios_show_flow_exporter'),
    flowTable('flow_monitor', 'show flow monitor', 'cisco_ios_show_flow_monitor'),
    flowTable('flow_interface', 'show flow interface', 'cisco_ios_show_flow_interface'),
    flowTable('flow_sampler', 'show sampler', 'cisco_ios_show_sampler'),
  ],
});
