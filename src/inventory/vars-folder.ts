// `host_vars` and `group_vars`: which files belong to a host or group, and what they say.
import type { SourceFile } from '../model/index.ts';
import { didYouMean } from './nearest.ts';
import { compareParts } from './path-order.ts';
import type { ProblemList } from './problem-list.ts';
import { setVariable } from './tree.ts';
import { describeType, type Variables } from './variable.ts';
import type { Vault } from './vault.ts';
import { parseYaml, toVariable } from './yaml-text.ts';

/** In Ansible's order: the first that exists is read and the others are not. */
const EXTENSIONS = ['.yml', '.yaml', '.json'] as const;

export class VarsFolder {
  readonly #kind: 'host' | 'group';
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #vault: Vault;
  readonly #problems: ProblemList;
  /** First folder below → the paths in it. */
  readonly #folders = new Map<string, string[]>();
  readonly #read = new Set<string>();
  readonly #cache = new Map<string, Variables>();

  constructor(kind: 'host' | 'group', files: ReadonlyMap<string, SourceFile>, vault: Vault, problems: ProblemList) {
    this.#kind = kind;
    this.#files = files;
    this.#vault = vault;
    this.#problems = problems;
    for (const path of files.keys()) {
      const name = path.includes('/') ? ownerOf(path) : null;
      if (name !== null) this.#folders.set(name, [...(this.#folders.get(name) ?? []), path]);
    }
  }

  /** What the files of one host or group set, later files of a folder over earlier ones. */
  variablesOf(name: string): Variables {
    const known = this.#cache.get(name);
    if (known) return known;
    const variables: Variables = new Map();
    this.#cache.set(name, variables);
    for (const path of this.#pathsOf(name)) {
      this.#read.add(path);
      const file = this.#files.get(path);
      const open = file ? this.#vault.openFile(file, this.#problems) : null;
      for (const variable of open ? readVariablesFile(open, this.#problems) : []) setVariable(variables, variable);
    }
    return variables;
  }

  /** Warns of files that no host or group of the inventory has asked for. Call it when all have. */
  reportUnread(names: readonly string[]): void {
    for (const [path, file] of this.#files) {
      if (this.#read.has(path) || isHidden(path)) continue;
      const owner = ownerOf(path);
      const inOwnFolder = path.includes('/') && this.#pathsOf(owner).some((one) => one.includes('/'));
      if (names.includes(owner) && inOwnFolder) this.#warnExtension(file);
      else if (names.includes(owner)) this.#warnShadowed(file, owner);
      else this.#warnNoOwner(file, owner, names);
    }
  }

  #pathsOf(name: string): string[] {
    if (this.#files.has(name)) return [name];
    const inFolder = this.#folders.get(name) ?? [];
    if (inFolder.length > 0) {
      return inFolder
        .filter((path) => isReadInFolder(path.slice(name.length + 1)))
        .sort((a, b) => compareParts(a.split('/'), b.split('/')));
    }
    return EXTENSIONS.map((extension) => name + extension)
      .filter((path) => this.#files.has(path))
      .slice(0, 1);
  }

  #warnExtension(file: SourceFile): void {
    const message = 'this file is not read: of a folder of variables *.yml, *.yaml, *.json and names without a dot are';
    this.#problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, message, 'rename it, or move it elsewhere');
  }

  #warnShadowed(file: SourceFile, owner: string): void {
    const message = `this file is not read: of ${owner}, ${owner}/, ${owner}.yml, ${owner}.yaml and ${owner}.json the first counts`;
    const hint = `merge them, or keep *.yml files in one folder ${this.#kind}_vars/${owner}/`;
    this.#problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, message, hint);
  }

  #warnNoOwner(file: SourceFile, owner: string, names: readonly string[]): void {
    const message = `no ${this.#kind} of the inventory is called ${owner}`;
    const code = this.#kind === 'host' ? 'CONFIG_PATTERN_NO_MATCH' : 'CONFIG_UNDEFINED_GROUP';
    const hint = didYouMean(owner, names, `add it to the hosts file, or remove this file`);
    this.#problems.warning(code, { file: file.path }, message, hint);
  }
}

function ownerOf(path: string): string {
  const first = path.split('/')[0] ?? '';
  return path.includes('/') ? first : first.replace(/\.(?:yml|yaml|json)$/, '');
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part.endsWith('~'));
}

/** Folders without a dot in their name, files with a known extension or none. */
function isReadInFolder(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const extension = /.\.[^.]*$/.exec(name)?.[0].slice(1) ?? '';
  const known = extension === '' || EXTENSIONS.some((one) => one === extension);
  return !isHidden(path) && known && parts.every((part) => !part.includes('.'));
}

function readVariablesFile(file: SourceFile, problems: ProblemList) {
  const yaml = parseYaml(file, problems);
  if (yaml === null || yaml.root === null) return [];
  const entries = yaml.entriesOf(yaml.root);
  if (entries !== null) return entries.map((entry) => toVariable(yaml, entry));
  const message = `a file of variables is a mapping, not ${describeType(yaml.valueOf(yaml.root))}`;
  problems.error('CONFIG_SYNTAX', yaml.placeOf(yaml.root), message, 'write one "name: value" a line');
  return [];
}
