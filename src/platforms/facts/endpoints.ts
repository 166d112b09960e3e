// Which addresses a device has seen, and where: its MAC address table, with IP addresses from its ARP table.
import {
  canonicalPortName,
  compareText,
  type EndpointEntry,
  normaliseMac,
  type ParsedRecord,
} from '../../model/index.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';
import { stringIn, stringsIn } from './record-values.ts';

/** A port that carries a VLAN and is none itself: `Vlan10`, `Vlan-interface10`, `Vlanif10`, `irb.10`, `vlan10`. Group 1 is the VLAN. */
const VLAN_PORT = /^(?:vlan(?:-interface|if)?|irb\.) ?(\d+)$/i;

/** Destinations of a MAC table that are no ports: `CPU`, `Router`, `Drop`, `Switch`. */
const NO_PORT = /^(?:cpu|router|switch|drop|igmp|stby-switch|self|sup-eth\d.*|vpc peer-link.*)$/i;

/**
 * One entry a MAC address, VLAN and port; several where a MAC has several IP addresses. A router has no MAC table: its ARP
 * rows alone then tell the port. The device's own addresses are left out. Sorted.
 */
export function readEndpoints(answers: ParsedAnswers): EndpointEntry[] {
  const own = new Set(recordsOf(answers, 'interfaces').map((record) => normaliseMac(stringIn(record, 'mac') ?? '')));
  const isForeign = ({ mac }: EndpointEntry) => !own.has(mac);
  const arp = recordsOf(answers, 'arp').flatMap(toArpEntry).filter(isForeign);
  const learnt = recordsOf(answers, 'mac_address_table').flatMap(toLearntEntry).filter(isForeign);
  const known = new Set(learnt.map(({ mac }) => mac));
  const placed = learnt.flatMap((entry) => {
    const addresses = arp.filter(({ mac, vlan }) => mac === entry.mac && (vlan === null || vlan === entry.vlan));
    return addresses.length === 0 ? [entry] : addresses.map(({ ip }) => ({ ...entry, ip }));
  });
  const all = [...placed, ...arp.filter(({ mac }) => !known.has(mac))];
  return [...new Map(all.map((entry) => [keyOf(entry), entry]))]
    .sort(([one], [other]) => compareText(one, other))
    .map(([, entry]) => entry);
}

function keyOf({ mac, vlan, port, ip }: EndpointEntry): string {
  return [mac, vlan ?? '', port ?? '', ip ?? ''].join(' ');
}

function toArpEntry(record: ParsedRecord): EndpointEntry[] {
  const mac = normaliseMac(stringIn(record, 'mac') ?? '');
  if (mac === null) return [];
  const port = stringIn(record, 'port') ?? stringIn(record, 'interface');
  const vlan = stringIn(record, 'vlan') ?? VLAN_PORT.exec(stringIn(record, 'interface') ?? '')?.[1] ?? null;
  const isPort = port !== null && !VLAN_PORT.test(port);
  return [{ mac, ip: stringIn(record, 'ip'), vlan, port: isPort ? canonicalPortName(port) : null }];
}

function toLearntEntry(record: ParsedRecord): EndpointEntry[] {
  const mac = normaliseMac(stringIn(record, 'mac') ?? '');
  const ports = stringsIn(record, 'ports').filter((port) => !NO_PORT.test(port));
  // A multicast address belongs to nobody.
  if (mac === null || Number.parseInt(mac.slice(1, 2), 16) % 2 === 1) return [];
  return ports.map((port) => ({ mac, ip: null, vlan: stringIn(record, 'vlan'), port: canonicalPortName(port) }));
}
