// Juniper Junos: how a session looks on the wire, what a visit asks, and which answers can be read. The login must lead to the
// CLI: root's does not, it leads to a shell.
import type { ParsedRecord } from '../../model/index.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { sealFreeText } from '../prepare/free-text.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, lagRecord } from '../records/etherchannel-summary.ts';
import { flowTable } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_DESCRIPTION } from '../records/interfaces-description.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS } from '../records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_IF_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { numberOf, type TemplateRow } from '../records/row-values.ts';
import { DEVICE_PART, VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';
import type { TableParser } from '../table-parser.ts';

/** `user@host>`; a logical system stands behind the host. */
const USER_AT_HOST = '(?:[\\w.+$-]+@)?([A-Za-z0-9_][\\w.-]{0,254}?)(?::[\\w.-]+)?';

/** What the CLI says of a line that it does not take; `error:` is also said of a commit that failed. */
const REJECTED =
  /^ *(?:unknown command\.|syntax error(?:[.,:]|$)|missing (?:mandatory )?argument|invalid (?:value|argument|input|interface|ip address|character|numeric)|'[^'\n]*' is ambiguous\.|permission denied|error: \S)[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: new RegExp(`^${USER_AT_HOST}[>#]\\s*$`),
  privilegedPrompt: new RegExp(`^${USER_AT_HOST}[>#]\\s*$`),
  configPrompt: new RegExp(`^${USER_AT_HOST}#\\s*$`),
  pager: /---\(more(?: \d+%)?\)---\s*$/,
  disablePaging: ['set cli screen-length 0', 'set cli screen-width 0'],
  enable: null,
  rejected: REJECTED,
  configure: {
    // Refused while somebody else has lines that are not committed: they would be committed with ours.
    enter: 'configure exclusive',
    commit: ['commit and-quit'],
    leave: ['exit configuration-mode'],
    discard: ['rollback 0', 'exit configuration-mode'],
    save: [],
  },
  replies: [{ question: /Exit with uncommitted changes\? \[yes,no\] \(yes\)\s*$/, reply: 'yes' }],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
  around:
    /^(?:\{(?:master|backup|linecard|primary|secondary|hold|lost|disabled)[\w:.-]*\}(?:\[edit[^\]]*\])?|\[edit[^\]]*\])\s*$/,
};

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
    volatile: [/^Index: \d+ Time to live: \d+ Time mark: (.*?) Age: (\d+ secs?)$/],
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
    volatile: [
      /^(?:Current time|System time): (.*)$/,
      /^(?:System booted|Protocols started|Last configured): .*(\([^)]* ago\))/,
      /^ ?(\d{1,2}:\d\d(?:[AP]M)? +up .*)$/,
    ],
  }),
  sameRecord(INTERFACES, {
    typed: ['show interfaces', 'show interfaces <interface>', 'show interfaces extensive', 'show interfaces detail'],
    template: 'juniper_junos_show_interfaces',
    volatile: [
      /^ +Last flapped +: .*(\([^)]* ago\))$/,
      /^ +(?:Input|Output) (?:rate|packets|bytes) *: *(.*)$/,
      /^ +(?:Input|Output) : +(\d.*)$/,
      /^ +Statistics last cleared: (.*)$/,
    ],
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
    toRecord: lagRecord(LAG_WORDS.junos),
    mayBeSilent: true,
  }),
  sameRecord(ARP, { typed: ['show arp no-resolve', 'show arp'], template: 'juniper_junos_show_arp_no-resolve' }),
  sameRecord(MAC_ADDRESS_TABLE, {
    typed: ['show ethernet-switching table', 'show ethernet-switching table brief'],
    template: 'juniper_junos_show_ethernet-switching_table',
    volatile: [/ Learn( +[\d:]+) \S+$/],
    mayBeSilent: true,
  }),
  flowTable('flow_sflow', 'show configuration protocols sflow', 'juniper_junos_show_configuration_protocols_sflow'),
  flowTable(
    'flow_sampling',
    'show configuration forwarding-options sampling',
    'juniper_junos_show_configuration_flows',
  ),
  flowTable('flow_monitoring', 'show configuration services flow-monitoring', 'juniper_junos_show_configuration_flows'),
  flowTable('flow_interfaces', 'show configuration interfaces', 'juniper_junos_show_configuration_flows'),
];

/** Ports are physical: `ge-0/0/0.0` is a unit of one. A unit of `irb` is a port of its own, for its VLAN. */
function portName(printed: string): string {
  return printed.replace(/^([a-z]{2,4}-\d+\/\d+\/\d+(?::\d+)?|(?:ae|me|em|fxp|lo|reth|fab)\d+|vme)\.\d+$/, '$1');
}

export const JUNIPER_JUNOS: PlatformModule = definePlatform({
  name: 'juniper_junos',
  aliases: ['junos', 'juniper', 'junipernetworks.junos', 'junipernetworks.junos.junos', 'juniper_vjunosswitch'],
  dialect: DIALECT,
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
