// Inventory files and their variables → the tree of groups and hosts, and the variables that count for each host.
import { isBinary } from './binary.ts';
import { effectiveVariables } from './effective-variables.ts';
import type { ProblemList } from './problem-list.ts';
import type { ClassifiedFiles } from './source-files.ts';
import type { SourceContext } from './source-reader.ts';
import { InventoryTree } from './tree.ts';
import type { Variable, Variables } from './variable.ts';
import { VarsFolder } from './vars-folder.ts';
import type { Vault } from './vault.ts';

export interface SourcesReading {
  readonly tree: InventoryTree;
  /** Host → the variables that count for it. */
  readonly effective: ReadonlyMap<string, Variables>;
  /** Every set of variables as written. */
  readonly written: readonly Variables[];
  /** `group core`, `host r1`: whose a variable is. */
  readonly owners: ReadonlyMap<Variable, string>;
}

/**
 * `context` is what a reader is given, but for the folder, which follows from the file. Where something is still to be
 * fetched, files of variables may belong to hosts and groups that are not known yet: none is reported as unread.
 */
export function readSources(
  classified: ClassifiedFiles,
  vault: Vault,
  problems: ProblemList,
  context: Omit<SourceContext, 'folder' | 'vault'>,
): SourcesReading {
  const tree = new InventoryTree();
  const files = classified.sources.map(({ file }) => file);
  let isComplete = true;
  const request: SourceContext['request'] = (one) => {
    isComplete = false;
    context.request(one);
  };
  for (const { file, reader } of classified.sources) {
    if (isBinary(file, problems)) continue;
    const folder = files.filter(({ path }) => folderOf(path) === folderOf(file.path));
    reader.read(file, tree, problems, { ...context, request, vault, folder });
  }
  tree.settle();
  const groupVars = new VarsFolder('group', classified.groupVars, vault, problems);
  const hostVars = new VarsFolder('host', classified.hostVars, vault, problems);
  const written = [
    ...[...tree.groups.values()].flatMap(({ name, variables }) => {
      return [variables, groupVars.variablesOf(name)].map((set) => ({ owner: `group ${name}`, set }));
    }),
    ...[...tree.hosts.values()].flatMap(({ name, variables }) => {
      return [variables, hostVars.variablesOf(name)].map((set) => ({ owner: `host ${name}`, set }));
    }),
  ];
  if (isComplete) {
    groupVars.reportUnread([...tree.groups.keys()]);
    hostVars.reportUnread([...tree.hosts.keys()]);
  }
  return {
    tree,
    effective: effectiveVariables(tree, groupVars, hostVars),
    written: written.map(({ set }) => set),
    owners: ownersOf(written),
  };
}

/** A variable of a host range belongs to several hosts; the first is named. */
function ownersOf(written: readonly { owner: string; set: Variables }[]): Map<Variable, string> {
  const owners = new Map<Variable, string>();
  for (const { owner, set } of written) {
    for (const variable of set.values()) {
      const first = owners.get(variable);
      if (first === undefined) owners.set(variable, owner);
      else if (!first.endsWith(' and others')) owners.set(variable, `${first} and others`);
    }
  }
  return owners;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
