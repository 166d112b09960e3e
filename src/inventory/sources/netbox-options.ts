// The configuration file of Ansible's NetBox inventory plugin (netbox.netbox.nb_inventory): which options are read.
import type { SourceFile } from '../../model/index.ts';
import { didYouMean } from '../nearest.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Environment } from '../secret-value.ts';
import { describeType, isTemplate, type Place } from '../variable.ts';
import { parseYaml, type YamlEntry, type YamlText } from '../yaml-text.ts';
import { type Fields, fieldsOf } from './yaml-fields.ts';

/** Variables that are looked at where the file gives no address or token; the first that is set counts. */
const ADDRESS_VARIABLES = ['NETBOX_API', 'NETBOX_API_ENDPOINT', 'NETBOX_URL'];
const READ = [
  ...['plugin', 'api_endpoint', 'token', 'validate_certs', 'query_filters', 'device_query_filters', 'group_by'],
  ...['group_names_raw', 'plurals', 'virtual_chassis_name', 'timeout'],
];
/** Without effect on which devices there are and how they are reached. */
const LEFT_ALONE = [
  ...['cache', 'cache_connection', 'cache_plugin', 'cache_prefix', 'cache_timeout', 'config_context', 'dns_name'],
  ...['fetch_all', 'flatten_config_context', 'flatten_custom_fields', 'flatten_local_context_data', 'follow_redirects'],
  ...['interfaces', 'local_context_data', 'max_uri_length', 'prefixes', 'racks', 'services', 'site_data', 'strict'],
  ...['use_extra_vars', 'vm_query_filters', 'leading_separator', 'rename_variables'],
];
const UNSUPPORTED = [
  ...['compose', 'keyed_groups', 'groups', 'ansible_host_dns_name', 'oob_ip_as_primary_ip', 'hostname_field'],
  ...['cert', 'key', 'ca_path', 'headers'],
];

export interface NetboxOptions {
  /** Without a slash at its end; null, with the problem reported, where there is none to use. */
  readonly endpoint: string | null;
  readonly token: YamlEntry | null;
  readonly validateCerts: boolean;
  readonly filters: readonly (readonly [name: string, value: string])[];
  readonly groupBy: readonly { readonly by: string; readonly place: Place }[];
  readonly groupNamesRaw: boolean;
  /** Ansible's default: `sites_berlin`, not `site_berlin`. */
  readonly plurals: boolean;
  readonly virtualChassisName: boolean;
  readonly timeoutSeconds: number;
  readonly yaml: YamlText;
}

interface Reading {
  readonly yaml: YamlText;
  readonly fields: Fields;
  readonly problems: ProblemList;
}

/** Null where the file cannot be read at all. */
export function readNetboxOptions(file: SourceFile, env: Environment, problems: ProblemList): NetboxOptions | null {
  const yaml = parseYaml(file, problems);
  const fields = yaml && fieldsOf(yaml, yaml.root);
  if (!yaml || !fields) return null;
  const reading = { yaml, fields, problems };
  reportOptions(reading);
  return {
    yaml,
    endpoint: readEndpoint(reading, env),
    token: fields.get('token') ?? null,
    validateCerts: readFlag(reading, 'validate_certs', true),
    filters: ['query_filters', 'device_query_filters'].flatMap((key) => readFilters(reading, key)),
    groupBy: readGroupBy(reading),
    groupNamesRaw: readFlag(reading, 'group_names_raw', false),
    plurals: readFlag(reading, 'plurals', true),
    virtualChassisName: readFlag(reading, 'virtual_chassis_name', false),
    timeoutSeconds: readTimeout(reading),
  };
}

/** The name in `{{ lookup('env', 'NAME') }}`, the one template that is understood; null for anything else. */
export function lookedUpVariable(text: string): string | null {
  const lookup =
    /^\s*\{\{-?\s*(?:lookup|query)\(\s*(['"])(?:ansible\.builtin\.)?env\1\s*,\s*(['"])([A-Za-z_]\w*)\2.*?\)[^}]*\}\}\s*$/;
  return lookup.exec(text)?.[3] ?? null;
}

function reportOptions({ fields, problems }: Reading): void {
  for (const [key, { place }] of fields) {
    if (READ.includes(key) || LEFT_ALONE.includes(key)) continue;
    if (UNSUPPORTED.includes(key)) {
      const hint = 'say it in group_vars or host_vars beside this file; see docs/reference/inventory-sources.md';
      problems.warning('CONFIG_UNSUPPORTED', place, `${key} of a NetBox inventory is not read`, hint);
    } else {
      const hint = didYouMean(key, READ, 'it has no effect; see docs/reference/inventory-sources.md');
      problems.warning('CONFIG_UNKNOWN_KEY', place, `unknown option ${key}`, hint, key);
    }
  }
}

function readEndpoint({ yaml, fields, problems }: Reading, env: Environment): string | null {
  const entry = fields.get('api_endpoint');
  const written = entry ? yaml.valueOf(entry.value) : null;
  const variable = typeof written === 'string' ? (/^env:(\w+)$/.exec(written)?.[1] ?? lookedUpVariable(written)) : null;
  const names = variable === null ? ADDRESS_VARIABLES : [variable];
  const isGiven = variable === null && written !== null && written !== undefined;
  const value = isGiven ? written : names.map((name) => env[name]).find((one) => one !== undefined && one !== '');
  const place = entry?.place ?? yaml.placeOf(null);
  if (value === undefined) {
    const hint = `write "api_endpoint: https://netbox.example.net", or set ${names.join(' or ')}`;
    problems.error('CONFIG_INVALID_VALUE', place, 'this NetBox inventory has no address', hint);
    return null;
  }
  const fault = faultOfUrl(value);
  if (fault === null) return String(value).trim().replace(/\/+$/, '');
  problems.error('CONFIG_INVALID_VALUE', place, `api_endpoint ${fault}`, 'write https://HOST, as in the browser');
  return null;
}

/** Never quotes the address: there may be a password in it. */
function faultOfUrl(value: unknown): string | null {
  if (isTemplate(value)) return 'is a template, which is not evaluated';
  if (typeof value !== 'string') return `must be an address, not ${describeType(value)}`;
  const url = URL.canParse(value.trim()) ? new URL(value.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return 'is no address that starts with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password';
  return url.search !== '' || url.hash !== '' ? 'must end before any "?" or "#"' : null;
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? `"${String(value).slice(0, 60)}"`
    : describeType(value);
}

function readFlag({ yaml, fields, problems }: Reading, key: string, otherwise: boolean): boolean {
  const entry = fields.get(key);
  const value = entry ? yaml.valueOf(entry.value) : null;
  if (entry === undefined || value === null) return otherwise;
  if (typeof value === 'boolean') return value;
  if (/^(?:true|yes|on|1)$/i.test(String(value))) return true;
  if (/^(?:false|no|off|0)$/i.test(String(value))) return false;
  problems.error(
    'CONFIG_INVALID_VALUE',
    entry.place,
    `${key} must be true or false, not ${shown(value)}`,
    'write true or false',
  );
  return otherwise;
}

const DEFAULT_TIMEOUT = 60;

function readTimeout({ yaml, fields, problems }: Reading): number {
  const entry = fields.get('timeout');
  const value = entry ? yaml.valueOf(entry.value) : null;
  if (entry === undefined || value === null) return DEFAULT_TIMEOUT;
  if (typeof value === 'number' && value > 0 && value <= 3600) return value;
  problems.error(
    'CONFIG_INVALID_VALUE',
    entry.place,
    `timeout must be seconds up to 3600, not ${shown(value)}`,
    'write 60',
  );
  return DEFAULT_TIMEOUT;
}

/** A list of `name: value`; a list as value repeats the name. */
function readFilters({ yaml, fields, problems }: Reading, key: string): (readonly [string, string])[] {
  const entry = fields.get(key);
  const value = entry ? yaml.valueOf(entry.value) : null;
  if (entry === undefined || value === null) return [];
  const refuse = (message: string): [] => {
    const hint = 'write "- role: core-router", the way NetBox filters devices in its own address line';
    problems.error('CONFIG_INVALID_VALUE', entry.place, `${key} ${message}`, hint);
    return [];
  };
  if (!Array.isArray(value)) return refuse(`must be a list, not ${describeType(value)}`);
  return value.flatMap((item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item))
      return refuse('must be a list of name: value');
    return Object.entries(item).flatMap(([name, given]: [string, unknown]) => {
      const values = (Array.isArray(given) ? given : [given]) as unknown[];
      return values.flatMap((one) => {
        if (one === null || typeof one === 'object') return refuse(`has ${describeType(one)} for ${name}`);
        return isTemplate(one)
          ? refuse(`has a template for ${name}, which is not evaluated`)
          : [[name, String(one)] as const];
      });
    });
  });
}

function readGroupBy({ yaml, fields, problems }: Reading): { by: string; place: Place }[] {
  const entry = fields.get('group_by');
  const value = entry ? yaml.valueOf(entry.value) : null;
  if (entry === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return [...new Set(value as string[])].map((by) => ({ by, place: entry.place }));
  }
  problems.error(
    'CONFIG_INVALID_VALUE',
    entry.place,
    `group_by must be a list of names, not ${shown(value)}`,
    'write [sites, device_roles]',
  );
  return [];
}
