// Reads what the operator wrote: an inventory file, or every file of an inventory folder.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { companionsOf, isIgnoredFile } from '../inventory/index.ts';
import { compareText, type SourceFile, ToposcopeError } from '../model/index.ts';
import { decodeText } from './decode-text.ts';

/** Real inventories are small; a larger file is something else. */
const MAX_BYTES = 16 * 1024 * 1024;
const VARIABLE_FOLDERS = ['group_vars', 'host_vars'];

/**
 * All files of the inventory at `path`, a file or a folder, sorted by path. Beside a single hosts file its `group_vars`,
 * `host_vars` and `toposcope.yml` are read too, as Ansible does. CONFIG_FILE_MISSING when there is nothing at `path`.
 */
export async function readInventoryFiles(path: string, settingsPath: string | null): Promise<SourceFile[]> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    throw new ToposcopeError('CONFIG_FILE_MISSING', `no inventory at ${path}`, {
      hint: path.includes(',')
        ? 'a list of hosts is not taken here: write the names into a file, one a line'
        : 'name a file or folder with --inventory PATH; `inventory/` of the project is an example to copy',
    });
  }
  const files = found.isDirectory() ? await readFolder(path) : await readBeside(path);
  if (settingsPath === null) return files;
  const withoutSettings = files.filter((file) => !isSettings(file.path) && file.path !== settingsPath);
  return [...withoutSettings, { path: settingsPath, text: await readText(settingsPath) }];
}

function isSettings(path: string): boolean {
  return /^toposcope\.ya?ml$/.test(basename(path));
}

async function readFolder(folder: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  const entries = await orUnreadable(folder, readdir(folder, { withFileTypes: true }));
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    if (isIgnoredFile(entry.name)) continue;
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
    if (kind.isDirectory()) files.push(...(await readFolder(path)));
    else if (kind.isFile()) files.push({ path, text: await readText(path) });
  }
  return files;
}

async function readBeside(path: string): Promise<SourceFile[]> {
  const folder = dirname(path);
  const text = await readText(path);
  const files = [{ path, text }];
  for (const name of companionsOf(basename(path), text)) {
    const companion = join(folder, name);
    if (await stat(companion).catch(() => null)) files.push({ path: companion, text: await readText(companion) });
  }
  for (const name of VARIABLE_FOLDERS) {
    const variables = join(folder, name);
    if ((await stat(variables).catch(() => null))?.isDirectory()) files.push(...(await readFolder(variables)));
  }
  for (const name of ['toposcope.yml', 'toposcope.yaml']) {
    const settings = join(folder, name);
    if (await stat(settings).catch(() => null)) files.push({ path: settings, text: await readText(settings) });
  }
  return files;
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    throw new ToposcopeError('CONFIG_FILE_MISSING', `no file at ${path}`, { hint: 'check the path and its spelling' });
  }
  if (found.size > MAX_BYTES) {
    throw new ToposcopeError('CONFIG_SYNTAX', `${path} has ${found.size} bytes and is no inventory file`, {
      hint: `move it out of the inventory folder (limit: ${MAX_BYTES} bytes)`,
    });
  }
  return decodeText(await orUnreadable(path, readFile(path)));
}

/** Permissions, a folder where a file is expected, a failing disk. */
async function orUnreadable<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ToposcopeError('CONFIG_FILE_MISSING', `cannot read ${path}: ${REASONS[code ?? ''] ?? message}`, {
      hint: code === 'EISDIR' ? 'name a file in it' : 'check who owns it and its permissions',
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder, not a file',
};
