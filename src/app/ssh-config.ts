// The operator's OpenSSH client configuration as one text, its `Include`s written out (ssh_config(5)).
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expandHome } from '../devices/index.ts';
import { DEFAULT_SETTINGS } from '../inventory/index.ts';
import { compareText, globToRegExp, type SourceFile, ToposcopeError } from '../model/index.ts';

/** OpenSSH's own limit (readconf.c). */
const MAX_DEPTH = 16;

/**
 * Null where there is none at the usual place, which is no fault. CONFIG_FILE_MISSING where a file that the settings name is not
 * there, or one cannot be read: its jump hosts would be passed by. A relative `Include` starts at `~/.ssh`, as OpenSSH has it.
 */
export async function readSshConfig(path: string | null): Promise<SourceFile | null> {
  if (path === null || !(await isReadable(path))) return null;
  const text = await expandFile(expandHome(path), []);
  return text === null ? null : { path, text };
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await readFile(expandHome(path));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path === DEFAULT_SETTINGS.ssh.configFile) return false;
    const hint = 'correct ssh.config in toposcope.yml; ssh: {config: none} reads no file';
    throw new ToposcopeError('CONFIG_FILE_MISSING', `${path} cannot be read (${code})`, { hint, cause: error });
  }
}

/** `within`: the files whose Includes lead here. One that includes itself is read once, not over and over. */
async function expandFile(path: string, within: readonly string[]): Promise<string | null> {
  if (within.includes(path) || within.length > MAX_DEPTH) return null;
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const lines: string[] = [];
  let block: string | null = null;
  for (const line of text.split(/\r\n|\n/)) {
    const [, keyword = '', argument = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    if (/^(?:host|match)$/i.test(keyword)) block = line;
    if (!/^include$/i.test(keyword)) lines.push(line);
    // What is included may open blocks of its own; what follows belongs to the block that the Include stands in.
    else lines.push(...(await includedTexts(argument, [...within, path])), ...(block === null ? [] : [block]));
  }
  return lines.join('\n');
}

async function includedTexts(argument: string, within: readonly string[]): Promise<string[]> {
  const patterns = argument.match(/"[^"]*"|\S+/g) ?? [];
  const paths = (await Promise.all(patterns.map((pattern) => filesOf(pattern.replaceAll('"', ''))))).flat();
  const texts = await Promise.all(paths.map((path) => expandFile(path, within)));
  return texts.filter((text) => text !== null);
}

/** Wildcards in the last part of the path only. */
async function filesOf(pattern: string): Promise<string[]> {
  const full = resolve(expandHome('~/.ssh'), expandHome(pattern));
  const name = full.slice(dirname(full).length + 1);
  if (!/[*?[]/.test(name)) return [full];
  const fits = globToRegExp(name);
  const entries = await readdir(dirname(full)).catch(() => []);
  const found = entries.filter((entry) => fits.test(entry) && !entry.startsWith('.'));
  return found.sort(compareText).map((entry) => join(dirname(full), entry));
}
