// HPE and H3C Comware 5 and 7: how a session looks on the wire, what a visit asks, and which answers can be read.
import type { ParsedRecord } from '../../model/index.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealFreeText } from '../prepare/free-text.ts';
import { BRACKET_CONFIG_PROMPT, BRACKET_PROMPT } from '../prompts/bracket-prompts.ts';
import { UPTIME } from '../reading/volatile-lines.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, lagRecord } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_STATUS } from '../records/interfaces-status.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { IP_INTERFACE_BRIEF } from '../records/ip-interface-brief.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { portSpellings } from '../records/own-port-names.ts';
import { linesOf, type TemplateRow, textOf } from '../records/row-values.ts';
import { DEVICE_PART, VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import type { TableParser } from '../table-parser.ts';

const REJECTED =
  /^ *(?:% ?(?:Unrecognized command|Incomplete command|Ambiguous command|Too many parameters|Wrong parameter|Permission denied)|Permission denied|Error: ?\S|The operation is not permitted)[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: BRACKET_PROMPT,
  // The prompt does not tell the role of the user: `super` cannot be seen to have worked.
  privilegedPrompt: BRACKET_PROMPT,
  configPrompt: BRACKET_CONFIG_PROMPT,
  pager: /-{4} More -{4}\s*$/,
  disablePaging: ['screen-length disable'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'system-view',
    commit: [],
    leave: ['return'],
    discard: [],
    save: ['save force'],
  },
  replies: [
    { question: /[Cc]hange (?:now|it)\? ?\[Y\/N\] ?:?\s*$/, reply: 'N' },
    // `save` without `force`, where a release has no other.
    { question: /written to the device\. Are you sure\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /exists, overwrite\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /^ *\(To leave the existing filename unchanged, press the enter key\) ?:?\s*$/i, reply: '' },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'quit',
  logLine: /^%(?:@\d+%)?[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \d{4} \S+ (?:%%\d{2})?[A-Z][A-Z0-9_]*\/\d\/[A-Z0-9_]+/,
};

const NOT_ENABLED = /^\s*(?:Error: |% ?)?(?:The )?(?:Global )?LLDP (?:function )?is (?:not enabled|disabled)\b/i;

const portName = portSpellings({
  Eth: 'Ethernet',
  Ethernet: 'Ethernet',
  GE: 'GigabitEthernet',
  GigabitEthernet: 'GigabitEthernet',
  XGE: 'Ten-GigabitEthernet',
  WGE: 'Twenty-FiveGigE',
  FGE: 'FortyGigE',
  HGE: 'HundredGigE',
  'M-GE': 'M-GigabitEthernet',
  MGE: 'M-GigabitEthernet',
  'M-Eth': 'M-Ethernet',
  BAGG: 'Bridge-Aggregation',
  RAGG: 'Route-Aggregation',
  Vlan: 'Vlan-interface',
  'Vlan-int': 'Vlan-interface',
  Loop: 'LoopBack',
  InLoop: 'InLoopBack',
  Tun: 'Tunnel',
});

/** A name is cut into lines of 20 characters, and so is whole. */
function toBriefRecord(row: TemplateRow): ParsedRecord | null {
  const name = [textOf(row, 'DEVICE_ID') ?? '', ...linesOf(row, 'MORE_NAME')].join('');
  const record = LLDP_NEIGHBORS.toRecord({ ...row, DEVICE_ID: name });
  return record && { ...record, nameTruncated: false };
}

/** Left over from the line of a port behind the last neighbour. */
function toDetailRecord(row: TemplateRow): ParsedRecord | null {
  const record = LLDP_NEIGHBORS_DETAIL.toRecord(row);
  return record === null || (record.chassisId === null && record.portId === null) ? null : record;
}

const NEIGHBOR_TABLES = {
  brief: 'display lldp neighbor-information list',
  detail: 'display lldp neighbor-information verbose',
} as const;

const PARSERS: readonly TableParser[] = [
  sameRecord(LLDP, {
    typed: ['display lldp status'],
    template: 'hp_comware_display_lldp_status',
    volatile: [/^ *LLDP neighbor information last changed time: *(.*)$/, /^ *Number of (?:sent|received) .*: (\d+)$/],
    disabled: NOT_ENABLED,
  }),
  sameRecord(LLDP, {
    folder: 'lldp_local',
    typed: ['display lldp local-information global', 'display lldp local-information'],
    template: 'hp_comware_display_lldp_local-information',
    disabled: NOT_ENABLED,
  }),
  sameRecord(LLDP_NEIGHBORS, {
    typed: [NEIGHBOR_TABLES.brief],
    template: 'hp_comware_display_lldp_neighbor-information_list',
    toRecord: toBriefRecord,
    mayBeSilent: true,
    disabled: NOT_ENABLED,
  }),
  sameRecord(LLDP_NEIGHBORS_DETAIL, {
    // Comware 5 knows no `verbose`: it says all without.
    typed: [NEIGHBOR_TABLES.detail, 'display lldp neighbor-information'],
    template: 'hp_comware_display_lldp_neighbor-information_verbose',
    volatile: [/^ *Update time +: (.*)$/],
    toRecord: toDetailRecord,
    prepare: sealFreeText({
      begins: /^\s*System description\s*:/,
      ends: /^\s*System capabilities supported\s*:/,
      follows: /^\s*System capabilities enabled\s*:/,
    }),
    mayBeSilent: true,
    disabled: NOT_ENABLED,
  }),
  sameRecord(VERSION, { typed: ['display version'], template: 'hp_comware_display_version', volatile: UPTIME }),
  sameRecord(DEVICE_PART, {
    folder: 'hardware',
    typed: ['display device manuinfo'],
    template: 'hp_comware_display_device_manuinfo',
  }),
  sameRecord(INTERFACES, {
    typed: ['display interface', 'display interface <interface>'],
    template: 'hp_comware_display_interface',
    volatile: [
      /^ *Last (?:link flapping|clearing of counters|time when physical state changed to \w+): *(.*)$/i,
      /^ *Last \d+ seconds (?:input|output)(?: rate)?: +(.*)$/,
      /^ *Peak (?:input|output) rate: (.*)$/,
      /^ *(?:Input|Output)(?: ?\((?:total|normal)\))?: +(.*)$/,
      /^ {4,}((?:\d+|-) [a-z].*)$/,
    ],
  }),
  sameRecord(INTERFACES_STATUS, {
    typed: ['display interface brief'],
    template: 'hp_comware_display_interface_brief',
  }),
  sameRecord(IP_INTERFACE_BRIEF, {
    typed: ['display ip interface brief'],
    template: 'hp_comware_display_ip_interface_brief',
  }),
  sameRecord(IP_ADDRESSES, {
    typed: ['display ipv6 interface brief'],
    template: 'hp_comware_display_ipv6_interface_brief',
    mayBeSilent: true,
  }),
  sameRecord(ETHERCHANNEL_SUMMARY, {
    typed: ['display link-aggregation verbose'],
    template: 'hp_comware_display_link-aggregation_verbose',
    toRecord: lagRecord(LAG_WORDS.comware),
    mayBeSilent: true,
  }),
  sameRecord(ARP, {
    typed: ['display arp', 'display arp all'],
    template: 'hp_comware_display_arp',
    volatile: [/^\d+(?:\.\d+){3} +[0-9a-f]{4}(?:-[0-9a-f]{4}){2} +\S+ +\S+ +(\d+ +)/],
    mayBeSilent: true,
  }),
  sameRecord(MAC_ADDRESS_TABLE, {
    typed: ['display mac-address'],
    template: 'hp_comware_display_mac-address',
    mayBeSilent: true,
  }),
  sameRecord(FLOW_SETTINGS, {
    folder: 'flow_sflow',
    typed: ['display sflow'],
    template: 'hp_comware_display_sflow',
    toRecord: (row) => FLOW_SETTINGS.toRecord({ ...row, PROTOCOL: 'sflow' }),
  }),
  sameRecord(FLOW_SETTINGS, {
    folder: 'flow_netstream',
    typed: ['display ip netstream export'],
    template: 'hp_comware_display_ip_netstream_export',
  }),
];

export const HP_COMWARE: PlatformModule = definePlatform({
  name: 'hp_comware',
  aliases: ['comware', 'comware7', 'comware5', 'hpe_comware', 'h3c_comware', 'h3c', 'hp_comware7', 'comware_7'],
  dialect: DIALECT,
  visit: ['display lldp status', NEIGHBOR_TABLES.brief, NEIGHBOR_TABLES.detail, 'display version', 'display interface'],
  optional: [
    'display lldp local-information global',
    'display device manuinfo',
    'display link-aggregation verbose',
    'display ipv6 interface brief',
    'display sflow',
    'display ip netstream export',
  ],
  endpoints: ['display arp', 'display mac-address'],
  neighborTables: NEIGHBOR_TABLES,
  portName,
  lldpStatusCommand: 'display lldp status',
  lldpEnable: ['lldp global enable'],
  configuration: { show: 'display current-configuration', style: 'indented', leave: 'quit', templates: 'hp_comware' },
  signature: {
    server: /^SSH-[\d.]+-Comware-/,
    command: 'display version',
    answer: /\bComware (?:Platform )?Software, (?:Software )?Version\b/,
  },
  parsers: PARSERS,
});
