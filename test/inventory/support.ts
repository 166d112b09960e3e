// Shared by the tests of the inventory room: reading folders, and what Ansible itself makes of them.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ProblemList } from '../../src/inventory/problem-list.ts';
import { readSources } from '../../src/inventory/read-sources.ts';
import { classifyFiles } from '../../src/inventory/source-files.ts';
import { UnsafeText, VaultValue } from '../../src/inventory/variable.ts';
import { Vault, type VaultSecret } from '../../src/inventory/vault.ts';
import type { Problem, SourceFile } from '../../src/model/index.ts';

const run = promisify(execFile);

export interface AnsibleView {
  /** Group → all its hosts, sorted; groups without hosts are left out, as ansible-inventory does. */
  groups: Record<string, string[]>;
  /** Host → its effective variables. */
  variables: Record<string, Record<string, unknown>>;
}

export const hasAnsible = spawnSync('ansible-inventory', ['--version']).status === 0;
export const hasPython = spawnSync('python3', ['-c', 'import yaml']).status === 0;

/** Every file below the folder, paths as a user in the folder above would write them. */
export function readFolder(folder: string, as = 'inventory'): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: as + path.slice(folder.length).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

export function ourView(
  files: readonly SourceFile[],
  vaultSecrets: readonly VaultSecret[] = [],
  given: { readonly env?: Record<string, string>; readonly fetched?: ReadonlyMap<string, unknown> } = {},
): { view: AnsibleView; problems: Problem[] } {
  const problems = new ProblemList();
  const vault = new Vault(vaultSecrets);
  const context = { env: {}, allowPlainSecrets: false, fetched: new Map(), request: () => {}, ...given };
  const { tree, effective } = readSources(classifyFiles(files, null, vault, problems), vault, problems, context);
  const groups = [...tree.groups.keys()].map((name) => [name, tree.hostsOf(name).sort()] as const);
  const variables = [...effective].map(([host, set]) => {
    return [host, Object.fromEntries([...set.values()].map(({ name, value }) => [name, plain(value)]))] as const;
  });
  const view = {
    groups: Object.fromEntries(groups.filter(([, hosts]) => hosts.length > 0)),
    variables: Object.fromEntries(variables),
  };
  return { view, problems: problems.sorted() };
}

/** Big integers as JSON reads them, vault values as Ansible writes them. */
function plain(value: unknown): unknown {
  const toJson = (_: string, item: unknown) => {
    if (item instanceof VaultValue) return { __ansible_vault: item.text };
    if (item instanceof UnsafeText) return { __ansible_unsafe: item.text };
    return typeof item === 'bigint' ? Number(item) : item;
  };
  return JSON.parse(JSON.stringify(value, toJson));
}

interface ListedGroup {
  hosts?: string[];
  children?: string[];
}

/** What `ansible-inventory --list` says of a folder or file. `vault`: id → password. */
export async function ansibleView(path: string, vault: Readonly<Record<string, string>> = {}): Promise<AnsibleView> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-vault-'));
  try {
    const ids = Object.entries(vault).map(([id, password]) => {
      const file = join(folder, id);
      writeFileSync(file, password);
      return ['--vault-id', `${id}@${file}`];
    });
    return await listInventory(['-i', path, '--list', ...ids.flat()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listInventory(args: readonly string[]): Promise<AnsibleView> {
  const env = { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false', ANSIBLE_INVENTORY_UNPARSED_WARNING: 'false' };
  const { stdout } = await run('ansible-inventory', args, { env, maxBuffer: 1 << 26 });
  const { _meta: meta, ...listed } = JSON.parse(stdout);
  const hostsOf = (name: string): string[] => {
    const group = (listed as Record<string, ListedGroup>)[name] ?? {};
    return [...(group.hosts ?? []), ...(group.children ?? []).flatMap(hostsOf)];
  };
  const groups = Object.keys(listed).map((name) => [name, [...new Set(hostsOf(name))].sort()] as const);
  const hosts = [...new Set(hostsOf('all'))];
  return {
    groups: Object.fromEntries(groups.filter(([, members]) => members.length > 0)),
    variables: Object.fromEntries(hosts.map((host) => [host, meta.hostvars[host] ?? {}])),
  };
}

/** Device names of `ansible PATTERN --list-hosts`, in its order. */
export async function ansibleHosts(path: string, pattern: string): Promise<string[]> {
  const { stdout } = await run('ansible', [pattern, '-i', path, '--list-hosts']);
  return stdout
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export interface OracleQuestion {
  readonly inventory: string;
  readonly patterns?: readonly string[];
  /** Vault id → password. */
  readonly vault?: Readonly<Record<string, string>>;
  /** Open vault values and evaluate templates. */
  readonly render?: boolean;
}

export interface OracleAnswer {
  readonly hosts: Readonly<Record<string, Record<string, unknown>>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Null where Ansible refuses the pattern. */
  readonly matches: readonly (readonly string[] | null)[];
}

/** The interpreter that has Ansible. */
const ANSIBLE_PYTHON = /python version = .*\((\/[^()]+)\)/.exec(
  spawnSync('ansible-inventory', ['--version'], { encoding: 'utf8' }).stdout ?? '',
)?.[1];
export const hasAnsibleLibrary =
  ANSIBLE_PYTHON !== undefined && spawnSync(ANSIBLE_PYTHON, ['-c', 'import ansible.vars.manager']).status === 0;

/** Any number of inventories in one process: Ansible takes long to start. */
export function askAnsible(questions: readonly OracleQuestion[]): OracleAnswer[] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
  const options = { input, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { stdout, stderr, status } = spawnSync(ANSIBLE_PYTHON ?? '', ['test/inventory/ansible-oracle.py'], options);
  if (status !== 0) throw new Error(`the oracle ended with ${status}: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Writes the files below a folder. */
export function writeFiles(folder: string, files: readonly SourceFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Runs the jobs two at a time. */
export async function inPairs<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += 2) results.push(...(await Promise.all(items.slice(i, i + 2).map(job))));
  return results;
}

/** `hosts:3:1 CODE message` of each problem, for comparing at a glance. */
export function describeProblems(problems: readonly Problem[]): string[] {
  return problems.map(({ file, line, column, code, severity, message }) => {
    return `${[file, line, column].filter((part) => part !== undefined).join(':')} ${severity} ${code} ${message}`;
  });
}
