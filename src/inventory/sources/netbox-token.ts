// The token of a NetBox inventory: `env:NAME`, Ansible's lookup of an environment variable, or one of the usual variables.
import { Secret } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceContext } from '../source-reader.ts';
import { isTemplate, VaultValue } from '../variable.ts';
import { lookedUpVariable, type NetboxOptions } from './netbox-options.ts';
import { fieldsOf } from './yaml-fields.ts';

/** In this order, where the file itself names no token. */
const TOKEN_VARIABLES = ['NETBOX_TOKEN', 'NETBOX_API_KEY', 'NETBOX_API_TOKEN'];

/** Null asks without a token, as some NetBox allow; undefined where the one that is written cannot be used. */
export function readToken(
  options: NetboxOptions,
  { env }: SourceContext,
  problems: ProblemList,
): Secret | null | undefined {
  const { token, yaml } = options;
  // Ansible also takes `token: {type: Bearer, value: …}`.
  const entry = (token && fieldsOf(yaml, token.value)?.get('value')) ?? token;
  const written = entry ? yaml.valueOf(entry.value) : null;
  if (entry === null || written === null || written === undefined || written === '') {
    const value = TOKEN_VARIABLES.map((name) => env[name]).find((one) => one !== undefined && one !== '');
    return value === undefined ? null : new Secret(value);
  }
  const text = typeof written === 'string' ? written.trim() : '';
  const variable = /^env:\s*([A-Za-z_]\w*)$/.exec(text)?.[1] ?? lookedUpVariable(text);
  if (variable !== null) {
    const value = env[variable];
    if (value !== undefined && value !== '') return new Secret(value);
    const hint = `set it before the run: ${variable}=… toposcope …`;
    problems.error(
      'CONFIG_SECRET_MISSING',
      entry.place,
      `environment variable ${variable}, named by token, is not set`,
      hint,
    );
    return undefined;
  }
  if (text === '' || isTemplate(text) || written instanceof VaultValue) {
    const hint = 'write "token: env:NETBOX_TOKEN", or leave token out and set NETBOX_TOKEN';
    problems.error('CONFIG_UNSUPPORTED', entry.place, 'this way to give the token is not understood', hint);
    return undefined;
  }
  problems.warning('CONFIG_PLAIN_SECRET', entry.place, 'token is in plain text in this file', 'write env:NETBOX_TOKEN');
  return new Secret(text);
}
