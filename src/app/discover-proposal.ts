// What a crawl found, as an inventory to read and keep.
import { inventoryName, type ProposedDevice, proposeInventory } from '../inventory/index.ts';
import { compareText, formatEnd, type InventoryDevice } from '../model/index.ts';
import { findPlatform } from '../platforms/index.ts';
import type { CrawledDevice } from '../topology/index.ts';
import { portOf, type Seed } from './discover-seed.ts';
import type { Project } from './project.ts';

export interface Proposal {
  /** Names in the proposal: devices that were visited and are not in the inventory. */
  readonly proposed: readonly string[];
  /** An inventory in YAML. */
  readonly proposal: string;
}

/** By a name it bears, else by the address it is reached at. */
export function findKnown({ inventory }: Project, name: string, address: string | null): InventoryDevice | undefined {
  const wanted = name.toLowerCase();
  return (
    inventory.devices.find((device) => [device.name, ...device.aliases].some((own) => own.toLowerCase() === wanted)) ??
    inventory.devices.find((device) => address !== null && device.connection.host === address)
  );
}

/** What was visited and is not in the inventory, one group per network OS; what was left out, as comments. */
export function propose(
  known: Project,
  devices: readonly CrawledDevice[],
  { seeds, variables }: { readonly seeds: readonly Seed[]; readonly variables: Readonly<Record<string, string>> },
): Proposal {
  const isKnown = ({ id, name, address }: CrawledDevice) =>
    [id, name].some((one) => findKnown(known, one, address) !== undefined);
  const found = devices.filter((device) => device.status === 'visited' && !isKnown(device));
  const names = uniqueNames(
    found.map(({ name }) => inventoryName(name)),
    known,
  );
  const platforms = [...new Set(found.map(({ platform }) => platform ?? 'auto'))].sort(compareText);
  const groups = platforms.map((name) => ({
    name,
    variables: { ansible_network_os: ansibleName(name) },
    devices: found.flatMap((device, i) =>
      (device.platform ?? 'auto') === name ? proposeDevice(device, names[i] ?? device.id, seeds) : [],
    ),
  }));
  const title = `Proposed by toposcope discover ${seeds.map(({ host }) => host).join(' ')}: read it, then keep it in your inventory folder`;
  return { proposed: names, proposal: proposeInventory(title, groups, variables, devices.flatMap(remarkOn)) };
}

function proposeDevice({ id, address, facts }: CrawledDevice, name: string, seeds: readonly Seed[]): ProposedDevice {
  const model = facts?.model ?? null;
  const host = address ?? id;
  return { name, host, variables: { ...portOf(host, seeds), ...(model !== null && { model }) } };
}

/** The name that Ansible's own modules know too, where there is one: `cisco.ios.ios`. */
function ansibleName(platform: string): string {
  return findPlatform(platform)?.aliases.find((alias) => /^\w+\.\w+\.\w+$/.test(alias)) ?? platform;
}

/** What was heard of and is not proposed, with the reason. */
function remarkOn({ status, name, address, via, reason }: CrawledDevice): string[] {
  if (status === 'visited' || status === 'duplicate') return [];
  const where = address === null || address === name ? '' : ` (${address})`;
  const heard = via === null ? '' : `, heard by ${formatEnd(via)}`;
  return [`${status}: ${name}${where}${heard}: ${reason}`];
}

/** The second of two devices with one hostname is `name-2`, and so is one whose name the inventory uses for another. */
export function uniqueNames(names: readonly string[], { inventory }: Project): string[] {
  const taken = new Set(inventory.devices.map(({ name }) => name));
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}-${count}`;
    taken.add(unique);
    return unique;
  });
}
