// What an MTU counts: systems print different things under one name, and not all of them can be compared.
import type { Port } from '../../model/index.ts';

type Counts =
  /** Octets after the Ethernet header. */
  | 'payload'
  /** With the header of 14 octets, without the frame check sequence. */
  | 'frame'
  /** Payload on a routed port; on a switched one the longest frame that the hardware takes, whatever is configured. */
  | 'payload where routed';

/**
 * Cisco, "Configure and Verify Maximum Transmission Unit on Cisco Catalyst 9000" (the header is not counted) · Cisco IOS XR Interface and
 * Hardware Component Configuration Guide, "Ethernet MTU" (1514 by default) · Junos, "Media MTU and Protocol MTU" (1514 by
 * default) · EOS, "Ethernet MTU 9214 bytes" on switched and "IP MTU" on routed ports · VRP and Comware, "Maximum Frame Length" on
 * switched and "Maximum Transmit Unit" on routed ports · Linux ip-link(8), RouterOS manual "MTU in RouterOS" (the IP MTU).
 */
const COUNTS: Readonly<Record<string, Counts>> = {
  cisco_ios: 'payload',
  cisco_xe: 'payload',
  cisco_nxos: 'payload',
  cisco_xr: 'frame',
  juniper_junos: 'frame',
  arista_eos: 'payload where routed',
  huawei_vrp: 'payload where routed',
  hp_comware: 'payload where routed',
  linux: 'payload',
  mikrotik_routeros: 'payload',
};

const ETHERNET_HEADER = 14;
/** Junos with `vlan-tagging` and `flexible-vlan-tagging`, XR with tags: room for the tags is added by default. */
const TAGGED_DEFAULTS: readonly number[] = [1518, 1522];

/** Octets of payload; null where the platform's unit is not known, or says nothing of this port. */
export function payloadMtu(platform: string | null, port: Pick<Port, 'addresses'>, mtu: number): number | null {
  switch (COUNTS[platform ?? '']) {
    case 'payload':
      return isPlaceholder(platform, port, mtu) ? null : mtu;
    case 'frame':
      return TAGGED_DEFAULTS.includes(mtu) ? 1500 : mtu - ETHERNET_HEADER;
    case 'payload where routed':
      return port.addresses.length > 0 ? mtu : null;
    default:
      return null;
  }
}

/**
 * Nexus 5000 and 6000 print 1500 for every switched port, whatever their QoS policy sets ("Nexus 5000: Configure and Verify
 * MTU", Cisco).
 */
export function isPlaceholder(platform: string | null, port: Pick<Port, 'addresses'>, mtu: number): boolean {
  return platform === 'cisco_nxos' && mtu === 1500 && port.addresses.length === 0;
}
