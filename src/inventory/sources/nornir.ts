// Nornir SimpleInventory: hosts.yaml with groups.yaml and defaults.yaml beside it; the hosts file alone is what
// containerlab writes as nornir-simple-inventory.yml.
import type { SourceFile } from '../../model/index.ts';
import { didYouMean } from '../nearest.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceContext, SourceReader } from '../source-reader.ts';
import { type InventoryTree, loopMessage } from '../tree.ts';
import type { Variable } from '../variable.ts';
import { parseYaml, toVariable } from '../yaml-text.ts';
import { addHost, becomeVariables, networkOsVariable } from './add-host.ts';
import { ELEMENT_KEYS, type Element, findValue, lineage, readElement, reportUnknownKeys } from './nornir-elements.ts';
import { fieldsOf, mayBeYaml, peekFields } from './yaml-fields.ts';

/** Drivers that speak SSH: their own port, user and so on go before the general ones. */
const SSH_DRIVERS = ['netmiko', 'scrapli', 'paramiko'];
const ANSIBLE_SECTIONS = ['hosts', 'children', 'vars'];
/** Most inventories of Ansible mention none, and need not be parsed to be told apart. */
const MENTIONS_KEY = new RegExp(`(?:^|[\\s{,"'])(?:${ELEMENT_KEYS.join('|')})["']?\\s*:`);
const BESIDE = /^(?:groups|defaults)\.ya?ml$/;

export const NORNIR_READER: SourceReader = {
  name: 'Nornir SimpleInventory',
  companions: ['groups.yaml', 'groups.yml', 'defaults.yaml', 'defaults.yml'],
  recognises,
  read,
};

/** Every entry is a host or group; one that is not is a fault to be told, unless there are many. */
function recognises(name: string, text: string): boolean {
  if (!mayBeYaml(name) || !MENTIONS_KEY.test(text)) return false;
  const peek = peekFields(text);
  if (peek === null) return false;
  const { yaml, root } = peek;
  if (/^defaults\./.test(name) && [...root.keys()].every(isElementKey)) return true;
  if (root.has('plugin')) return false;
  const nodes = [...root.values()].map(({ value }) => value);
  const bodies = nodes.map((node) => fieldsOf(yaml, node));
  if (bodies.some((body) => ANSIBLE_SECTIONS.some((key) => body?.has(key)))) return false;
  const elements = bodies.filter((body) => [...(body?.keys() ?? [])].some(isElementKey));
  const others = nodes.filter((node, i) => !bodies[i] && yaml.valueOf(node) !== null);
  return elements.length > others.length;
}

function isElementKey(key: string): boolean {
  return ELEMENT_KEYS.some((known) => known === key);
}

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList, context: SourceContext): void {
  if (BESIDE.test(baseName(file))) {
    if (context.folder.some((one) => isHostsFile(one))) return;
    const hint = 'put the hosts.yaml of the same Nornir inventory beside it';
    problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, 'there is no Nornir hosts.yaml for this file', hint);
    return;
  }
  const groupsFile = context.folder.find((one) => /^groups\.ya?ml$/.test(baseName(one))) ?? null;
  const defaultsFile = context.folder.find((one) => /^defaults\.ya?ml$/.test(baseName(one))) ?? null;
  const groups = groupsFile && new Map(readElements(groupsFile, problems).map((group) => [group.name, group]));
  const defaults = defaultsFile && readDefaults(defaultsFile, problems);
  if (groups) hangGroups(groups, tree, problems);
  for (const host of readElements(file, problems)) {
    reportUndefinedGroups(host, groups, problems);
    const variables = variablesOf(lineage(host, groups ?? new Map(), defaults));
    addHost(tree, { name: host.name, place: host.place, groups: host.groups, variables });
  }
}

function baseName(file: SourceFile): string {
  return file.path.split(/[\\/]/).at(-1) ?? '';
}

function isHostsFile(file: SourceFile): boolean {
  return !BESIDE.test(baseName(file)) && recognises(baseName(file), file.text);
}

function readElements(file: SourceFile, problems: ProblemList): Element[] {
  const yaml = parseYaml(file, problems);
  const fields = yaml && fieldsOf(yaml, yaml.root);
  if (!yaml || !fields) return [];
  return [...fields].flatMap(([name, entry]) => readElement(name, entry, yaml, problems) ?? []);
}

function readDefaults(file: SourceFile, problems: ProblemList): Element | null {
  const yaml = parseYaml(file, problems);
  const fields = yaml && fieldsOf(yaml, yaml.root);
  if (!yaml || !fields) return null;
  reportUnknownKeys(fields, problems);
  return { name: 'defaults', place: yaml.placeOf(null), yaml, fields, groups: [] };
}

/** The groups of a Nornir group are its parents. */
function hangGroups(groups: ReadonlyMap<string, Element>, tree: InventoryTree, problems: ProblemList): void {
  for (const group of groups.values()) {
    tree.group(group.name);
    reportUndefinedGroups(group, groups, problems);
    for (const parent of group.groups) {
      if (tree.addChild(parent, group.name)) continue;
      const message = loopMessage(parent, group.name);
      problems.error('CONFIG_INVALID_VALUE', group.place, message, 'remove one of the two memberships');
    }
  }
}

/** Without a groups.yaml, as containerlab writes it, groups are names and no more. */
function reportUndefinedGroups(
  element: Element,
  groups: ReadonlyMap<string, Element> | null,
  problems: ProblemList,
): void {
  if (groups === null) return;
  for (const name of element.groups) {
    if (groups.has(name)) continue;
    const place = element.fields.get('groups')?.place ?? element.place;
    const hint = didYouMean(name, groups.keys(), 'add it to groups.yaml');
    problems.error(
      'CONFIG_UNDEFINED_GROUP',
      place,
      `${element.name} is in ${name}, a group that groups.yaml does not define`,
      hint,
    );
  }
}

/** Everything that holds for a host becomes its own variable, so that Nornir's precedence stays what it is. */
function variablesOf(line: readonly Element[]): Variable[] {
  const variables = dataOf(line);
  const take = (name: string, paths: string[][]): void => {
    const found = findValue(line, paths);
    if (found) variables.push({ name, ...found });
  };
  take('ansible_host', ofDrivers('hostname'));
  take('ansible_port', ofDrivers('port'));
  take('ansible_user', ofDrivers('username'));
  take('ansible_password', ofDrivers('password'));
  take('ansible_ssh_private_key_file', inExtras('key_file', 'auth_private_key'));
  const platform = findValue(line, [['platform'], ...ofDrivers('platform')]);
  if (platform) variables.push(networkOsVariable(String(platform.value), platform.place));
  const napalm = ['connection_options', 'napalm', 'extras', 'optional_args', 'secret'];
  const secret = findValue(line, [...inExtras('secret', 'auth_secondary'), napalm]);
  return secret ? [...becomeVariables(secret.value, secret.place), ...variables] : variables;
}

function ofDrivers(key: string): string[][] {
  return [...SSH_DRIVERS.map((driver) => ['connection_options', driver, key]), [key]];
}

function inExtras(...keys: string[]): string[][] {
  return SSH_DRIVERS.flatMap((driver) => keys.map((key) => ['connection_options', driver, 'extras', key]));
}

/** `data` of the whole lineage, the host's own winning; site and role are also what toposcope calls so. */
function dataOf(line: readonly Element[]): Variable[] {
  const variables: Variable[] = [];
  for (const { yaml, fields } of [...line].reverse()) {
    for (const entry of yaml.entriesOf(fields.get('data')?.value ?? null) ?? []) {
      const variable = toVariable(yaml, entry);
      variables.push(variable);
      const known = variable.name === 'site' || variable.name === 'role';
      if (known && typeof variable.value === 'string')
        variables.push({ ...variable, name: `toposcope_${variable.name}` });
    }
  }
  return variables;
}
