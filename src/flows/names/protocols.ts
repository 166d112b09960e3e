// IP protocol numbers that engineers know by name (IANA, "Assigned Internet Protocol Numbers").

/** Names as tcpdump and nfdump write them. */
export const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'hopopt'],
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipip'],
  [6, 'tcp'],
  [8, 'egp'],
  [9, 'igp'],
  [17, 'udp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'icmp6'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [97, 'etherip'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [124, 'isis'],
  [132, 'sctp'],
  [136, 'udplite'],
  [137, 'mpls'],
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...PROTOCOL_NAMES].map(([number, name]) => [name, number] as const),
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['carp', 112],
]);

/** `tcp`; the number itself where it has no name that is well known. */
export function protocolName(number: number): string {
  return PROTOCOL_NAMES.get(number) ?? String(number);
}

/** Null where no protocol is called that. */
export function protocolNumber(name: string): number | null {
  return NUMBERS.get(name.toLowerCase()) ?? null;
}
