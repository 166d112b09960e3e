// Speed, duplex and state of a port in the words of any OS.
import { type ParsedRecord, type Port, parseBps } from '../../model/index.ts';
import { booleanIn, numberIn, stringIn } from './record-values.ts';

/** What the tables say about one port; each may be missing. */
export interface PortRecords {
  interfaces?: ParsedRecord;
  brief?: ParsedRecord;
  status?: ParsedRecord;
  description?: ParsedRecord;
  addresses?: string[];
  ifIndex?: number | null;
}

/** Ports without a wire: the bandwidth they print is a routing metric, not a speed. */
const VIRTUAL =
  /^(?:(?:in)?lo(?:opback)?\d*$|null|tunnel|vlan|nvi|bdi|bvi|virtual|irb|vxlan|nve|bridge(?!-aggregation)|br\d|sys-)/i;

/** Negotiated, else as configured; null for ports without a wire and where none is printed. */
export function speedBps(name: string, { interfaces, status }: PortRecords): number | null {
  return VIRTUAL.test(name) ? null : (speedOf(interfaces) ?? speedOf(status) ?? bandwidthOf(interfaces));
}

/** The negotiated speed (`1000Mb/s`, `a-1000`, `10G`); null for `auto` and where none is printed. */
function speedOf(record: ParsedRecord | undefined): number | null {
  const value = record?.speed;
  if (typeof value === 'number') return value * 1e6;
  const text = typeof value === 'string' ? value.trim() : '';
  const match = /^(?:a-)?(\d+(?:\.\d+)?) ?([kMGT]?)(?:b(?:it)?\/?p?s(?:ec)?)?$/i.exec(text);
  if (!match?.[1]) return null;
  // `show interfaces status` prints bare megabits.
  return parseBps(`${match[1]}${(match[2] || 'M').toUpperCase()}`);
}

/** `BW 1000000 Kbit/sec`: the port's speed unless somebody configured another. */
function bandwidthOf(record: ParsedRecord | undefined): number | null {
  const kilobits = numberIn(record, 'bandwidthKbps');
  return kilobits === null || kilobits === 0 ? null : kilobits * 1000;
}

/** `Full-duplex`, `a-full`, `full`, `Half Duplex`, `auto`. */
export function duplexOf({ interfaces, status }: PortRecords): Port['duplex'] {
  const text = stringIn(interfaces, 'duplex') ?? stringIn(status, 'duplex') ?? '';
  const word = /full|half|auto/i.exec(text)?.[0].toLowerCase();
  return word === 'full' || word === 'half' || word === 'auto' ? word : null;
}

export function adminUp({ interfaces, brief, description }: PortRecords): boolean | null {
  const enabled = booleanIn(interfaces, 'adminEnabled');
  const text = stringIn(interfaces, 'linkStatus') ?? stringIn(brief, 'status') ?? stringIn(description, 'status');
  return enabled ?? (text === null ? null : !/^admin/i.test(text));
}

/** The line protocol; the link where the OS prints no protocol. */
export function operUp({ interfaces, brief, description }: PortRecords): boolean | null {
  const up = booleanIn(interfaces, 'protocolUp');
  const own = stringIn(interfaces, 'protocolStatus') ?? stringIn(interfaces, 'linkStatus');
  const text = own ?? stringIn(brief, 'protocol') ?? stringIn(description, 'protocol');
  return up ?? (text === null ? null : /^up\b/i.test(text));
}
