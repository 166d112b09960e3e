// NetFlow v1: a header of 16 octets without a sequence number, records of 52.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readI32 } from '../read-bytes.ts';
import { countRecords, decodeRecords, type FixedFormat, isShort, readSent } from './fixed-records.ts';

const FORMAT: FixedFormat = {
  name: 'NetFlow v1',
  protocol: FLOW_PROTOCOLS.netflow1,
  headerLength: 16,
  recordLength: 52,
  tcpFlags: 40,
  hasAs: false,
};

export function decodeNetflow1(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (isShort(context, FORMAT, to - from)) return;
  const { exporter, exporters, received } = context;
  const count = countRecords(context, FORMAT, bytes, from, to);
  const sent = readSent(bytes, from + 8);
  exporters.domain(exporter, FORMAT.protocol, 0);
  exporter.noteClock(sent, received);
  const uptime = readI32(bytes, from + 4);
  decodeRecords(
    context,
    FORMAT,
    { domain: 0, sequence: 0, count, sent, uptime, rate: 0 },
    bytes,
    from + FORMAT.headerLength,
  );
}
