// NetFlow v9 (RFC 3954): a header of 20 octets and sets. Its count of records is often wrong: the lengths of the sets rule.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readI32, readU32 } from '../read-bytes.ts';
import { printOf } from '../sequence.ts';
import { decodeSets, type SetIds } from './sets.ts';

const HEADER = 20;
const SETS: SetIds = { templates: 0, options: 1 };

export function decodeNetflow9(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (to - from < HEADER) {
    context.problem(
      'FLOW_DATAGRAM_SHORT',
      () => `NetFlow v9: ${to - from} octets are less than its header of ${HEADER}`,
    );
    return;
  }
  const { exporter, received } = context;
  const domain = context.exporters.domain(exporter, FLOW_PROTOCOLS.netflow9, readU32(bytes, from + 16));
  const sequence = readU32(bytes, from + 12);
  const uptime = readI32(bytes, from + 4);
  const sent = readU32(bytes, from + 8) * 1000;
  const print = printOf(bytes, from, to);
  domain.sequence.noteUptime(uptime);
  if (domain.sequence.isCopy(sequence, print, received)) return;
  domain.sequence.follow(sequence, 1, true, print, received);
  exporter.noteClock(sent, received);
  decodeSets(context, domain, { received, sequence, sent, uptime }, SETS, bytes, from + HEADER, to);
}
