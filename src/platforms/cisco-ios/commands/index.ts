// The register of commands whose answers can be read on IOS and IOS-XE. One file per command; add yours here.
import type { TableParser } from '../../command-parser.ts';
import { ARP } from './arp.ts';
import { CDP_NEIGHBORS } from './cdp-neighbors.ts';
import { CDP_ENTRY, CDP_NEIGHBORS_DETAIL } from './cdp-neighbors-detail.ts';
import { ETHERCHANNEL_SUMMARY } from './etherchannel-summary.ts';
import { IFINDEX } from './ifindex.ts';
import { INTERFACES } from './interfaces.ts';
import { INTERFACES_DESCRIPTION } from './interfaces-description.ts';
import { INTERFACES_STATUS } from './interfaces-status.ts';
import { IP_INTERFACE_BRIEF } from './ip-interface-brief.ts';
import { LLDP } from './lldp.ts';
import { LLDP_NEIGHBORS } from './lldp-neighbors.ts';
import { LLDP_ENTRY, LLDP_NEIGHBORS_DETAIL, LLDP_NEIGHBORS_IF_DETAIL } from './lldp-neighbors-detail.ts';
import { MAC_ADDRESS_TABLE } from './mac-address-table.ts';
import { VERSION } from './version.ts';

export const CISCO_IOS_PARSERS: readonly TableParser[] = [
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
  IFINDEX,
  ETHERCHANNEL_SUMMARY,
  ARP,
  MAC_ADDRESS_TABLE,
];
