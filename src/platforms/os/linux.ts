// Linux with lldpd: how a shell looks on the wire, what a visit asks, and which answers can be read. lldpcli needs root, or a
// user of lldpd's group; `become` opens a root shell with sudo.
import type { ParsedRecord } from '../../model/index.ts';
import { definePlatform, type PlatformModule, sameRecord } from '../platform-module.ts';
import { ARP } from '../records/arp.ts';
import { ETHERCHANNEL_SUMMARY, type LagMember, lagRecord, membersOf } from '../records/etherchannel-summary.ts';
import { FLOW_SETTINGS } from '../records/flow-settings.ts';
import { INTERFACES } from '../records/interfaces.ts';
import { IP_ADDRESSES } from '../records/ip-addresses.ts';
import { LAG_WORDS } from '../records/lag-words.ts';
import { LLDP } from '../records/lldp.ts';
import { LLDP_NEIGHBORS_DETAIL } from '../records/lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from '../records/mac-address-table.ts';
import { numberOf, type TemplateRow, textOf } from '../records/row-values.ts';
import { VERSION } from '../records/version.ts';
import type { SessionDialect } from '../session-dialect.ts';

/** `(venv) `, in front of everything. */
const BEFORE = '(?:\\([\\w. -]{1,60}\\) ?)?';
const USER = '(?:[A-Za-z_][\\w.-]{0,60}\\$?@)?';
/** A letter at least: `100%` is no prompt. */
const HOST = '(?:(?=[\\w.-]*[A-Za-z])([A-Za-z0-9][\\w.-]{0,252}))?';
/** `:~/x`, ` ~`, ` etc]`: where the shell is. */
const PLACE = '(?::[^#$%>\\]]{0,200}| [^#$%>\\]]{0,200}\\]| ?[~/][^#$%>\\]]{0,200})?';
/** `>` is a sign of users on SUSE, and without a user and a host the mark of a command that goes on. */
const USERS_SIGN = '(?:[$%]|(?<=^[^@>]{1,130}@[^>]{1,500})>)';

function promptWith(sign: string): RegExp {
  return new RegExp(`^${BEFORE}\\[?${USER}${HOST}${PLACE} ?${sign}\\s*$`);
}

/** What shells say: `bash: x: command not found`, `sh: 1: x: not found`, `zsh: command not found: x`; what sudo, lldpcli, ip and cat say. */
const REJECTED =
  /^(?:(?:[^:=\n]{1,200}: ){1,4}(?:command not found|not found|Permission denied|Operation not permitted|No such file or directory|applet not found)$|zsh: (?:command not found|permission denied): |[\d:T-]+ \[WARN\/\w+\] unable to (?:connect|get)|\S+ is not in the sudoers file|sudo: |Object "[^"\n]*" is unknown|[\w./-]+: unrecognized option|unknown command from argument)[^\n]*$/m;

/** Locale, pager and the folders of system programs; nothing that a shell says on its own, nothing kept. */
const SURROUNDINGS =
  'export LC_ALL=C PAGER=cat PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; unset PROMPT_COMMAND HISTFILE MAILCHECK';
/** `host# ` for root, `host$ ` for anyone else: whatever stood there, with its colours and titles, is no longer drawn. */
const PLAIN_PROMPT = `PS1="$(uname -n)$(test "$(id -u)" = 0 && echo '#' || echo '$') "`;

/** bash, dash, BusyBox and zsh, as they come and after they were given a plain prompt. */
const DIALECT: SessionDialect = {
  prompt: promptWith(`(?:#|${USERS_SIGN})`),
  privilegedPrompt: promptWith('#'),
  // Configuration is typed at any prompt.
  configPrompt: /(?!)/,
  pager: /(?:--More--(?:\(\d+%\))?|^\(END\))\s*$/,
  disablePaging: [SURROUNDINGS, PLAIN_PROMPT],
  // A whole line: the command itself has the words in it, and what it echoes must not be answered with the password.
  enable: { command: 'sudo -p "Password: " -i', passwordPrompt: /^Password: ?$/ },
  rejected: REJECTED,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};

const LLDP_STATUS = 'lldpcli -f keyvalue show configuration';
/** lldpd turns line feeds in what neighbours say into blanks, and leaves what moves a terminal's cursor: that would redraw lines. */
const NEIGHBORS = "lldpcli -f keyvalue show neighbors details | tr -d '\\b\\r'";
const SYSTEM =
  'grep -s . /etc/os-release /proc/uptime /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /sys/class/dmi/id/product_name /sys/class/dmi/id/product_serial';
const INTERFACE_FILES = [
  'ifindex',
  'flags',
  'operstate',
  'mtu',
  'address',
  'speed',
  'duplex',
  'ifalias',
  'bonding/slaves',
];
const BONDING_FILES = [
  'bonding/mode',
  'bonding/slaves',
  'bonding_slave/mii_status',
  'bonding_slave/state',
  'bonding_slave/ad_actor_oper_port_state',
];
const INTERFACE_TABLE = filesOfInterfaces(INTERFACE_FILES);
const BONDS = filesOfInterfaces(BONDING_FILES);

function filesOfInterfaces(files: readonly string[]): string {
  return `for i in /sys/class/net/*; do grep -s . ${files.map((file) => `$i/${file}`).join(' ')}; done`;
}

/** lldpcli without lldpd. */
const NOT_RUNNING = /unable to connect to socket .*: (?:No such file or directory|Connection refused)$/;
/** lldpcli says when it warned. */
const WARNED_AT = /^(\d{4}-\d\d-\d\dT[\d:]+) \[/;
/** IEEE 802.1AX: the port distributes what is sent over the LAG. */
const LACP_DISTRIBUTING = 32;
/** `if.h`: the administrator has the port up. */
const IFF_UP = 1;

/** `CDPv2` → `cdp`. A CDP device id is no chassis id. */
function toNeighbor(row: TemplateRow): ParsedRecord {
  const protocol = (textOf(row, 'PROTOCOL') ?? 'lldp').toLowerCase().replace(/v\d$/, '');
  const record = LLDP_NEIGHBORS_DETAIL.toRecord(row);
  return { ...record, protocol, ...(protocol === 'cdp' && { chassisId: null, chassisIdSubtype: null }) };
}

/** A driver that cannot tell the link's state says `unknown`. */
function toInterface(row: TemplateRow): ParsedRecord {
  const flags = textOf(row, 'FLAGS');
  const state = textOf(row, 'LINK_STATUS');
  return {
    ...INTERFACES.toRecord(row),
    linkStatus: state === 'unknown' ? null : state,
    adminEnabled: flags === null ? null : (Number(flags) & IFF_UP) === IFF_UP,
  };
}

/** A bond with its members, or a member with its state: `up active`, `up active waiting` where LACP lets nothing through yet. */
function bondMembers(row: TemplateRow): LagMember[] {
  const port = textOf(row, 'PORT');
  if (port === null) return membersOf(row);
  const actor = numberOf(row, 'ACTOR_STATE');
  const isWaiting = actor !== null && (actor & LACP_DISTRIBUTING) === 0;
  const words = [textOf(row, 'STATUS'), textOf(row, 'ROLE'), isWaiting ? 'waiting' : null];
  return [{ interface: port, flags: words.filter((word) => word !== null).join(' ') }];
}

export const LINUX: PlatformModule = definePlatform({
  name: 'linux',
  aliases: ['lldpd', 'cumulus', 'cumulus_linux', 'debian', 'ubuntu'],
  dialect: DIALECT,
  visit: [LLDP_STATUS, NEIGHBORS, SYSTEM, INTERFACE_TABLE, 'ip -o addr'],
  optional: ['lldpcli -f keyvalue show chassis', BONDS, 'cat /etc/hsflowd.conf'],
  endpoints: ['ip neigh', 'bridge fdb show'],
  neighborTables: null,
  lldpStatusCommand: LLDP_STATUS,
  lldpEnable: ['systemctl enable --now lldpd'],
  signature: { command: 'uname -a', answer: /^Linux \S+ \d+\.\d+/m },
  parsers: [
    sameRecord(LLDP, {
      typed: [LLDP_STATUS],
      template: 'linux_lldpcli_show_configuration',
      volatile: [WARNED_AT],
      disabled: NOT_RUNNING,
    }),
    sameRecord(LLDP, {
      folder: 'lldp_local',
      typed: ['lldpcli -f keyvalue show chassis'],
      template: 'linux_lldpcli_show_chassis',
      volatile: [WARNED_AT],
      disabled: NOT_RUNNING,
    }),
    sameRecord(LLDP_NEIGHBORS_DETAIL, {
      typed: ['lldpcli -f keyvalue show neighbors details'],
      template: 'linux_lldpcli_show_neighbors_details',
      volatile: [WARNED_AT, /^lldp\.[^=\s]+\.age=(.*)$/],
      disabled: NOT_RUNNING,
      mayBeSilent: true,
      toRecord: toNeighbor,
    }),
    sameRecord(VERSION, { typed: ['uname -a'], template: 'linux_uname_-a' }),
    sameRecord(VERSION, {
      folder: 'system',
      typed: [SYSTEM],
      template: 'linux_grep_system',
      volatile: [/^\/proc\/uptime:([\d.]+ [\d.]+)$/],
    }),
    sameRecord(INTERFACES, { typed: [INTERFACE_TABLE], template: 'linux_grep_interfaces', toRecord: toInterface }),
    sameRecord(ETHERCHANNEL_SUMMARY, {
      typed: [BONDS],
      template: 'linux_grep_bonding',
      toRecord: lagRecord(LAG_WORDS.linux, bondMembers),
      mayBeSilent: true,
    }),
    sameRecord(IP_ADDRESSES, {
      typed: ['ip -o addr'],
      template: 'linux_ip_-o_addr',
      volatile: [/ valid_lft (\S+) +preferred_lft (\S+)$/],
    }),
    sameRecord(FLOW_SETTINGS, {
      folder: 'flow_hsflowd',
      typed: ['cat /etc/hsflowd.conf'],
      template: 'linux_cat_hsflowd_conf',
    }),
    sameRecord(ARP, {
      typed: ['ip neigh'],
      template: 'linux_ip_neigh',
      volatile: [/ lladdr \S+ (?:router )?(REACHABLE|STALE|DELAY|PROBE)$/],
      mayBeSilent: true,
    }),
    sameRecord(MAC_ADDRESS_TABLE, { typed: ['bridge fdb show'], template: 'linux_bridge_fdb_show', mayBeSilent: true }),
  ],
});
