// Where a host is attached: MAC tables name every port that leads to it, and the one that leads to no other device is its own.
import {
  compareText,
  formatEnd,
  normaliseMac,
  parseAddress,
  type Snapshot,
  type SnapshotDevice,
} from '../../model/index.ts';

/** A port on which a device has learnt the address. */
export interface Sighting {
  readonly device: string;
  readonly port: string;
  readonly vlan: string | null;
  /** No link leads on from this port: the host hangs here. */
  readonly isAttached: boolean;
}

export interface PlacedEndpoint {
  readonly mac: string;
  /** Its IP addresses, as ARP tables know them. */
  readonly addresses: readonly string[];
  /** Where it is attached first, then every port that leads there. */
  readonly sightings: readonly Sighting[];
}

/** By MAC address in any notation, or by IP address; null where the text is neither, or no table holds it. */
export function placeEndpoint(snapshot: Snapshot, text: string): PlacedEndpoint | null {
  const rows = snapshot.devices.flatMap((device) => device.endpoints.map((entry) => ({ device, ...entry })));
  const mac = normaliseMac(text) ?? (parseAddress(text) && rows.find(({ ip }) => ip === text.trim())?.mac) ?? null;
  const own = rows.filter((row) => mac !== null && sameMac(row.mac, mac));
  if (mac === null || own.length === 0) return null;
  const linked = linkedPorts(snapshot);
  const sightings = own.flatMap(({ device, port, vlan }): Sighting[] =>
    port === null ? [] : [{ device: device.name, port, vlan, isAttached: !leadsOn(device, port, linked) }],
  );
  const addresses = [...new Set(own.flatMap(({ ip }) => ip ?? []))].sort(compareText);
  return { mac: normaliseMac(mac) ?? mac, addresses, sightings: sightings.sort(compareSightings) };
}

function sameMac(a: string, b: string): boolean {
  return (normaliseMac(a) ?? a) === (normaliseMac(b) ?? b);
}

/** Ends of links to devices that are polled themselves; a phone or host on a port is what hangs there. */
function linkedPorts({ links, devices }: Snapshot): ReadonlySet<string> {
  const managed = new Set(devices.filter((device) => device.managed).map(({ name }) => name));
  const between = links.filter(({ a, b }) => managed.has(a.device) && managed.has(b.device));
  return new Set(between.flatMap(({ a, b }) => [formatEnd(a), formatEnd(b)]));
}

/** A LAG leads on where one of its members does. */
function leadsOn({ name, ports }: SnapshotDevice, port: string, linked: ReadonlySet<string>): boolean {
  const members = ports.filter(({ bundle }) => bundle === port).map((member) => member.name);
  return [port, ...members].some((one) => linked.has(formatEnd({ device: name, port: one })));
}

function compareSightings(a: Sighting, b: Sighting): number {
  return Number(b.isAttached) - Number(a.isAttached) || compareText(a.device, b.device) || compareText(a.port, b.port);
}
