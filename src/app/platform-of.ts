// Which network OS the inventory says a device runs.
import type { InventoryDevice } from '../model/index.ts';
import { findPlatform, type Platform, type Templates } from '../platforms/index.ts';

/** Devices without `ansible_network_os` are taken for this. */
const DEFAULT_PLATFORM = 'cisco_ios';

/** `ansible_network_os: auto`: the device is asked what it is. */
export function isAuto(networkOs: string | null): boolean {
  return networkOs?.trim().toLowerCase() === 'auto';
}

/** Of a device whose `ansible_network_os` was checked when the project was loaded and is not `auto`. */
export function platformOf({ networkOs }: Pick<InventoryDevice, 'networkOs'>, templates: Templates): Platform {
  const platform = findPlatform(networkOs ?? DEFAULT_PLATFORM, templates);
  if (!platform) throw new Error(`unchecked platform ${networkOs}`);
  return platform;
}
