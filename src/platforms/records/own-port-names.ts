// An OS's own spellings of its ports, where Cisco's table (`canonicalPortName`) does not hold them or reads them otherwise.
import type { ParsedRecord, RecordValue } from '../../model/index.ts';

/** Fields that name a port of the device itself. What a neighbour calls its port stays as advertised. */
const PORT_FIELDS = ['localInterface', 'interface', 'port', 'bundle'];
const PORT_LISTS = ['ports', 'members', 'states'];

/** Short type → long type, both without number. Longest first is not needed: a type is followed by its number. */
export function portSpellings(longByShort: Readonly<Record<string, string>>): (printed: string) => string {
  return (printed) => {
    const match = /^([A-Za-z-]+?) ?(\d+(?:\/\d+)*(?:[.:]\d+)?)$/.exec(printed.trim());
    const long = match?.[1] === undefined ? undefined : longByShort[match[1]];
    return long === undefined ? printed : `${long}${match?.[2] ?? ''}`;
  };
}

/** The record with its own ports under their long names; what was printed stays beside them as `<field>AsPrinted`. */
export function withOwnPortNames(
  record: ParsedRecord,
  folder: string,
  portName: (printed: string) => string,
): ParsedRecord {
  const named: Record<string, RecordValue> = { ...record };
  for (const field of folder === 'interfaces' ? ['name', ...PORT_FIELDS] : PORT_FIELDS) {
    const printed = record[`${field}AsPrinted`] ?? record[field];
    if (typeof printed !== 'string' || portName(printed) === printed) continue;
    named[field] = portName(printed);
    named[`${field}AsPrinted`] = printed;
  }
  for (const field of PORT_LISTS) {
    const list = record[field];
    if (Array.isArray(list)) named[field] = list.map((item) => nameItem(item, portName)) as RecordValue;
  }
  return named;
}

function nameItem(item: string | ParsedRecord, portName: (printed: string) => string): string | ParsedRecord {
  if (typeof item === 'string') return portName(item);
  return typeof item.interface === 'string' ? { ...item, interface: portName(item.interface) } : item;
}
