// Which device says something: the addresses and names by which an event's sender is known.
import type { Inventory, Snapshot } from '../../model/index.ts';
import { canonicalPortName, parseAddress, parseAddressRange } from '../../model/index.ts';

export interface Senders {
  /** Whether messages from this address are looked at: a device of the inventory, or a relay that the settings allow. */
  isKnown(address: string): boolean;
  /** The device of that address or name; null where none, or several, are called so. */
  deviceOf(source: string): string | null;
  /** The port as the last snapshot calls it; null where it does not know it. */
  portOf(device: string, port: string | null, ifIndex: number | null): string | null;
}

/** `snapshot`: the last one; null before the first. */
export function knowSenders(inventory: Inventory, snapshot: Snapshot | null, allowed: readonly string[]): Senders {
  const owners = new Map<string, Set<string>>();
  const note = (name: string | null, device: string) => {
    if (name === null || name.trim() === '') return;
    const key = nameOrAddress(name);
    owners.set(key, (owners.get(key) ?? new Set()).add(device));
  };
  for (const { name, aliases, connection } of inventory.devices) {
    for (const one of [name, connection.host, ...aliases]) note(one, name);
  }
  const managed = (snapshot?.devices ?? []).filter(({ name }) => inventory.devices.some((one) => one.name === name));
  for (const device of managed) {
    for (const one of [device.hostname, device.managementAddress, ...device.aliases]) note(one, device.name);
    for (const address of device.ports.flatMap(({ addresses }) => addresses))
      note(address.split('/')[0] ?? '', device.name);
  }
  const ranges = allowed.map(parseAddressRange).filter((range) => range !== null);
  const ports = new Map(managed.map((device) => [device.name, device.ports]));
  return {
    isKnown: (address) =>
      owners.has(nameOrAddress(address)) || ranges.some((range) => range.contains(unmapped(address))),
    deviceOf(source) {
      const found = owners.get(nameOrAddress(source)) ?? owners.get(nameOrAddress(source.split('.')[0] ?? ''));
      return found?.size === 1 ? ([...found][0] ?? null) : null;
    },
    portOf(device, port, ifIndex) {
      const known = ports.get(device) ?? [];
      const name = port === null ? null : canonicalPortName(port);
      const byName = known.find((one) => one.name === name || one.name === port);
      return (byName ?? known.find((one) => ifIndex !== null && one.ifIndex === ifIndex))?.name ?? null;
    },
  };
}

/** One spelling for each address; names without regard to case. */
function nameOrAddress(text: string): string {
  const address = parseAddress(unmapped(text));
  return address === null ? text.trim().toLowerCase() : `${address.bits}/${address.value}`;
}

/** A socket for both families shows IPv4 senders as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2). */
function unmapped(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}
