// Inventory and settings from files, and whatever the files refer to: vault passwords, ssh_config, inventory servers,
// secrets that are asked for. The inventory room reads text; it says what it still needs, and is called again with it.
import { type InventoryOptions, type InventoryResult, parseInventory } from '../inventory/index.ts';
import { type Problem, type Secret, type SourceFile, ToposcopeError } from '../model/index.ts';
import { fetchNetbox } from './netbox.ts';
import { readInventoryFiles } from './source-files.ts';
import { readSshConfig } from './ssh-config.ts';
import { type Ask, loadVaultPasswords } from './vault-passwords.ts';

export interface ProjectPaths {
  /** File or folder. */
  readonly inventory: string;
  /** Settings file that replaces the inventory's own `toposcope.yml`; null for that one. */
  readonly config: string | null;
  /** `[LABEL@]FILE` or `[LABEL@]prompt`, as Ansible's `--vault-id`. */
  readonly vaultIds?: readonly string[];
  /** Folder of the user's TextFSM templates; null for what the settings say. */
  readonly templates?: string | null;
  /** Files besides those at `inventory`, such as devices that were just discovered. */
  readonly moreFiles?: readonly SourceFile[];
}

/** `poll` needs everything · `offline` no secrets · `seeds` not even devices · `check` connects to nothing. */
export type ProjectUse = 'poll' | 'offline' | 'seeds' | 'check';

export interface ProjectReading extends InventoryResult {
  /** Those of `problems` that nobody finds without asking an inventory server, as `check` does not. */
  readonly fetchedProblems: readonly Problem[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

export async function readProject(
  paths: ProjectPaths,
  use: ProjectUse,
  env: Environment,
  ask: Ask,
): Promise<ProjectReading> {
  const files = [...(await readFiles(paths)), ...(paths.moreFiles ?? [])];
  const faults: Problem[] = [];
  let options: InventoryOptions = {
    ...(paths.config === null ? {} : { settingsPath: paths.config }),
    vaultSecrets: await loadVaultPasswords(files, paths.vaultIds ?? [], env, ask, excuse(use, faults)),
  };
  let result = parseInventory(files, env, options);
  const readWith = (more: InventoryOptions) => {
    options = { ...options, ...more };
    result = parseInventory(files, env, options);
  };
  const sshConfig = await readSshConfig(result.settings.ssh.configFile);
  if (sshConfig !== null) readWith({ sshConfig });
  const asksServers = result.requests.length > 0 && use !== 'check';
  const unfetched = new Set(result.problems.map(identify));
  if (asksServers) readWith({ fetched: await fetchAll(result) });
  const fetchedProblems = asksServers ? result.problems.filter((one) => !unfetched.has(identify(one))) : [];
  const answers = use === 'poll' ? await askAll(result, ask) : new Map<string, Secret>();
  if (answers.size > 0) readWith({ answers });
  return { ...result, problems: [...faults, ...result.problems], fetchedProblems };
}

function identify({ code, file, line, column, message }: Problem): string {
  return JSON.stringify([code, file, line, column, message]);
}

/** Where devices come from elsewhere (a discovery), there may be no inventory yet. */
async function readFiles({ inventory, config, moreFiles }: ProjectPaths): Promise<SourceFile[]> {
  try {
    return await readInventoryFiles(inventory, config);
  } catch (error) {
    const isMissing = error instanceof ToposcopeError && error.code === 'CONFIG_FILE_MISSING';
    if (isMissing && moreFiles !== undefined && config === null) return [];
    throw error;
  }
}

/** Who needs no secrets can do without a vault password: what it would open is reported by the inventory room. */
function excuse(use: ProjectUse, faults: Problem[]): (error: ToposcopeError) => void {
  return (error) => {
    if (use === 'poll') throw error;
    const { code, message, hint } = error;
    if (use === 'check') faults.push({ code, severity: 'error', message, hint: hint ?? '' });
  };
}

async function fetchAll({ requests }: InventoryResult): Promise<Map<string, unknown>> {
  const documents = await Promise.all(
    requests.map(async (request) => [request.id, await fetchNetbox(request)] as const),
  );
  return new Map(documents);
}

/** One question after the other, each once. */
async function askAll({ questions }: InventoryResult, ask: Ask): Promise<Map<string, Secret>> {
  const answers = new Map<string, Secret>();
  if (ask === null) return answers;
  for (const { id, prompt } of questions) answers.set(id, await ask(prompt));
  return answers;
}

/** What was left out on purpose is no error: a server that was not asked, a question that was not put. */
export function unaskedProblems({ requests, questions }: InventoryResult, use: ProjectUse): Problem[] {
  const servers = new Set(requests.map(({ url }) => new URL(url).origin));
  const unasked = [...servers].map((url): Problem => {
    const hint = 'check connects to nothing; `toposcope snapshot` reads it';
    return { code: 'CONFIG_UNSUPPORTED', severity: 'warning', message: `the devices of ${url} were not read`, hint };
  });
  const silent = questions.map(({ prompt }): Problem => {
    const hint = 'run it at a terminal, or write env:NAME';
    return { code: 'CONFIG_SECRET_MISSING', severity: 'error', message: `nobody to ask: ${prompt}`, hint };
  });
  return use === 'check' ? unasked : use === 'poll' ? silent : [];
}
