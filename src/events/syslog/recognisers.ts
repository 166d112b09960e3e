// By which words each network OS tells that something changed. One table; test/captures/events holds a message for each row.
import type { NetworkEventKind } from '../../model/index.ts';

/** `link` and `line` are told apart by what the group `state` says: up or down. Without it: down. */
type What = 'link' | 'line' | Extract<NetworkEventKind, 'neighbor-change' | 'restart'>;

export interface Recogniser {
  readonly what: What;
  /** Groups: `port` as printed, `ifIndex`, `state`. Begins with words that hardly any other message holds. */
  readonly pattern: RegExp;
  /** Where it is told what the OS prints. */
  readonly source: string;
}

const PORT = '(?<port>[A-Za-z0-9][\\w/.:-]{0,63}?)';
const STATE = '(?<state>up|down)';

const row = (what: What, pattern: string, source: string): Recogniser => ({
  what,
  pattern: new RegExp(pattern, 'i'),
  source,
});

export const RECOGNISERS = {
  // EOS prints the port's description behind it, in brackets; some IOS platforms a slot or VLAN; "reset" is no change of the link.
  cisco_ios: [
    row(
      'link',
      `%LINK-(?:[A-Z0-9_]+-)?[0-7]-UPDOWN: Interface ${PORT}, changed state to ${STATE}\\b`,
      'Cisco IOS System Message Guide, LINK-3-UPDOWN',
    ),
    row(
      'link',
      `%LINK-(?:[A-Z0-9_]+-)?5-CHANGED: Interface ${PORT}, changed state to administratively ${STATE}\\b`,
      'Cisco IOS System Message Guide, LINK-5-CHANGED',
    ),
    row(
      'line',
      `%LINEPROTO-(?:[A-Z0-9_]+-)?5-UPDOWN: Line protocol on Interface ${PORT}(?: \\(.{0,250}\\))?, changed state to ${STATE}\\b`,
      'Cisco IOS System Message Guide, LINEPROTO-5-UPDOWN; EOS: Ebra',
    ),
    row('restart', '%SYS-5-(?:RESTART|RELOAD)\\b', 'Cisco IOS System Message Guide, SYS-5-RESTART, SYS-5-RELOAD'),
  ],
  cisco_nxos: [
    row(
      'link',
      `%ETHPORT-5-IF_(?:DOWN|ADMIN)_\\w+: Interface ${PORT}(?:, | )is (?<state>down)\\b`,
      'NX-OS System Messages Reference, ETHPORT-5-IF_DOWN_*',
    ),
    row(
      'link',
      `%ETHPORT-5-IF_UP: Interface ${PORT}(?:, | )is (?<state>up)\\b`,
      'NX-OS System Messages Reference, ETHPORT-5-IF_UP',
    ),
    row(
      'line',
      `%ETH_PORT_CHANNEL-5-PORT_(?:UP|DOWN): \\S{1,40}: ${PORT} is ${STATE}\\b`,
      'NX-OS System Messages Reference, ETH_PORT_CHANNEL-5-PORT_DOWN',
    ),
    row(
      'neighbor-change',
      `%LLDP-[0-7]-SERVER_(?:ADDED|REMOVED): .{0,600}?on local port ${PORT}(?:\\s|$)`,
      'NX-OS System Messages Reference, LLDP-5-SERVER_ADDED',
    ),
    row(
      'neighbor-change',
      `%CDP-[0-7]-NEIGHBOR_ADDED: .{0,600}?on (?:incoming|local) port ${PORT}(?:\\s|$)`,
      'NX-OS System Messages Reference, CDP-5-NEIGHBOR_ADDED',
    ),
    row(
      'neighbor-change',
      `%CDP-[0-7]-NEIGHBOR_REMOVED: .{0,300}?on port ${PORT} has been removed`,
      'NX-OS System Messages Reference, CDP-5-NEIGHBOR_REMOVED',
    ),
    row(
      'restart',
      '%PLATFORM-[0-7]-(?:PFM_)?SYSTEM_RESET\\b',
      'NX-OS System Messages Reference, PLATFORM-2-PFM_SYSTEM_RESET',
    ),
  ],
  // A blank stands in front of the colon.
  cisco_xr: [
    row(
      'link',
      `%PKT_INFRA-LINK-3-UPDOWN ?: Interface ${PORT}, changed state to ${STATE}\\b`,
      'IOS XR System Error Message Reference, PKT_INFRA-LINK-3-UPDOWN',
    ),
    row(
      'link',
      `%PKT_INFRA-LINK-5-CHANGED ?: Interface ${PORT}, changed state to administratively ${STATE}\\b`,
      'IOS XR System Error Message Reference, PKT_INFRA-LINK-5-CHANGED',
    ),
    row(
      'line',
      `%PKT_INFRA-LINEPROTO-5-UPDOWN ?: Line protocol on Interface ${PORT}, changed state to ${STATE}\\b`,
      'IOS XR System Error Message Reference, PKT_INFRA-LINEPROTO-5-UPDOWN',
    ),
  ],
  arista_eos: [
    row(
      'neighbor-change',
      `%LLDP-5-NEIGHBOR_(?:NEW|REMOVED|MODIFIED|TIMEOUT|CHANGED): .{0,600}? on interface ${PORT}(?:[\\s.,]|$)`,
      'EOS System Message Guide, LLDP-5-NEIGHBOR_NEW',
    ),
    row('restart', '%SYS-5-SYSTEM_(?:INITIALIZED|RESTARTED)\\b', 'EOS System Message Guide'),
  ],
  juniper_junos: [
    row(
      'link',
      `SNMP_TRAP_LINK_(?<state>UP|DOWN): ifIndex (?<ifIndex>\\d{1,10}), .{0,200}?ifName ${PORT}(?:[\\s,]|$)`,
      'Junos System Log Explorer, SNMP_TRAP_LINK_DOWN',
    ),
    row(
      'neighbor-change',
      `LLDP_NEIGHBOR_(?:UP|DOWN): A neighbor .{0,40}?interface ${PORT}(?:\\.\\s|\\.$|\\s|$)`,
      'Junos System Log Explorer, LLDP_NEIGHBOR_DOWN',
    ),
    row(
      'restart',
      '(?:SNMPD?_TRAP_(?:COLD|WARM)_START|SYSTEM_(?:OPERATIONAL|ABNORMAL_SHUTDOWN)):',
      'Junos System Log Explorer, SNMP_TRAP_COLD_START',
    ),
  ],
  // `%%01IFPDT/4/IF_STATE(l)[0]:Interface … has turned into DOWN state.`; VRP 8 tells alarms as name=value.
  huawei_vrp: [
    row(
      'link',
      `%%\\d\\dIF(?:NET|PDT)\\/\\d\\/IF_STATE[^:]{0,40}:\\s?Interface ${PORT} has turned into ${STATE} state`,
      'VRP Log Reference, IFPDT/4/IF_STATE',
    ),
    row(
      'line',
      `%%\\d\\dIFNET\\/\\d\\/LINK_STATE[^:]{0,40}:\\s?The line protocol .{0,20}?on the interface ${PORT} has entered the ${STATE} state`,
      'VRP Log Reference, IFNET/4/LINK_STATE',
    ),
    row(
      'link',
      `%%\\d\\dIFNET\\/\\d\\/linkdown_active\\b.{0,120}?\\(ifName=${PORT},`,
      'CloudEngine Log Reference, IFNET/2/linkDown_active',
    ),
    row(
      'link',
      `%%\\d\\dIFNET\\/\\d\\/linkdown_clear\\b.{0,120}?\\(ifName=${PORT}, .{0,60}?OperStatus=${STATE}`,
      'CloudEngine Log Reference, IFNET/2/linkDown_clear',
    ),
    row('neighbor-change', '%%\\d\\dLLDP\\/\\d\\/\\w{0,20}NBR\\w{0,20}', 'VRP Log Reference, LLDP/4/NBRCHGTRAP'),
    row('restart', '%%\\d\\d\\w{1,20}\\/\\d\\/(?:COLD|WARM)START\\b', 'VRP Log Reference, SNMP/4/COLDSTART'),
  ],
  // `%%10IFNET/3/PHY_UPDOWN: Physical state on the interface … changed to down.`; Comware 5: `… link status is DOWN.`
  hp_comware: [
    row(
      'link',
      `%%\\d\\dIFNET\\/\\d\\/PHY_UPDOWN\\b[^:]{0,20}:(?: -[^;]{1,40};)? Physical state on the interface ${PORT} changed to ${STATE}\\b`,
      'HPE Comware 7 System Log Messages, PHY_UPDOWN',
    ),
    row(
      'line',
      `%%\\d\\dIFNET\\/\\d\\/LINK_UPDOWN\\b[^:]{0,20}:(?: -[^;]{1,40};)? Line protocol state on the interface ${PORT} changed to ${STATE}\\b`,
      'HPE Comware 7 System Log Messages, LINK_UPDOWN',
    ),
    row(
      'link',
      `%%\\d\\dIFNET\\/\\d\\/LINK[ _]UPDOWN\\b.{0,20}?: (?:-.{1,40}?; )?${PORT}:? link status is ${STATE}\\b`,
      'H3C Comware 5 System Log Messages, LINK UPDOWN',
    ),
    row(
      'line',
      `%%\\d\\dIFNET\\/\\d\\/(?:LINEPROTO|PROTOCOL)_UPDOWN\\b.{0,20}?: (?:-.{1,40}?; )?(?:Line )?Protocol .{0,20}?on the interface ${PORT} (?:is|changed to) ${STATE}\\b`,
      'HPE Comware System Log Messages, PROTOCOL_UPDOWN',
    ),
    row(
      'neighbor-change',
      `%%\\d\\dLLDP\\/\\d\\/LLDP_(?:CREATE_NEIGHBOR|DELETE_NEIGHBOR|NEIGHBOR_AGE_OUT)\\b.{0,120}? on port ${PORT} \\(IfIndex (?<ifIndex>\\d{1,10})\\)`,
      'HPE Comware 7 System Log Messages, LLDP',
    ),
    row(
      'restart',
      '%%\\d\\d(?:SYSLOG\\/\\d\\/SYSLOG_RESTART|DEV\\/\\d\\/SYSTEM_REBOOT)\\b',
      'HPE Comware 7 System Log Messages, SYSLOG_RESTART',
    ),
  ],
  aruba_aoscx: [
    row(
      'link',
      `Event\\|40[34]\\|.{0,80}?Link status for interface ${PORT} is ${STATE}\\b`,
      'AOS-CX Event Log Message Reference Guide, 403 and 404',
    ),
    row(
      'neighbor-change',
      `Event\\|10[4-9]\\|.{0,80}?LLDP neighbor .{0,300}? on (?:interface |port )?${PORT}(?:[\\s.,]|$)`,
      'AOS-CX Event Log Message Reference Guide, LLDP',
    ),
  ],
  // Topics, then the name, which may hold blanks.
  mikrotik_routeros: [
    row(
      'link',
      `\\binterface,info (?:[\\w-]{1,40}: )?(?<port>\\S.{0,63}?) link ${STATE}\\b`,
      'RouterOS manual, Log; `ether1 link down`',
    ),
    row('restart', '\\bsystem,(?:info|error)(?:,critical)? router (?:was )?rebooted\\b', 'RouterOS manual, Log'),
  ],
  linux: [
    row(
      'link',
      `(?:^|[\\s:])${PORT}(?:: (?:NIC )?| NIC )Link is ${STATE}\\b`,
      'Linux, drivers/net: `eth0: NIC Link is Down`',
    ),
    row('link', `\\(slave ${PORT}\\): link status definitely ${STATE}\\b`, 'Linux, drivers/net/bonding/bond_main.c'),
    row('link', `systemd-networkd(?:\\[\\d+\\])?: ${PORT}: Lost carrier`, 'systemd, src/network/networkd-link.c'),
    row(
      'link',
      `systemd-networkd(?:\\[\\d+\\])?: ${PORT}: (?<state>Gained) carrier`,
      'systemd, src/network/networkd-link.c',
    ),
    row(
      'link',
      `ADDRCONF\\(NETDEV_(?:CHANGE|UP)\\): ${PORT}: link (?<state>becomes) ready`,
      'Linux, net/ipv6/addrconf.c',
    ),
    row('restart', '\\bkernel: (?:\\[ *[\\d.]+\\] )?Linux version \\d', 'Linux, init/main.c: the banner of a boot'),
  ],
} as const satisfies Readonly<Record<string, readonly Recogniser[]>>;
