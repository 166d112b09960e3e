// A secret where it is written: `env:NAME`, a vault value, or the text itself. No message holds the value.
import { Secret } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';
import { type Place, VaultValue } from './variable.ts';
import type { Vault } from './vault.ts';

/** The environment, for `env:NAME` secrets. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretSources {
  readonly env: Environment;
  readonly vault: Vault;
}

/** Null where it cannot be had, which is then reported. `name`: what the operator calls it, for messages. */
export function openSecret(
  written: string | VaultValue,
  name: string,
  place: Place,
  sources: SecretSources,
  problems: ProblemList,
): Secret | null {
  if (written instanceof VaultValue) {
    const clear = sources.vault.open(written.text);
    if (typeof clear === 'string') return new Secret(clear);
    problems.error(clear.code, place, `${name} ${clear.message}`, clear.hint);
    return null;
  }
  return written.startsWith('env:')
    ? fromEnvironment(written, name, place, sources.env, problems)
    : new Secret(written);
}

/** Whether the text is the secret itself, for all to read. */
export function isPlainText(written: string | VaultValue): boolean {
  return typeof written === 'string' && !written.startsWith('env:');
}

export function fromEnvironment(
  reference: string,
  name: string,
  place: Place,
  env: Environment,
  problems: ProblemList,
): Secret | null {
  const key = reference.slice('env:'.length).trim();
  if (!/^[A-Za-z_]\w*$/.test(key)) {
    const hint = 'write env:NAME, such as env:LAB_PASSWORD';
    problems.error('CONFIG_INVALID_VALUE', place, `${name} does not name an environment variable`, hint);
    return null;
  }
  const value = env[key];
  if (value !== undefined && value !== '') return new Secret(value);
  const hint = `set it before the run: ${key}=… toposcope …`;
  const message = `environment variable ${key}, named by ${name}, is not set`;
  problems.error('CONFIG_SECRET_MISSING', place, message, hint);
  return null;
}
