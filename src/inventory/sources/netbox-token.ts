// The token of a NetBox inventory: `env:NAME`, Ansible's lookup of an environment variable, a vault value, plain text, or
// one of the usual environment variables. `ask` is not possible here: devices are fetched before anybody is asked.
import { Secret } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceContext } from '../source-reader.ts';
import { isTemplate, type Place, VaultValue } from '../variable.ts';
import { lookedUpVariable, type NetboxOptions } from './netbox-options.ts';
import { fieldsOf } from './yaml-fields.ts';

/** In this order, where the file itself names no token. */
const TOKEN_VARIABLES = ['NETBOX_TOKEN', 'NETBOX_API_KEY', 'NETBOX_API_TOKEN'];

/** Null asks without a token, as some NetBox allow; undefined where the one that is written cannot be used. */
export function readToken(
  { token, yaml }: NetboxOptions,
  context: SourceContext,
  problems: ProblemList,
): Secret | null | undefined {
  // Ansible also takes `token: {type: Bearer, value: …}`.
  const entry = (token && fieldsOf(yaml, token.value)?.get('value')) ?? token;
  const written = entry ? yaml.valueOf(entry.value) : null;
  if (entry === null || written === null || written === '') return usualToken(context);
  if (written instanceof VaultValue) return vaultToken(written, entry.place, context, problems);
  const text = typeof written === 'string' ? written.trim() : '';
  const variable = /^env:\s*([A-Za-z_]\w*)$/.exec(text)?.[1] ?? lookedUpVariable(text);
  if (variable !== null) return environmentToken(variable, entry.place, context, problems);
  if (text === '' || text === 'ask' || isTemplate(text)) {
    const hint = 'write "token: env:NETBOX_TOKEN", or leave token out and set NETBOX_TOKEN';
    problems.error('CONFIG_UNSUPPORTED', entry.place, 'this way to give the token is not understood', hint);
    return undefined;
  }
  if (!context.allowPlainSecrets && !context.vault.wasSealed(entry.place.file)) {
    const hint = 'write "token: env:NETBOX_TOKEN" and set that environment variable';
    problems.warning('CONFIG_PLAIN_SECRET', entry.place, 'token is in plain text in this file', hint);
  }
  return new Secret(text);
}

function usualToken({ env }: SourceContext): Secret | null {
  const value = TOKEN_VARIABLES.map((name) => env[name]).find((one) => one !== undefined && one !== '');
  return value === undefined ? null : new Secret(value);
}

function environmentToken(name: string, place: Place, { env }: SourceContext, problems: ProblemList) {
  const value = env[name];
  if (value !== undefined && value !== '') return new Secret(value);
  const message = `environment variable ${name}, named by token, is not set`;
  problems.error('CONFIG_SECRET_MISSING', place, message, `set it before the run: ${name}=… toposcope …`);
  return undefined;
}

function vaultToken(written: VaultValue, place: Place, { vault }: SourceContext, problems: ProblemList) {
  const opened = vault.open(written.text);
  if (typeof opened === 'string') return new Secret(opened.trim());
  problems.error(opened.code, place, `token ${opened.message}`, opened.hint);
  return undefined;
}
