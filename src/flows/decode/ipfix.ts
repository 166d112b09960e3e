// IPFIX (RFC 7011): a header of 16 octets and sets. One message per datagram; over TCP the collector cuts the stream into messages.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readU16, readU32 } from '../read-bytes.ts';
import { printOf } from '../sequence.ts';
import { decodeSets, type SetIds } from './sets.ts';

const HEADER = 16;
const SETS: SetIds = { templates: 2, options: 3 };

export function decodeIpfix(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (to - from < HEADER) {
    context.problem('FLOW_DATAGRAM_SHORT', () => `IPFIX: ${to - from} octets are less than its header of ${HEADER}`);
    return;
  }
  const end = messageEnd(context, bytes, from, to);
  if (end < from + HEADER) return;
  const { exporter, received } = context;
  const domain = context.exporters.domain(exporter, FLOW_PROTOCOLS.ipfix, readU32(bytes, from + 12));
  const sequence = readU32(bytes, from + 8);
  const sent = readU32(bytes, from + 4) * 1000;
  const print = printOf(bytes, from, end);
  if (domain.sequence.isCopy(sequence, print, received)) return;
  exporter.noteClock(sent, received);
  const header = { received, sequence, sent, uptime: 0 };
  const { records, unknown } = decodeSets(context, domain, header, SETS, bytes, from + HEADER, end);
  domain.sequence.follow(sequence, records, unknown === 0, print, received);
}

/** Where the message ends by its own length; what follows it in the datagram is nothing of it. */
function messageEnd(context: DecodeContext, bytes: Uint8Array, from: number, to: number): number {
  const length = readU16(bytes, from + 2);
  if (length < HEADER) {
    context.problem('FLOW_LENGTH_INVALID', () => `IPFIX: a length of ${length} is below its header of ${HEADER}`);
    return from;
  }
  if (from + length <= to) return from + length;
  context.problem('FLOW_DATAGRAM_CUT', () => `IPFIX: ${length} octets are announced, ${to - from} are there`);
  return to;
}
