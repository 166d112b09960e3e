// What `ansible-inventory --list` and inventory scripts print: groups as lists of names, host variables in `_meta`.
import { isSeq, type Node } from 'yaml';
import type { SourceFile } from '../../model/index.ts';
import { applyGroupVariable } from '../group-variable.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceReader } from '../source-reader.ts';
import { type InventoryTree, loopMessage, setVariable } from '../tree.ts';
import { describeType, type Place } from '../variable.ts';
import { parseYaml, toVariable, type YamlEntry, type YamlText } from '../yaml-text.ts';
import { plainJson } from './ansible-json.ts';
import { type Fields, fieldsOf, mayBeYaml, peekFields } from './yaml-fields.ts';

interface Reading {
  readonly yaml: YamlText;
  readonly tree: InventoryTree;
  readonly problems: ProblemList;
}

const SECTIONS = ['hosts', 'children', 'vars'];

export const ANSIBLE_LIST_READER: SourceReader = { name: 'ansible-inventory --list', recognises, read };

/** JSON with `_meta` or with groups that list names; YAML with `_meta` only, for Ansible's YAML knows no such lists. */
function recognises(name: string, text: string): boolean {
  const isJson = /^\s*\{/.test(text);
  if (!mayBeYaml(name) || !(isJson || /^["']?_meta["']?\s*:/m.test(text))) return false;
  const peek = peekFields(text);
  if (peek === null) return false;
  const { yaml, root } = peek;
  if (fieldsOf(yaml, root.get('_meta')?.value ?? null)?.has('hostvars')) return true;
  return isJson && [...root.values()].some(({ value }) => listsNames(yaml, value));
}

function listsNames(yaml: YamlText, group: Node | null): boolean {
  if (isList(yaml, group)) return true;
  const sections = fieldsOf(yaml, group);
  return ['hosts', 'children'].some((key) => isList(yaml, sections?.get(key)?.value ?? null));
}

function isList(yaml: YamlText, node: Node | null): boolean {
  return Array.isArray(yaml.valueOf(node));
}

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const yaml = parseYaml(file, problems);
  const root = yaml && fieldsOf(yaml, yaml.root);
  if (!yaml || !root) return;
  const reading = { yaml, tree, problems };
  for (const [group, entry] of root) if (group !== '_meta') readGroup(reading, group, entry);
  const meta = fieldsOf(yaml, root.get('_meta')?.value ?? null);
  for (const [host, entry] of fieldsOf(yaml, meta?.get('hostvars')?.value ?? null) ?? []) {
    readHostVariables(reading, host, entry);
  }
}

/** A list stands for the hosts; a mapping without `hosts`, `children` or `vars` is a host's variables, as in Ansible. */
function readGroup(reading: Reading, group: string, entry: YamlEntry): void {
  const { yaml, tree, problems } = reading;
  const sections = fieldsOf(yaml, entry.value);
  if (sections === null && !isList(yaml, entry.value)) {
    const message = `group ${group} is ${describeType(yaml.valueOf(entry.value))}, not a list or mapping`;
    problems.error(
      'CONFIG_SYNTAX',
      entry.place,
      message,
      'a group is a list of hosts, or holds hosts, children and vars',
    );
    return;
  }
  tree.group(group);
  if (sections === null) addHosts(reading, group, entry);
  else if (sections.size > 0 && !SECTIONS.some((key) => sections.has(key))) {
    tree.addHost(group, group, null, entry.place);
    readHostVariables(reading, group, entry);
  } else readSections(reading, group, sections);
}

function readSections(reading: Reading, group: string, sections: Fields): void {
  const hosts = sections.get('hosts');
  if (hosts) addHosts(reading, group, hosts);
  for (const child of namesOf(reading, sections.get('children'))) addChild(reading, group, child.name, child.place);
  const variables = sections.get('vars');
  for (const entry of mappingOf(reading, variables, `vars of group ${group}`)) {
    const variable = toVariable(reading.yaml, entry);
    const value = plainJson(variable.value);
    applyGroupVariable(reading.tree.group(group), { ...variable, value }, reading.problems);
  }
}

function addHosts({ yaml, tree, problems }: Reading, group: string, entry: YamlEntry): void {
  for (const { name, place } of namesOf({ yaml, tree, problems }, entry)) tree.addHost(name, group, null, place);
}

function addChild({ tree, problems }: Reading, parent: string, child: string, place: Place): void {
  if (tree.addChild(parent, child)) return;
  problems.error('CONFIG_INVALID_VALUE', place, loopMessage(parent, child), 'remove one of the two memberships');
}

/** A list of names; of a mapping its keys. Names are taken as they are: ranges are written out in such a file. */
function namesOf({ yaml, problems }: Reading, entry: YamlEntry | undefined): { name: string; place: Place }[] {
  if (entry === undefined) return [];
  const value = yaml.valueOf(entry.value);
  if (value === null) return [];
  const items = itemsOf(yaml, entry.value);
  if (items === null) {
    const message = `${String(entry.key)} must be a list of names, not ${describeType(value)}`;
    problems.error('CONFIG_SYNTAX', entry.place, message, 'write ["name", "name"]');
    return [];
  }
  return items.flatMap(({ name, place: here }) => {
    if (typeof name === 'string' && name !== '') return [{ name, place: here }];
    const message = name === '' ? 'a name cannot be empty' : `a name is text, not ${describeType(name)}`;
    problems.error('CONFIG_SYNTAX', here, message, 'write ["name", "name"]');
    return [];
  });
}

function itemsOf(yaml: YamlText, node: Node | null): { name: unknown; place: Place }[] | null {
  const list = yaml.resolve(node);
  if (isSeq<Node>(list)) return list.items.map((item) => ({ name: yaml.valueOf(item), place: yaml.placeOf(item) }));
  return yaml.entriesOf(list)?.map(({ key, place }) => ({ name: key, place })) ?? null;
}

function readHostVariables(reading: Reading, host: string, entry: YamlEntry): void {
  const target = reading.tree.hosts.get(host);
  if (target === undefined) {
    const message = `${host} has variables in _meta but is in no group, and is left out`;
    reading.problems.warning('CONFIG_UNSUPPORTED', entry.place, message, 'add it to the hosts of a group');
    return;
  }
  for (const field of mappingOf(reading, entry, `the variables of ${host}`)) {
    const variable = toVariable(reading.yaml, field);
    setVariable(target.variables, { ...variable, value: plainJson(variable.value) });
  }
}

function mappingOf({ yaml, problems }: Reading, entry: YamlEntry | undefined, what: string): YamlEntry[] {
  if (entry === undefined) return [];
  const entries = yaml.entriesOf(entry.value);
  const value = entries === null ? yaml.valueOf(entry.value) : null;
  if (value === null || value === undefined) return entries ?? [];
  const message = `${what} must be a mapping, not ${describeType(value)}`;
  problems.error('CONFIG_SYNTAX', entry.place, message, 'write {"name": value}');
  return [];
}
