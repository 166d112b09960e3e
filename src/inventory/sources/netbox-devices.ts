// Devices as NetBox describes them → hosts. One that has no address is named and left out.
import type { SourceFile } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { InventoryTree } from '../tree.ts';
import type { Place, Variable } from '../variable.ts';
import { addHost, networkOsVariable } from './add-host.ts';
import { groupsByRegion, groupsOf, roleOf, siteGroup } from './netbox-groups.ts';
import { asObject, type Json, objectAt, textAt } from './netbox-json.ts';
import type { NetboxOptions } from './netbox-options.ts';

/** `devices`: what the shell fetched, a list of NetBox's device objects. */
export function addNetboxDevices(
  devices: unknown,
  options: NetboxOptions,
  file: SourceFile,
  tree: InventoryTree,
  problems: ProblemList,
): void {
  const place = { file: file.path, line: 1, column: 1 };
  if (!Array.isArray(devices)) {
    const hint = 'check api_endpoint: it is the address of NetBox without /api';
    problems.error('CONFIG_SYNTAX', place, 'NetBox answered with something else than a list of devices', hint);
    return;
  }
  for (const item of devices) {
    const device = asObject(item);
    if (device && !isFollower(device)) addDevice(device, { options, place, tree, problems });
  }
}

interface Reading {
  readonly options: NetboxOptions;
  readonly place: Place;
  readonly tree: InventoryTree;
  readonly problems: ProblemList;
}

/** A member of a virtual chassis (a stack) that is not its master is the same device seen again. */
function isFollower(device: Json): boolean {
  const master = objectAt(device, 'virtual_chassis', 'master')?.id;
  return master !== undefined && master !== device.id;
}

function addDevice(device: Json, { options, place, tree, problems }: Reading): void {
  const chassis = textAt(device, 'virtual_chassis', 'name');
  const ownName = textAt(device, 'name');
  const name = options.virtualChassisName ? (chassis ?? ownName) : (ownName ?? chassis);
  if (name === null) {
    const hint = 'give it a name in NetBox, or leave it out with device_query_filters';
    problems.warning(
      'CONFIG_INVALID_VALUE',
      place,
      `NetBox device ${String(device.id)} has no name and is left out`,
      hint,
    );
    return;
  }
  const address = addressOf(device);
  if (address === null) {
    const hint = 'set it in NetBox, or add "has_primary_ip: true" to device_query_filters to leave such devices out';
    problems.warning(
      'CONFIG_INVALID_VALUE',
      place,
      `${name} has no primary IP address in NetBox and is left out`,
      hint,
    );
    return;
  }
  const site = textAt(device, 'site', 'slug');
  const groups = groupsOf(device, options);
  if (site && groupsByRegion(options)) groups.push(siteGroup(site, options));
  const aliases = [ownName, chassis].filter((alias) => alias !== null && alias !== name);
  const known: [string, unknown][] = [
    ['ansible_host', address],
    ['toposcope_site', site],
    ['toposcope_role', roleOf(device)],
    ['toposcope_aliases', aliases.length > 0 ? aliases : null],
  ];
  const variables: Variable[] = known.flatMap(([key, value]) => (value === null ? [] : [{ name: key, value, place }]));
  const platform = textAt(device, 'platform', 'slug');
  if (platform) variables.push(networkOsVariable(platform, place));
  addHost(tree, { name, place, groups: [...new Set(groups)], variables });
}

/** IPv4 where there is one, without the prefix length. */
function addressOf(device: Json): string | null {
  const keys = ['primary_ip4', 'primary_ip', 'primary_ip6'];
  const address = keys.map((key) => textAt(device, key, 'address')).find((one) => one !== null);
  return address?.split('/')[0] ?? null;
}
