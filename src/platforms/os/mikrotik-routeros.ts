// MikroTik RouterOS 6 and 7: how a session looks on the wire, what a visit asks, and which answers can be read.
import type { ParsedRecord } from '../../model/index.ts';
import { parseUptime } from '../facts/uptime.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { propertyLines } from '../prepare/property-lines.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, type LagMember, lagRecord } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { IFINDEX } from '../records/ifindex.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { INTERFACES_STATUS } from '../records/interfaces-status.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { linesOf, numberOf, partsOf, type TemplateRow, textOf } from '../records/row-values.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';

/** `[admin@r1] > `, `[admin@r1] /ip address> `, `[admin@r1] /ip/address> `, and `<SAFE>` for the sign in safe mode. */
const PROMPT = /^\[[^\][]{1,64}@([^\][]{1,64})\] ?(?:\/?[\w./ -]{0,100}?)?(?:>|<SAFE>)\s*$/;

/** `bad command name foo (line 1 column 5)` and its like; `failure:` is said of commands that were understood. */
const REJECTED =
  /^(?:bad command name|bad parameter|expected (?:end of command|command name|closing|value|variable name)|syntax error|no such (?:item|command|argument)|invalid (?:value|internal item number|command name)|input does not match|ambiguous (?:value|command)|not enough permissions|unknown parameter|missing value|failure: )[^\n]*$/im;

const DIALECT: SessionDialect = {
  prompt: PROMPT,
  // There is one mode: what a user may do, its group says. Configuration is typed at any prompt.
  privilegedPrompt: PROMPT,
  configPrompt: /(?!)/,
  pager: /-- \[Q quit\|[^\]]*\]\s*$/,
  disablePaging: [],
  enable: null,
  rejected: REJECTED,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [
    { question: /see the software license\? \[Y\/n\]:?\s*$/i, reply: 'n' },
    // Offered at every login until the password is changed; Control-C declines.
    { question: /^new password> ?$/, reply: '\u0003' },
  ],
  // "Console login process" in MikroTik's manual: no colours, no terminal detection, a dumb terminal, 512 columns wide.
  loginSuffix: '+cte512w',
  // What the Enter key sends; a line feed behind it would be one more empty command.
  lineEnd: '\r',
  exit: '/quit',
  logLine:
    /^(?:(?:[a-z]{3}\/\d\d(?:\/\d{4})?|\d{4}-\d\d-\d\d) )?\d\d:\d\d:\d\d (?:echo: )?[a-z][a-z0-9-]*(?:,!?[a-z0-9-]+)+ /,
};

const LLDP_STATUS = '/ip neighbor discovery-settings print';
const NEIGHBORS = '/ip neighbor print detail without-paging';
const SYSTEM = '/system identity print; /system resource print; /system routerboard print';
/** The speed of a port is told only by watching it; a script does so for each. */
const SPEEDS = ':foreach i in=[/interface ethernet find] do={/interface ethernet monitor $i once}';
/** OIDs are printed without the name of their interface; a script puts it in front. */
const IF_INDEXES =
  ':foreach i in=[/interface find] do={:put ("ifIndex of " . [/interface get $i name]); /interface print oid without-paging where .id=$i}';
/** Which ports of a bond carry is told only by watching it. */
const BONDS = ':foreach i in=[/interface bonding find] do={/interface bonding monitor $i once}';
const FLOWS = '/ip traffic-flow print; /ip traffic-flow target print detail without-paging';

/** LLDP is on where neighbours are looked for at all; releases that name no protocols use all of them. */
function toLldp(row: TemplateRow): ParsedRecord {
  const list = textOf(row, 'INTERFACE_LIST');
  const protocols = linesOf(row, 'PROTOCOLS').join(',');
  const isOn = list !== 'none' && (protocols.trim() === '' || protocols.includes('lldp'));
  return {
    enabled: list === null ? null : isOn,
    helloInterval: parseUptime(textOf(row, 'INTERVAL') ?? ''),
    holdTime: null,
    reinitDelay: null,
  };
}

/**
 * By which protocol a neighbour was heard. Releases before 7.7 do not say: only LLDP tells capabilities and a system description,
 * only MNDP a software id, and another maker's platform is told by CDP. Null where nothing tells. MNDP crosses switches: it tells
 * no link.
 */
function protocolOf(row: TemplateRow): string | null {
  const said = (textOf(row, 'DISCOVERED_BY') ?? '').split(/,\s*/);
  const best = ['lldp', 'cdp', 'mndp'].find((protocol) => said.includes(protocol));
  if (best !== undefined) return best;
  const fromLldp = ['SYSTEM_CAPABILITIES', 'ENABLED_CAPABILITIES', 'SYSTEM_DESCRIPTION'];
  if (fromLldp.some((column) => textOf(row, column) !== null)) return 'lldp';
  const platform = textOf(row, 'PLATFORM');
  if (textOf(row, 'SOFTWARE_ID') !== null || platform === 'MikroTik') return 'mndp';
  return platform === null ? null : 'cdp';
}

function toNeighbor(row: TemplateRow): ParsedRecord {
  const told = [textOf(row, 'PLATFORM'), textOf(row, 'VERSION')].filter((text) => text !== null).join(' ');
  const described = linesOf(row, 'SYSTEM_DESCRIPTION');
  return {
    ...LLDP_NEIGHBORS_DETAIL.toRecord({ ...row, SYSTEM_DESCRIPTION: described.length > 0 ? described : [told] }),
    managementAddresses: [...new Set(linesOf(row, 'MANAGEMENT_ADDRESS'))],
    protocol: protocolOf(row),
    platform: textOf(row, 'PLATFORM'),
    board: textOf(row, 'BOARD'),
  };
}

function toInterface(row: TemplateRow): ParsedRecord {
  const flags = textOf(row, 'FLAGS') ?? '';
  return {
    ...INTERFACES.toRecord(row),
    adminEnabled: !flags.includes('X'),
    protocolUp: flags.includes('R'),
  };
}

function toStatus(row: TemplateRow): ParsedRecord {
  const full = textOf(row, 'DUPLEX');
  const duplex = full === null ? null : full === 'yes' ? 'full' : 'half';
  return { ...INTERFACES_STATUS.toRecord(row), name: null, duplex };
}

/** The ports of a bond that carry, and those that do not. */
function watchedMembers(row: TemplateRow): LagMember[] {
  const idle = textOf(row, 'PROTOCOL') === 'active-backup' ? 'backup' : 'inactive';
  const ports = (column: string, flags: string) =>
    partsOf(row, column, /[,\s]+/).map((name): LagMember => ({ interface: name, flags }));
  return [...ports('ACTIVE', 'active'), ...ports('INACTIVE', idle)];
}

function toFlowSettings(row: TemplateRow): ParsedRecord | null {
  // Version 1 knows no record that could be read.
  if (textOf(row, 'PROTOCOL') === '1') return null;
  const source = textOf(row, 'SOURCE');
  const isPort = textOf(row, 'PORT') !== null;
  return {
    ...FLOW_SETTINGS.toRecord(row),
    // Since RouterOS 6 a port tells what comes in and what goes out.
    ingress: isPort,
    egress: isPort,
    source: source === '0.0.0.0' || source === '::' ? null : source,
    ...samplingOf(row),
    activeTimeoutSeconds: parseUptime(textOf(row, 'ACTIVE') ?? ''),
    inactiveTimeoutSeconds: parseUptime(textOf(row, 'INACTIVE') ?? ''),
  };
}

/** Interval packets are looked at, space packets are not: one in (interval + space) / interval, where that is a whole number. */
function samplingOf(row: TemplateRow): ParsedRecord {
  const [interval, space] = [numberOf(row, 'SAMPLING_INTERVAL') ?? 0, numberOf(row, 'SAMPLING_SPACE') ?? 0];
  const rate = (interval + space) / interval;
  const isSampled = textOf(row, 'SAMPLING') === 'yes' && Number.isInteger(rate);
  return { rate: isSampled ? rate : null, mode: isSampled ? 'deterministic' : null };
}

/** A property that stands between no quotes: what a neighbour is called may look like one. */
const property = (name: string) =>
  new RegExp(`^(?=[^"]*(?:"(?:[^"\\\\]|\\\\.)*"[^"]*)*$)(?:[^"]|"(?:[^"\\\\]|\\\\.)*")*? ${name}=([\\w:.]+)(?= |$)`);

/** A table of entries; one without any may print nothing at all. */
const ENTRIES = { prepare: propertyLines, mayBeSilent: true } as const;

export const MIKROTIK_ROUTEROS: PlatformModule = definePlatform({
  name: 'mikrotik_routeros',
  aliases: ['routeros', 'mikrotik', 'community.routeros', 'community.routeros.routeros'],
  dialect: DIALECT,
  visit: [
    LLDP_STATUS,
    NEIGHBORS,
    SYSTEM,
    '/interface print detail without-paging',
    '/ip address print detail without-paging',
  ],
  optional: [
    '/ipv6 address print detail without-paging',
    '/interface bonding print detail without-paging',
    BONDS,
    SPEEDS,
    IF_INDEXES,
    FLOWS,
  ],
  endpoints: ['/ip arp print detail without-paging', '/interface bridge host print detail without-paging'],
  neighborTables: null,
  lldpStatusCommand: LLDP_STATUS,
  lldpEnable: ['/ip neighbor discovery-settings set discover-interface-list=!dynamic protocol=cdp,lldp,mndp'],
  signature: {
    server: /^SSH-2\.0-ROSSSH/,
    prompt: /^\[[^\][]+@[^\][]+\] (?:\/[\w/ -]*)?(?:>|<SAFE>)$/,
    banner: /^\s*MikroTik RouterOS \d/m,
    command: '/system resource print',
    answer: /^\s*platform: MikroTik\s*$/m,
  },
  parsers: [
    sameRecord(LLDP, {
      typed: [LLDP_STATUS],
      template: 'mikrotik_routeros_ip_neighbor_discovery-settings_print',
      toRecord: toLldp,
    }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      ...ENTRIES,
      typed: [NEIGHBORS],
      template: 'mikrotik_routeros_ip_neighbor_print_detail_without-paging',
      volatile: [property('age'), property('uptime')],
      toRecord: toNeighbor,
    }),
    sameRecord(VERSION, {
      typed: [SYSTEM, '/system resource print', '/system identity print', '/system routerboard print'],
      template: 'mikrotik_routeros_system_identity_print',
      volatile: [
        /^ *(?:uptime|free-memory|free-hdd-space|cpu-load|cpu-frequency|write-sect-since-reboot|write-sect-total): (.*)$/,
      ],
    }),
    sameRecord(INTERFACES, {
      ...ENTRIES,
      typed: ['/interface print detail without-paging'],
      template: 'mikrotik_routeros_interface_print_detail_without-paging',
      toRecord: toInterface,
    }),
    sameRecord(INTERFACES_STATUS, {
      mayBeSilent: true,
      typed: [SPEEDS],
      template: 'mikrotik_routeros_interface_ethernet_monitor_once',
      volatile: [/^ *sfp-(?:temperature|supply-voltage|tx-bias-current|tx-power|rx-power): (.*)$/],
      toRecord: toStatus,
    }),
    sameRecord(IFINDEX, { ...ENTRIES, typed: [IF_INDEXES], template: 'mikrotik_routeros_interface_print_oid' }),
    sameRecord(IP_ADDRESSES, {
      ...ENTRIES,
      typed: ['/ip address print detail without-paging', '/ipv6 address print detail without-paging'],
      template: 'mikrotik_routeros_ip_address_print_detail_without-paging',
    }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      ...ENTRIES,
      typed: ['/interface bonding print detail without-paging'],
      template: 'mikrotik_routeros_interface_bonding_print_detail_without-paging',
      toRecord: lagRecord(LAG_WORDS.routeros),
    }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      folder: 'etherchannel_monitor',
      typed: [BONDS],
      template: 'mikrotik_routeros_interface_bonding_monitor_once',
      toRecord: lagRecord(LAG_WORDS.routeros, watchedMembers),
      mayBeSilent: true,
    }),
    sameRecord(FLOW_SETTINGS, {
      ...ENTRIES,
      folder: 'flow_traffic_flow',
      typed: [FLOWS],
      template: 'mikrotik_routeros_ip_traffic-flow_print',
      toRecord: toFlowSettings,
    }),
    sameRecord(ARP, {
      ...ENTRIES,
      typed: ['/ip arp print detail without-paging'],
      template: 'mikrotik_routeros_ip_arp_print_detail_without-paging',
    }),
    sameRecord(MAC_ADDRESS_TABLE, {
      ...ENTRIES,
      typed: ['/interface bridge host print detail without-paging'],
      template: 'mikrotik_routeros_interface_bridge_host_print_detail_without-paging',
      volatile: [property('age')],
    }),
  ],
});
