// Vault passwords from where Ansible's users keep them: files, scripts, or the operator's head.
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expandHome } from '../devices/index.ts';
import type { VaultSecret } from '../inventory/index.ts';
import { Secret, type SourceFile, ToposcopeError } from '../model/index.ts';

/** Asks a person; null where nobody sits at a terminal. */
export type Ask = ((prompt: string) => Promise<Secret>) | null;

/** Scripts may unlock a keyring or ask a server. */
const SCRIPT_TIMEOUT_MS = 60_000;

/**
 * As `ansible-playbook` takes them: `[LABEL@]FILE`, `[LABEL@]prompt`; those of the command line first, then
 * ANSIBLE_VAULT_IDENTITY_LIST and ANSIBLE_VAULT_PASSWORD_FILE. Nothing is read or asked unless some file holds vault text.
 * CONFIG_FILE_MISSING, or CONFIG_SECRET_MISSING where nobody can be asked; `onFault` may go on to the next one.
 */
export async function loadVaultPasswords(
  files: readonly SourceFile[],
  vaultIds: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  ask: Ask,
  onFault: (error: ToposcopeError) => void = raise,
): Promise<VaultSecret[]> {
  if (!files.some(({ text }) => text.includes('$ANSIBLE_VAULT;'))) return [];
  const listed = (env.ANSIBLE_VAULT_IDENTITY_LIST ?? '').split(',');
  const sources = [...vaultIds, ...listed, env.ANSIBLE_VAULT_PASSWORD_FILE ?? ''].map((one) => one.trim());
  const secrets: VaultSecret[] = [];
  for (const source of new Set(sources.filter((one) => one !== ''))) {
    try {
      secrets.push(await loadOne(source, ask));
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      onFault(error);
    }
  }
  return secrets;
}

function raise(error: ToposcopeError): never {
  throw error;
}

async function loadOne(source: string, ask: Ask): Promise<VaultSecret> {
  const [, label = null, place = source] = /^([^@]*)@(.*)$/s.exec(source) ?? [];
  const id = label === '' ? null : label;
  if (place === 'prompt' || place === 'prompt_ask_vault_pass') return { id, secret: await askFor(id, ask) };
  const path = expandHome(place);
  const text = (await isExecutable(path)) ? await runScript(path, id) : await readPassword(path);
  const password = text.trim();
  if (password !== '') return { id, secret: new Secret(password) };
  throw new ToposcopeError('CONFIG_SECRET_MISSING', `${path} gives an empty vault password`, {
    hint: 'write the password into its first line',
  });
}

async function askFor(id: string | null, ask: Ask): Promise<Secret> {
  if (ask !== null) return await ask(id === null ? 'Vault password' : `Vault password (${id})`);
  throw new ToposcopeError('CONFIG_SECRET_MISSING', 'the vault password must be typed, and nobody is at a terminal', {
    hint: 'name a file with --vault-password-file FILE or in ANSIBLE_VAULT_PASSWORD_FILE',
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What a script prints is the password; one called `…-client` is told which (Ansible, "client scripts"). */
async function runScript(path: string, id: string | null): Promise<string> {
  const args = id !== null && /-client(?:\.\w+)?$/.test(basename(path)) ? ['--vault-id', id] : [];
  try {
    const { stdout } = await promisify(execFile)(resolve(path), args, { timeout: SCRIPT_TIMEOUT_MS });
    return stdout;
  } catch (error) {
    // Neither its output nor its messages are repeated: they may hold the password.
    const { code } = error as { readonly code?: unknown };
    throw new ToposcopeError('CONFIG_SECRET_MISSING', `the vault password script ${path} failed (${String(code)})`, {
      hint: 'run it by hand; a file that only holds the password must not be executable',
    });
  }
}

async function readPassword(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ToposcopeError('CONFIG_FILE_MISSING', `the vault password file ${path} cannot be read (${code})`, {
      hint: 'correct --vault-password-file, --vault-id or ANSIBLE_VAULT_PASSWORD_FILE',
      cause: error,
    });
  }
}
