// Which device an exporter's address belongs to: any address of a device, as long as it is of one device alone.
import { parseAddress, type SnapshotDevice } from '../../model/index.ts';

/** One text for every spelling of an address; null for what is none. */
export function addressKey(address: string): string | null {
  const parsed = parseAddress(address);
  return parsed && `${parsed.bits}:${parsed.value.toString(16)}`;
}

/**
 * Address → position in `devices`. What names a device (its management address, its name) comes before what is configured as the source
 * of exports, and that before the addresses of ports. An address that several devices have in the same way is nobody's.
 */
export function exporterAddresses(devices: readonly SnapshotDevice[]): Map<string, number> {
  const owners = new Map<string, number>();
  for (const addressesOf of [namingAddresses, exportSources, portAddresses]) {
    const found = uniqueOwners(devices, addressesOf);
    for (const [key, owner] of found) if (!owners.has(key)) owners.set(key, owner);
  }
  return new Map([...owners].filter(([, owner]) => owner !== NOBODY));
}

const NOBODY = -1;

function uniqueOwners(
  devices: readonly SnapshotDevice[],
  addressesOf: (device: SnapshotDevice) => readonly (string | null)[],
): Map<string, number> {
  const owners = new Map<string, number>();
  devices.forEach((device, position) => {
    for (const address of addressesOf(device)) {
      const key = address === null ? null : addressKey(address.replace(/\/.*$/, ''));
      if (key === null) continue;
      owners.set(key, (owners.get(key) ?? position) === position ? position : NOBODY);
    }
  });
  return owners;
}

function namingAddresses(device: SnapshotDevice): (string | null)[] {
  return [device.managementAddress, device.name, ...device.aliases];
}

function exportSources(device: SnapshotDevice): (string | null)[] {
  return device.flowExport?.exporters.map(({ source }) => source) ?? [];
}

function portAddresses(device: SnapshotDevice): string[] {
  return device.ports.flatMap(({ addresses }) => addresses);
}
