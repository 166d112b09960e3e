// A sampled packet header → the keys of its flow, written into a row of a batch. Outer headers: what a tunnel carries is not looked at.
import { type FlowBatch, KNOWN } from '../batch.ts';
import { parseEthernet, parseMpls } from './ethernet.ts';
import { parseIpv4, parseIpv6 } from './ip.ts';

/** Of sFlow's `header_protocol` (sFlow v5 specification §5.3), the ones that are read. */
export const HEADER_PROTOCOLS = { ethernet: 1, ipv4: 11, ipv6: 12, mpls: 13 } as const;

/** Every column that a header may fill: bits of KNOWN. */
export const HEADER_COLUMNS =
  KNOWN.src |
  KNOWN.dst |
  KNOWN.srcPort |
  KNOWN.dstPort |
  KNOWN.proto |
  KNOWN.tos |
  KNOWN.tcpFlags |
  KNOWN.srcMac |
  KNOWN.dstMac |
  KNOWN.vlan |
  KNOWN.etherType;

/**
 * Reads `bytes[from … to)`, a header cut anywhere; whatever is whole is taken. Returns the bits of KNOWN that it has written; columns
 * of the others are left as they are. A protocol that is not in HEADER_PROTOCOLS gives 0.
 */
export function parseHeader(
  batch: FlowBatch,
  row: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  protocol: number,
): number {
  switch (protocol) {
    case HEADER_PROTOCOLS.ethernet:
      return parseEthernet(batch, row, bytes, from, to);
    case HEADER_PROTOCOLS.ipv4:
      return parseIpv4(batch, row, bytes, from, to);
    case HEADER_PROTOCOLS.ipv6:
      return parseIpv6(batch, row, bytes, from, to);
    case HEADER_PROTOCOLS.mpls:
      return parseMpls(batch, row, bytes, from, to);
    default:
      return 0;
  }
}
