// NetFlow v7 (Catalyst 5000 and 6500): a header of 24 octets, records of 52.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readI32, readU32 } from '../read-bytes.ts';
import { printOf } from '../sequence.ts';
import { countRecords, decodeRecords, type FixedFormat, isShort, readSent } from './fixed-records.ts';

const FORMAT: FixedFormat = {
  name: 'NetFlow v7',
  protocol: FLOW_PROTOCOLS.netflow7,
  headerLength: 24,
  recordLength: 52,
  tcpFlags: 37,
  hasAs: true,
};

export function decodeNetflow7(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (isShort(context, FORMAT, to - from)) return;
  const { exporter, exporters, received } = context;
  const { sequence: stream } = exporters.domain(exporter, FORMAT.protocol, 0);
  const uptime = readI32(bytes, from + 4);
  const sequence = readU32(bytes, from + 16);
  const print = printOf(bytes, from, to);
  stream.noteUptime(uptime);
  if (stream.isCopy(sequence, print, received)) return;
  const count = countRecords(context, FORMAT, bytes, from, to);
  stream.follow(sequence, count, true, print, received);
  const sent = readSent(bytes, from + 8);
  exporter.noteClock(sent, received);
  decodeRecords(
    context,
    FORMAT,
    { domain: 0, sequence, count, sent, uptime, rate: 0 },
    bytes,
    from + FORMAT.headerLength,
  );
}
