// YAML inventories: every top key is a group with `hosts`, `children` and `vars`.
import type { Node } from 'yaml';
import type { SourceFile } from '../model/index.ts';
import { applyGroupVariable } from './group-variable.ts';
import { expandHostPattern } from './host-range.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import type { SourceReader } from './source-reader.ts';
import { type InventoryTree, loopMessage, setVariable } from './tree.ts';
import { describeType } from './variable.ts';
import { parseYaml, toVariable, type YamlEntry, type YamlText } from './yaml-text.ts';

interface Reading {
  readonly yaml: YamlText;
  readonly tree: InventoryTree;
  readonly problems: ProblemList;
  /** Groups being read, outermost first: an alias may lead back into one of them. */
  readonly open: Set<Node>;
}

const SECTIONS = ['hosts', 'children', 'vars'] as const;

/** What only YAML or JSON can begin with: `---`, a directive, a brace, a key. */
const FIRST_LINE = /^(?:---|%YAML|\{|(?:"[^"]*"|'[^']*'|\w[\w.-]*):(?:\s|$))/;

/** By the extension; a file without one is YAML where its first line can be nothing else. */
export const YAML_READER: SourceReader = {
  name: 'YAML',
  recognises(name, text) {
    if (name.includes('.')) return /\.(?:ya?ml|json)$/.test(name);
    const first = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '' && !/^\s*#/.test(line)) ?? '';
    return FIRST_LINE.test(first);
  },
  read: readYamlInventory,
};

/** Adds what the file says to the tree. An empty file says nothing. */
function readYamlInventory(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const yaml = parseYaml(file, problems);
  if (yaml === null || yaml.root === null) return;
  const entries = yaml.entriesOf(yaml.root);
  if (entries === null) {
    const hint = 'the top of a YAML inventory is a mapping of group names, such as "all:"';
    problems.error('CONFIG_SYNTAX', yaml.placeOf(yaml.root), 'this is no YAML inventory', hint);
    return;
  }
  const plugin = entries.find((entry) => entry.key === 'plugin');
  if (plugin && yaml.valueOf(plugin.value)) {
    const hint = 'run ansible-inventory --list --yaml and save its output as hosts.yml';
    problems.error('CONFIG_UNSUPPORTED', plugin.place, 'inventory plugins are not run', hint);
    return;
  }
  for (const entry of entries) readGroup({ yaml, tree, problems, open: new Set() }, entry);
}

function readGroup(reading: Reading, entry: YamlEntry): string | null {
  const { yaml, tree, problems } = reading;
  const name = entry.key;
  if (typeof name !== 'string' || name === '') {
    problems.error('CONFIG_SYNTAX', entry.place, `a group name is text, not ${describeType(name)}`, 'put it in quotes');
    return null;
  }
  const body = yaml.resolve(entry.value);
  const sections = yaml.entriesOf(body);
  if (sections === null && yaml.valueOf(body) !== null) {
    const message = `group ${name} is ${describeType(yaml.valueOf(body))}, not a mapping`;
    problems.warning('CONFIG_INVALID_VALUE', entry.place, message, 'a group holds hosts, children and vars');
    return null;
  }
  tree.group(name);
  if (body === null || reading.open.has(body)) return name;
  reading.open.add(body);
  for (const section of sections ?? []) readSection(reading, name, section);
  reading.open.delete(body);
  return name;
}

function readSection(reading: Reading, group: string, section: YamlEntry): void {
  const { yaml, problems } = reading;
  const kind = SECTIONS.find((known) => known === section.key);
  if (kind === undefined) {
    const hint = didYouMean(String(section.key), SECTIONS, 'a group holds hosts, children and vars');
    problems.warning(
      'CONFIG_UNKNOWN_KEY',
      section.place,
      `group ${group} has an unknown key ${String(section.key)}`,
      hint,
    );
    return;
  }
  const entries = sectionEntries(yaml, section);
  if (entries === null) {
    const message = `${kind} of group ${group} must be a mapping, not ${describeType(yaml.valueOf(section.value))}`;
    problems.error(
      'CONFIG_SYNTAX',
      section.place,
      message,
      `write each name as a key: "${kind === 'vars' ? 'name: value' : 'name:'}"`,
    );
    return;
  }
  for (const entry of entries) {
    if (kind === 'hosts') readHost(reading, group, entry);
    else if (kind === 'children') readChild(reading, group, entry);
    else applyGroupVariable(reading.tree.group(group), toVariable(yaml, entry), problems);
  }
}

/** A section may be empty, a mapping, or a text that stands for one entry. */
function sectionEntries(yaml: YamlText, section: YamlEntry): YamlEntry[] | null {
  const entries = yaml.entriesOf(section.value);
  if (entries !== null) return entries;
  const value = yaml.valueOf(section.value);
  if (value === null) return [];
  return typeof value === 'string' ? [{ key: value, value: null, place: yaml.placeOf(section.value) }] : null;
}

function readChild(reading: Reading, parent: string, entry: YamlEntry): void {
  const child = readGroup(reading, entry);
  if (child === null || reading.tree.addChild(parent, child)) return;
  const message = loopMessage(parent, child);
  reading.problems.error('CONFIG_INVALID_VALUE', entry.place, message, 'remove one of the two memberships');
}

function readHost(reading: Reading, group: string, entry: YamlEntry): void {
  const { yaml, tree, problems } = reading;
  const { names, port } = readHostNames(problems, entry);
  const variables = yaml.entriesOf(entry.value);
  const value = variables === null ? yaml.valueOf(entry.value) : null;
  if (value) {
    const message = `host ${String(entry.key)} is ${describeType(value)}, not a mapping of variables`;
    problems.error('CONFIG_SYNTAX', entry.place, message, 'write "ansible_host: 192.0.2.1" below the name');
  }
  for (const name of names) {
    const host = tree.addHost(name, group, port, entry.place);
    for (const variable of variables ?? []) setVariable(host.variables, toVariable(yaml, variable));
  }
}

function readHostNames(problems: ProblemList, entry: YamlEntry): { names: readonly string[]; port: number | null } {
  const nothing = { names: [], port: null };
  if (typeof entry.key !== 'string' || entry.key === '') {
    problems.error(
      'CONFIG_SYNTAX',
      entry.place,
      `a host name is text, not ${describeType(entry.key)}`,
      'put it in quotes',
    );
    return nothing;
  }
  const { names, port, fault } = expandHostPattern(entry.key);
  if (fault === null) return { names, port };
  const hint = 'a host is a name or a range such as r[1:3]. See docs/reference/inventory.md';
  problems.error('CONFIG_SYNTAX', entry.place, `bad host pattern "${entry.key}": ${fault}`, hint);
  return nothing;
}
