// The one way in which the other formats bring a host into the tree, with what they know of it as its own variables.
import { type InventoryTree, setVariable } from '../tree.ts';
import type { Place, Variable } from '../variable.ts';
import { networkOsOf } from './network-os.ts';

export interface HostEntry {
  readonly name: string;
  readonly place: Place;
  readonly groups: readonly string[];
  readonly variables: readonly Variable[];
}

/** Without a group the host is ungrouped. Of equal variables the last counts. */
export function addHost(tree: InventoryTree, { name, place, groups, variables }: HostEntry): void {
  for (const group of groups.length > 0 ? groups : ['ungrouped']) {
    tree.group(group);
    tree.addHost(name, group, null, place);
  }
  const host = tree.hosts.get(name);
  for (const variable of variables) if (host) setVariable(host.variables, variable);
}

/** `ansible_network_os` from the name that another tool uses. */
export function networkOsVariable(name: string, place: Place): Variable {
  return { name: 'ansible_network_os', value: networkOsOf(name), place };
}

/** Who writes an enable password down means it to be used. */
export function becomeVariables(secret: unknown, place: Place): Variable[] {
  return [
    { name: 'ansible_become', value: true, place },
    { name: 'ansible_become_password', value: secret, place },
  ];
}
