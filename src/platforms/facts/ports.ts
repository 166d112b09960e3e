// Ports joined from the tables that name them: `show interfaces`, `show ip interface brief`, ifIndex, EtherChannel.
import {
  canonicalPortName,
  comparePortNames,
  isKnownPortName,
  type ParsedRecord,
  type Port,
  parseBps,
  shortPortName,
} from '../../model/index.ts';
import { booleanIn, numberIn, recordsIn, stringIn, stringsIn } from '../record-values.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';

/** What the tables say about one port; each may be missing. */
interface PortRecords {
  interfaces?: ParsedRecord;
  brief?: ParsedRecord;
  status?: ParsedRecord;
  ifIndex?: number | null;
  bundle?: string;
}

/** Sorted by name. A name that only the ifIndex table knows counts where it is a port's (`Null0` is, `unrouted VLAN 1` is not). */
export function readPorts(answers: ParsedAnswers): Port[] {
  const ports = new Map<string, PortRecords>();
  const at = (printed: string | null): PortRecords => {
    const name = canonicalPortName(printed ?? '');
    const known = ports.get(name) ?? {};
    if (name !== '') ports.set(name, known);
    return known;
  };
  for (const record of recordsOf(answers, 'interfaces')) at(stringIn(record, 'name')).interfaces = record;
  for (const record of recordsOf(answers, 'ip_interface_brief')) at(stringIn(record, 'interface')).brief = record;
  for (const record of recordsOf(answers, 'interfaces_status')) at(stringIn(record, 'port')).status = record;
  for (const record of recordsOf(answers, 'ifindex')) {
    const name = stringIn(record, 'interface') ?? '';
    if (ports.has(canonicalPortName(name)) || isKnownPortName(name)) at(name).ifIndex = numberIn(record, 'ifIndex');
  }
  for (const [member, bundle] of readMembers(answers)) at(member).bundle = bundle;
  return [...ports].map(([name, records]) => toPort(name, records)).sort((a, b) => comparePortNames(a.name, b.name));
}

/** Port → its LAG, as the port-channels of `show interfaces` and `show etherchannel summary` name their members. */
function readMembers(answers: ParsedAnswers): [string, string][] {
  const lags = recordsOf(answers, 'interfaces').map((record): [string | null, string[]] => [
    stringIn(record, 'name'),
    stringsIn(record, 'members'),
  ]);
  const groups = recordsOf(answers, 'etherchannel_summary').map((record): [string | null, string[]] => [
    stringIn(record, 'bundle'),
    recordsIn(record, 'members').flatMap((member) => stringIn(member, 'interface') ?? []),
  ]);
  return [...lags, ...groups].flatMap(([lag, members]) =>
    lag === null ? [] : members.map((member): [string, string] => [member, canonicalPortName(lag)]),
  );
}

function toPort(name: string, { interfaces, brief, status, ifIndex, bundle }: PortRecords): Port {
  return {
    name,
    short: shortPortName(name),
    ifIndex: ifIndex ?? null,
    speedBps: isVirtual(name) ? null : (speedOf(interfaces) ?? speedOf(status) ?? bandwidthOf(interfaces)),
    adminUp: adminUp(interfaces, brief),
    operUp: operUp(interfaces, brief),
    description: stringIn(interfaces, 'description') ?? stringIn(status, 'name'),
    mac: stringIn(interfaces, 'mac'),
    bundle: bundle ?? null,
    addresses: addressesOf(interfaces, brief),
    mtu: numberIn(interfaces, 'mtu'),
    duplex: null,
  };
}

/** Ports without a wire: the bandwidth they print is a routing metric, not a speed. */
function isVirtual(name: string): boolean {
  return /^(?:Loopback|Null|Tunnel|Vlan|NVI|BDI|BVI|Virtual)/i.test(name);
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
  return kilobits === null ? null : kilobits * 1000;
}

function adminUp(interfaces: ParsedRecord | undefined, brief: ParsedRecord | undefined): boolean | null {
  const enabled = booleanIn(interfaces, 'adminEnabled');
  const text = stringIn(interfaces, 'linkStatus') ?? stringIn(brief, 'status');
  return enabled ?? (text === null ? null : !/^admin/i.test(text));
}

function operUp(interfaces: ParsedRecord | undefined, brief: ParsedRecord | undefined): boolean | null {
  const up = booleanIn(interfaces, 'protocolUp');
  const text = stringIn(interfaces, 'protocolStatus') ?? stringIn(brief, 'protocol');
  return up ?? (text === null ? null : /^up\b/i.test(text));
}

function addressesOf(interfaces: ParsedRecord | undefined, brief: ParsedRecord | undefined): string[] {
  const address = stringIn(interfaces, 'ipAddress');
  const length = numberIn(interfaces, 'prefixLength');
  if (address !== null) return [length === null ? address : `${address}/${length}`];
  const bare = stringIn(brief, 'ip');
  return bare === null ? [] : [bare];
}
