// MAC addresses that belong to a service and not to a device: whoever is on duty answers for them.

/** Beginnings, as `normaliseMac` writes them. */
const SHARED_BEGINNINGS = [
  /** HSRP version 1: RFC 2281 §6. */
  '00:00:0c:07:ac:',
  /** HSRP version 2 for IPv4 (`0000.0c9f.f000` to `.ffff`) and for IPv6 (`0005.73a0.0000` to `.0fff`). */
  '00:00:0c:9f:f',
  '00:05:73:a0:0',
  /** VRRP for IPv4 and for IPv6, RFC 9568 §7.3; CARP took the former. */
  '00:00:5e:00:01:',
  '00:00:5e:00:02:',
  /** GLBP: `0007.b4`, six bits zero, ten bits of group, eight bits of forwarder. */
  '00:07:b4:00:',
  '00:07:b4:01:',
  '00:07:b4:02:',
  '00:07:b4:03:',
];

/** Whether it is a MAC, as `normaliseMac` writes it, that identifies no device: first-hop redundancy, group, all zeros. */
export function isSharedMac(mac: string): boolean {
  if (mac.length !== 17 || mac[2] !== ':') return false;
  const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return isGroup || mac === '00:00:00:00:00:00' || SHARED_BEGINNINGS.some((beginning) => mac.startsWith(beginning));
}
