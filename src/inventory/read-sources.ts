// Inventory files and their variables → the tree of groups and hosts, and the variables that count for each host.
import { effectiveVariables } from './effective-variables.ts';
import { readIniInventory } from './ini.ts';
import type { ProblemList } from './problem-list.ts';
import type { ClassifiedFiles } from './source-files.ts';
import { InventoryTree } from './tree.ts';
import type { Variables } from './variable.ts';
import { VarsFolder } from './vars-folder.ts';
import { readYamlInventory } from './yaml-inventory.ts';

export interface SourcesReading {
  readonly tree: InventoryTree;
  /** Host → the variables that count for it. */
  readonly effective: ReadonlyMap<string, Variables>;
  /** Every set of variables as written. */
  readonly written: readonly Variables[];
}

export function readSources(classified: ClassifiedFiles, problems: ProblemList): SourcesReading {
  const tree = new InventoryTree();
  for (const { file, format } of classified.sources) {
    const read = format === 'ini' ? readIniInventory : readYamlInventory;
    read(file, tree, problems);
  }
  tree.settle();
  const groupVars = new VarsFolder('group', classified.groupVars, problems);
  const hostVars = new VarsFolder('host', classified.hostVars, problems);
  const written = [
    ...[...tree.groups.values()].flatMap((group) => [group.variables, groupVars.variablesOf(group.name)]),
    ...[...tree.hosts.values()].flatMap((host) => [host.variables, hostVars.variablesOf(host.name)]),
  ];
  groupVars.reportUnread([...tree.groups.keys()]);
  hostVars.reportUnread([...tree.hosts.keys()]);
  return { tree, effective: effectiveVariables(tree, groupVars, hostVars), written };
}
