// Ports joined from the tables that name them: `show interfaces`, addresses, ifIndex, LAGs.
import { canonicalPortName, comparePortNames, isKnownPortName, type Port, shortPortName } from '../../model/index.ts';
import { type Bundles, memberFacts, readBundles } from './bundles.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';
import { adminUp, duplexOf, operUp, type PortRecords, speedBps } from './port-state.ts';
import { numberIn, stringIn, stringsIn } from './record-values.ts';

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
  for (const record of recordsOf(answers, 'interfaces_description')) at(stringIn(record, 'port')).description = record;
  for (const record of recordsOf(answers, 'ip_addresses')) {
    const port = at(stringIn(record, 'interface'));
    port.addresses = [...(port.addresses ?? []), ...stringsIn(record, 'addresses')];
  }
  for (const record of recordsOf(answers, 'ifindex')) {
    const name = stringIn(record, 'interface') ?? '';
    if (ports.has(canonicalPortName(name)) || isKnownPortName(name)) at(name).ifIndex = numberIn(record, 'ifIndex');
  }
  const bundles = readBundles(answers);
  for (const member of bundles.bundleOf.keys()) at(member);
  return [...ports]
    .map(([name, records]) => toPort(name, records, bundles))
    .sort((a, b) => comparePortNames(a.name, b.name));
}

function toPort(name: string, records: PortRecords, bundles: Bundles): Port {
  const { interfaces, status, description, ifIndex } = records;
  const isUp = operUp(records);
  return {
    name,
    short: shortPortName(name),
    ifIndex: ifIndex ?? numberIn(interfaces, 'ifIndex'),
    speedBps: speedBps(name, records),
    adminUp: adminUp(records),
    operUp: isUp,
    description:
      stringIn(interfaces, 'description') ?? stringIn(description, 'description') ?? stringIn(status, 'name'),
    mac: stringIn(interfaces, 'mac'),
    ...memberFacts(bundles, name, isUp),
    addresses: addressesOf(records),
    mtu: numberIn(interfaces, 'mtu'),
    duplex: duplexOf(records),
  };
}

/** Those with a length first told; a bare one counts only where no other table has its length. */
function addressesOf({ interfaces, brief, addresses }: PortRecords): string[] {
  const address = stringIn(interfaces, 'ipAddress');
  const length = numberIn(interfaces, 'prefixLength');
  const own = address === null ? [] : [length === null ? address : `${address}/${length}`];
  const told = [...own, ...stringsIn(interfaces, 'addresses'), ...(addresses ?? [])];
  const bare = stringIn(brief, 'ip');
  const all = [...new Set([...told, ...(bare === null ? [] : [bare])])];
  return all.filter((one) => one.includes('/') || !all.some((other) => other.startsWith(`${one}/`)));
}
