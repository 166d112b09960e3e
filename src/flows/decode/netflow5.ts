// NetFlow v5: a header of 24 octets, records of 48, fixed fields.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readI32, readU16, readU32 } from '../read-bytes.ts';
import { printOf } from '../sequence.ts';
import { countRecords, decodeRecords, type FixedFormat, isShort, readSent } from './fixed-records.ts';

const FORMAT: FixedFormat = {
  name: 'NetFlow v5',
  protocol: FLOW_PROTOCOLS.netflow5,
  headerLength: 24,
  recordLength: 48,
  tcpFlags: 37,
  hasAs: true,
};

/** Decodes the records that are announced and wholly there; a copy of a datagram that came a short while ago is only counted. */
export function decodeNetflow5(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  if (isShort(context, FORMAT, to - from)) return;
  const { exporter, exporters, received } = context;
  const domain = exporters.domain(exporter, FORMAT.protocol, readU16(bytes, from + 20));
  const uptime = readI32(bytes, from + 4);
  const sequence = readU32(bytes, from + 16);
  const print = printOf(bytes, from, to);
  domain.sequence.noteUptime(uptime);
  if (domain.sequence.isCopy(sequence, print, received)) return;
  const count = countRecords(context, FORMAT, bytes, from, to);
  domain.sequence.follow(sequence, count, true, print, received);
  const sent = readSent(bytes, from + 8);
  exporter.noteClock(sent, received);
  const rate = readSampling(bytes, from + 22);
  decodeRecords(
    context,
    FORMAT,
    { domain: domain.id, sequence, count, sent, uptime, rate },
    bytes,
    from + FORMAT.headerLength,
  );
}

/**
 * The rate in two bits of mode and 14 of interval, 0 where none is told. The mode decides nothing: Juniper leaves it 0 and sets the
 * interval (seen on MX80: mode 0, interval 1000).
 */
function readSampling(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) & 0x3fff;
}
