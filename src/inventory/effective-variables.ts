// Which value counts for a host, by Ansible's order of precedence.
import { compareText } from '../model/index.ts';
import type { InventoryTree } from './tree.ts';
import type { Variables } from './variable.ts';
import type { VarsFolder } from './vars-folder.ts';

/**
 * Lowest to highest: variables of `all` in inventory files; of the other groups, by depth, then priority, then name;
 * group_vars/all; group_vars of the other groups in the same order; the host's own in inventory files; host_vars.
 */
export function effectiveVariables(
  tree: InventoryTree,
  groupVars: VarsFolder,
  hostVars: VarsFolder,
): Map<string, Variables> {
  const depths = tree.depths();
  const groupsByHost = tree.groupsByHost();
  const result = new Map<string, Variables>();
  for (const host of tree.hosts.values()) {
    const names = (groupsByHost.get(host.name) ?? []).filter((name) => name !== 'all');
    const groups = names
      .map((name) => tree.group(name))
      .sort((a, b) => {
        const byDepth = (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0);
        return byDepth || a.priority - b.priority || compareText(a.name, b.name);
      });
    const ordered = [tree.group('all'), ...groups];
    const layers = [
      ...ordered.map((group) => group.variables),
      ...ordered.map((group) => groupVars.variablesOf(group.name)),
      host.variables,
      hostVars.variablesOf(host.name),
    ];
    result.set(host.name, new Map(layers.flatMap((layer) => [...layer])));
  }
  return result;
}
