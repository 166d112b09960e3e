// Huawei VRP 5 (configuration is in force line by line) and VRP 8 (it is committed): how a session looks on the wire, what a
// visit asks, and which answers can be read.
import type { ParsedRecord } from '../../model/index.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealFreeText } from '../prepare/free-text.ts';
import { BRACKET_CONFIG_PROMPT, BRACKET_PROMPT } from '../prompts/bracket-prompts.ts';
import { UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, lagRecord } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_DESCRIPTION } from '../records/interfaces-description.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { IP_INTERFACE_BRIEF } from '../records/ip-interface-brief.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { portSpellings } from '../records/own-port-names.ts';
import type { TemplateRow } from '../records/row-values.ts';
import { DEVICE_PART, VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import type { TableParser } from '../table-parser.ts';

/** `Error: Unrecognized command found at '^' position.`, with or without the blank. */
const REJECTED = /^ *(?:Error: ?\S|% ?(?:Unrecognized|Incomplete|Ambiguous|Too many|Wrong) )[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: BRACKET_PROMPT,
  // The prompt does not tell the level of the user: `super` cannot be seen to have worked.
  privilegedPrompt: BRACKET_PROMPT,
  configPrompt: BRACKET_CONFIG_PROMPT,
  pager: /-{4} More -{4}\s*$/,
  disablePaging: ['screen-length 0 temporary'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'system-view',
    commit: ['commit'],
    // VRP 5 has no such prompt: its lines are in force at once, and no commit is typed.
    uncommitted: /^(?:HRP_[MSAP])?\[\*/,
    leave: ['return'],
    discard: ['clear configuration candidate', 'return'],
    save: ['save'],
  },
  replies: [
    { question: /(?:Change now|Change it now|change the password now)\? ?\[Y\/N\] ?:?\s*$/i, reply: 'N' },
    { question: /written to the device\.? ?(?:Are you sure to continue|Continue)\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /^ *Are you sure to continue\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    {
      question: /(?:exists?|existed)[,.]? ?(?:Overwrite|overwrite)\? ?[([]Y\/N[)\]] ?(?:\[[YN]\])? ?:?\s*$/,
      reply: 'Y',
    },
    { question: /^ *Please input the file name ?\([^)]*\) ?\[[^\]]*\] ?:?\s*$/i, reply: '' },
    // Only where lines were given without a commit: they are not put in force behind the operator's back.
    { question: /\[Y\(yes\)\/N\(no\)\/C\(cancel\)\] ?:?\s*$/i, reply: 'N' },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'quit',
  logLine: /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{4} [\d:.]+(?:[+-][\d:]+)?(?: DST)? \S+ %%\d{2}[A-Z][\w-]*\/\d\/\w+/,
};

/** "Error: Global LLDP is not enabled." "Info: LLDP is not enabled globally." */
const NOT_ENABLED =
  /^(?:Error|Info|Warning): ?(?:The )?(?:Global )?LLDP (?:function )?(?:is )?(?:not enabled|disabled)\b/i;

/** 10GE, 40GE and 100GE are never abbreviated. */
const portName = portSpellings({ GE: 'GigabitEthernet', XGE: 'XGigabitEthernet', Eth: 'Ethernet' });

/** Left over from the line of a port behind the last neighbour. */
function toDetailRecord(row: TemplateRow): ParsedRecord | null {
  const record = LLDP_NEIGHBORS_DETAIL.toRecord(row);
  return record === null || (record.chassisId === null && record.portId === null) ? null : record;
}

const PARSERS: readonly TableParser[] = [
  sameRecord(LLDP, {
    typed: ['display lldp local'],
    template: 'huawei_vrp_display_lldp_local',
    disabled: NOT_ENABLED,
  }),
  sameRecord(LLDP_NEIGHBORS, {
    typed: ['display lldp neighbor brief'],
    template: 'huawei_vrp_display_lldp_neighbor_brief',
    volatile: [
      // The time stands in the last column on VRP 5, in the second on VRP 8.
      /^(?:\S+( {6,}\d{1,5}) {2}\S.*|\S+ .* (\d{1,5}))$/,
    ],
    mayBeSilent: true,
    disabled: NOT_ENABLED,
  }),
  sameRecord(LLDP_NEIGHBORS_DETAIL, {
    typed: ['display lldp neighbor', 'display lldp neighbor interface <interface>'],
    template: 'huawei_vrp_display_lldp_neighbor',
    volatile: [/^Expired time +: ?(\d+) ?s?$/],
    toRecord: toDetailRecord,
    prepare: sealFreeText({
      begins: /^System description\s*:/,
      ends: /^System capabilities supported\s*:/,
      follows: /^System capabilities enabled\s*:/,
    }),
    mayBeSilent: true,
    disabled: NOT_ENABLED,
  }),
  sameRecord(VERSION, {
    typed: ['display version'],
    template: 'huawei_vrp_display_version',
    volatile: [...UPTIME, /^FLASH Available Memory Size : (.*)$/],
  }),
  sameRecord(DEVICE_PART, {
    folder: 'hardware',
    typed: ['display device manufacture-info'],
    template: 'huawei_vrp_display_device_manufacture-info',
  }),
  sameRecord(INTERFACES, {
    typed: ['display interface', 'display interface <interface>'],
    template: 'huawei_vrp_display_interface',
    volatile: [
      /^ +(?:Input|Output) bandwidth utilization *:( +.*)$/,
      /^Current system time: ?(.*)$/,
      /^ *Last \d+ seconds (?:input|output) (?:rate|utility rate):? (.*)$/,
      /^ *(?:Input|Output) peak rate (.*)$/,
      /^ *(?:Input|Output): +(\d.*)$/,
      /^ {2,}[A-Z][\w -]*: +(\d.*)$/,
    ],
  }),
  sameRecord(INTERFACES_DESCRIPTION, {
    typed: ['display interface description'],
    template: 'huawei_vrp_display_interface_description',
  }),
  sameRecord(IP_INTERFACE_BRIEF, {
    typed: ['display ip interface brief'],
    template: 'huawei_vrp_display_ip_interface_brief',
  }),
  sameRecord(IP_ADDRESSES, {
    typed: ['display ipv6 interface brief'],
    template: 'huawei_vrp_display_ipv6_interface_brief',
    mayBeSilent: true,
  }),
  sameRecord(ETHERCHANNEL_SUMMARY, {
    typed: ['display eth-trunk', 'display eth-trunk <name>'],
    template: 'huawei_vrp_display_eth-trunk',
    toRecord: lagRecord(LAG_WORDS.vrp),
    mayBeSilent: true,
  }),
  sameRecord(ARP, {
    typed: ['display arp', 'display arp all'],
    template: 'huawei_vrp_display_arp',
    volatile: [/^\d+(?:\.\d+){3} +(?:[0-9a-f]{4}(?:-[0-9a-f]{4}){2}|Incomplete) +(\d+ +)/],
  }),
  sameRecord(MAC_ADDRESS_TABLE, {
    typed: ['display mac-address'],
    template: 'huawei_vrp_display_mac-address',
    volatile: [/ dynamic +(\d+)$/],
  }),
  sameRecord(FLOW_SETTINGS, {
    folder: 'flow_sflow',
    typed: ['display sflow'],
    template: 'huawei_vrp_display_sflow',
    toRecord: (row) => FLOW_SETTINGS.toRecord({ ...row, PROTOCOL: 'sflow' }),
  }),
  sameRecord(FLOW_SETTINGS, {
    folder: 'flow_netstream',
    // What follows the `|` is left out when a command is looked up.
    typed: ['display current-configuration'],
    template: 'huawei_vrp_display_netstream',
    mayBeSilent: true,
  }),
];

export const HUAWEI_VRP: PlatformModule = definePlatform({
  name: 'huawei_vrp',
  aliases: [
    'huawei',
    'vrp',
    'huawei_vrpv8',
    'huawei_vrp_ssh',
    'ce',
    'cloudengine',
    'community.network.ce',
    'huawei_vrp_v8',
  ],
  dialect: DIALECT,
  visit: ['display lldp local', 'display lldp neighbor', 'display version', 'display interface'],
  optional: [
    'display device manufacture-info',
    'display eth-trunk',
    'display ipv6 interface brief',
    'display sflow',
    'display current-configuration | include netstream',
  ],
  endpoints: ['display arp', 'display mac-address'],
  neighborTables: null,
  portName,
  lldpStatusCommand: 'display lldp local',
  lldpEnable: ['lldp enable'],
  configuration: { show: 'display current-configuration', style: 'indented', leave: 'quit', templates: 'huawei_vrp' },
  signature: {
    server: /^SSH-[\d.]+-HUAWEI-/,
    command: 'display version',
    answer: /^(?:Huawei Versatile Routing Platform|VRP \(R\) [Ss]oftware)/m,
  },
  parsers: PARSERS,
});
