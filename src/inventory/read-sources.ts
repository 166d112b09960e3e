// Inventory files and their variables → the tree of groups and hosts, and the variables that count for each host.
import { effectiveVariables } from './effective-variables.ts';
import type { ProblemList } from './problem-list.ts';
import type { ClassifiedFiles } from './source-files.ts';
import type { SourceContext } from './source-reader.ts';
import { InventoryTree } from './tree.ts';
import type { Variables } from './variable.ts';
import { VarsFolder } from './vars-folder.ts';

export interface SourcesReading {
  readonly tree: InventoryTree;
  /** Host → the variables that count for it. */
  readonly effective: ReadonlyMap<string, Variables>;
  /** Every set of variables as written. */
  readonly written: readonly Variables[];
}

/** `context` is what a reader is given, but for the folder, which follows from the file. */
export function readSources(
  classified: ClassifiedFiles,
  problems: ProblemList,
  context: Omit<SourceContext, 'folder'>,
): SourcesReading {
  const tree = new InventoryTree();
  const files = classified.sources.map(({ file }) => file);
  for (const { file, reader } of classified.sources) {
    const folder = files.filter(({ path }) => folderOf(path) === folderOf(file.path));
    reader.read(file, tree, problems, { ...context, folder });
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

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
