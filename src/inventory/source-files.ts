// Tells by its place what each file of an inventory is for.
import type { SourceFile } from '../model/index.ts';
import { isIgnoredFile } from './ignored-files.ts';
import { compareParts } from './path-order.ts';
import type { ProblemList } from './problem-list.ts';
import type { SourceReader } from './source-reader.ts';
import { readerFor } from './source-readers.ts';
import type { Vault } from './vault.ts';

interface InventorySource {
  readonly file: SourceFile;
  readonly reader: SourceReader;
}

export interface ClassifiedFiles {
  /** Read in this order, sorted by path as Ansible sorts a folder. */
  readonly sources: readonly InventorySource[];
  /** By path below `host_vars/` or `group_vars/`. */
  readonly hostVars: ReadonlyMap<string, SourceFile>;
  readonly groupVars: ReadonlyMap<string, SourceFile>;
  readonly settings: SourceFile | null;
}

interface PlacedFile {
  readonly file: SourceFile;
  /** Path components without `.`. */
  readonly parts: readonly string[];
}

const VARS_FOLDERS = ['host_vars', 'group_vars'];
/** Often kept beside an inventory. */
const NO_SOURCE = /^(?:vars_plugins|known_hosts|LICENSE|README|toposcope\.ya?ml)$/;

/**
 * The folder that holds `host_vars` and `group_vars` is the root: the shortest folder of all files.
 * `settingsPath` names the settings file where it is not called `toposcope.yml`.
 */
export function classifyFiles(
  files: readonly SourceFile[],
  settingsPath: string | null,
  vault: Vault,
  problems: ProblemList,
): ClassifiedFiles {
  const placed = files
    .map((file) => ({ file, parts: splitPath(file.path) }))
    .sort((a, b) => compareParts(a.parts, b.parts));
  const depth = Math.min(...placed.map(({ parts }) => baseLength(parts)));
  const sources: InventorySource[] = [];
  const vars = { host_vars: new Map<string, SourceFile>(), group_vars: new Map<string, SourceFile>() };
  const settings = placed.filter((one) => isSettings(one, settingsPath)).map(({ file }) => file);
  for (const { file, parts } of placed) {
    const below = parts.slice(depth);
    const folder = below.length > 1 ? below[0] : undefined;
    if (settings.includes(file)) continue;
    if (folder === 'host_vars' || folder === 'group_vars') vars[folder].set(below.slice(1).join('/'), file);
    else if (!below.some((part) => isIgnoredFile(part) || NO_SOURCE.test(part))) {
      const source = toSource(file, below, vault, problems);
      if (source !== null) sources.push(source);
    }
  }
  for (const file of settings.slice(1)) refuseSecondSettings(file, problems);
  return { sources, hostVars: vars.host_vars, groupVars: vars.group_vars, settings: settings[0] ?? null };
}

function isSettings({ file, parts }: PlacedFile, settingsPath: string | null): boolean {
  if (settingsPath !== null) return file.path === settingsPath;
  return /^toposcope\.ya?ml$/.test(parts.at(-1) ?? '') && baseLength(parts) === parts.length - 1;
}

function splitPath(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

/** How many leading parts are the folder that this file's inventory lies in. */
function baseLength(parts: readonly string[]): number {
  const marker = parts.slice(0, -1).findIndex((part) => VARS_FOLDERS.includes(part));
  return marker < 0 ? parts.length - 1 : marker;
}

/** Null for a file that is not read, which is told. */
function toSource(
  file: SourceFile,
  below: readonly string[],
  vault: Vault,
  problems: ProblemList,
): InventorySource | null {
  if (below.slice(0, -1).some((part) => VARS_FOLDERS.includes(part))) {
    const message =
      'this file is not read: variables are read from host_vars and group_vars beside the hosts file only';
    problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, message, 'move it up');
    return null;
  }
  const open = vault.openFile(file, problems);
  const reader = open === null ? null : readerFor(below.at(-1) ?? '', open.text);
  if (open !== null && reader !== null) return { file: open, reader };
  if (open === null) return null;
  const message = 'this file is not read: it is no known kind of inventory';
  const hint = 'inventories are INI (hosts, *.ini) or YAML (*.yml, *.yaml, *.json); move other files elsewhere';
  problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, message, hint);
  return null;
}

function refuseSecondSettings(file: SourceFile, problems: ProblemList): void {
  const message = 'this second settings file is not read';
  problems.warning(
    'CONFIG_UNSUPPORTED',
    { file: file.path },
    message,
    'keep one toposcope.yml at the top of the inventory',
  );
}
