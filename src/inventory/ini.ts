// INI inventories: `[group]`, `[group:children]`, `[group:vars]`, host lines. Read to the end whatever is wrong.
import type { SourceFile } from '../model/index.ts';
import { applyGroupVariable } from './group-variable.ts';
import { expandHostPattern } from './host-range.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { parsePythonValue } from './python-literal.ts';
import { splitWords, type Word } from './shell-words.ts';
import type { SourceReader } from './source-reader.ts';
import { type InventoryTree, loopMessage, setVariable } from './tree.ts';
import type { Place } from './variable.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s=]+)\s*(?:#.*)?$/;

interface Reference {
  readonly group: string;
  readonly place: Place;
  readonly message: string;
}

interface Reading {
  readonly file: SourceFile;
  readonly tree: InventoryTree;
  readonly problems: ProblemList;
  /** Groups with a `[group]` or `[group:children]` section, here or in a file read before. */
  readonly declared: Set<string>;
  /** Groups named by `:vars` sections and `:children` lines; they may be declared further down. */
  readonly references: Reference[];
  /** Children that no section has opened yet → their parents. Ansible adds them where the section opens. */
  readonly pending: Map<string, { readonly parent: string; readonly place: Place }[]>;
  group: string;
  kind: 'hosts' | 'children' | 'vars' | 'skip';
}

const EXTENSION = /^[^.]*$|\.(?:ini|inv|inventory|hosts)$/i;

/** The last one asked, as in Ansible: any file without an extension is INI unless another reader knows its text. */
export const INI_READER: SourceReader = {
  name: 'INI',
  recognises: (name) => EXTENSION.test(name),
  read: readIniInventory,
};

/** Adds what the file says to the tree. Lines that cannot be read become problems and the rest counts. */
function readIniInventory(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const declared = new Set(tree.groups.keys());
  const reading: Reading = {
    file,
    tree,
    problems,
    declared,
    references: [],
    pending: new Map(),
    group: 'ungrouped',
    kind: 'hosts',
  };
  file.text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return;
    const place = { file: file.path, line: index + 1, column: raw.indexOf(line.charAt(0)) + 1 };
    readLine(reading, line, place);
  });
  reportUndeclared(reading);
}

function readLine(reading: Reading, line: string, place: Place): void {
  const section = SECTION.exec(line);
  if (section) openSection(reading, section[1] ?? '', section[2] ?? 'hosts', place);
  else if (/^\[(?:.*\]|[^\][]*)$/.test(line)) refuseSection(reading, line, place);
  else if (reading.kind === 'hosts') readHostLine(reading, line, place);
  else if (reading.kind === 'vars') readVariableLine(reading, line, place);
  else if (reading.kind === 'children') readChildLine(reading, line, place);
}

function openSection(reading: Reading, group: string, kind: string, place: Place): void {
  reading.group = group;
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars') {
    const hint = didYouMean(kind, ['hosts', 'children', 'vars'], 'use [group], [group:children] or [group:vars]');
    reading.problems.error('CONFIG_SYNTAX', place, `unknown kind of section "${kind}" in [${group}:${kind}]`, hint);
    reading.kind = 'skip';
    return;
  }
  reading.kind = kind;
  if (kind === 'vars') {
    reading.references.push({ group, place, message: `[${group}:vars] is for a group that is not defined` });
  } else {
    reading.declared.add(group);
    addPending(reading, group);
  }
  reading.tree.group(group);
}

function addPending(reading: Reading, child: string): void {
  for (const { parent, place } of reading.pending.get(child) ?? []) addChild(reading, parent, child, place);
  reading.pending.delete(child);
}

function addChild({ tree, problems }: Reading, parent: string, child: string, place: Place): void {
  if (tree.addChild(parent, child)) return;
  problems.error('CONFIG_INVALID_VALUE', place, loopMessage(parent, child), 'remove one of the two memberships');
}

function refuseSection(reading: Reading, line: string, place: Place): void {
  const hint = 'write [group], [group:children] or [group:vars], without blanks inside the brackets';
  reading.problems.error('CONFIG_SYNTAX', place, 'this is no section header', hint, line);
  reading.kind = 'skip';
}

function readChildLine(reading: Reading, line: string, place: Place): void {
  const { group: parent, tree, problems } = reading;
  const child = GROUP_NAME.exec(line)?.[1];
  if (child === undefined) {
    const hint = 'a [group:children] section holds one group name a line';
    // Without the line: it may be a password that belongs below [group:vars].
    problems.error('CONFIG_SYNTAX', place, `[${parent}:children] expects a group name`, hint);
    return;
  }
  const message = `[${parent}:children] includes ${child}, a group that is not defined`;
  reading.references.push({ group: child, place, message });
  if (tree.groups.has(child)) addChild(reading, parent, child, place);
  else reading.pending.set(child, [...(reading.pending.get(child) ?? []), { parent, place }]);
}

function readVariableLine(reading: Reading, line: string, place: Place): void {
  const equals = line.indexOf('=');
  const name = line.slice(0, equals).trim();
  if (equals < 0 || name === '') {
    const hint = `a [${reading.group}:vars] section holds one name=value a line`;
    reading.problems.error('CONFIG_SYNTAX', place, `[${reading.group}:vars] expects name=value`, hint);
    return;
  }
  const value = parsePythonValue(line.slice(equals + 1).trim());
  if (typeof value === 'string' && /\s# /.test(line) && !/["']$/.test(line)) warnOfComment(reading, name, place);
  const variable = { name, value, place };
  applyGroupVariable(reading.tree.group(reading.group), variable, reading.problems);
}

/** Ansible keeps it as part of the value without a word. The value is not shown: it may be a password. */
function warnOfComment({ group, problems }: Reading, name: string, place: Place): void {
  const message = `${name}: in [${group}:vars] a # does not start a comment; it and what follows are part of the value`;
  problems.warning('CONFIG_SYNTAX', place, message, 'put the comment on a line of its own, or the value in quotes');
}

function readHostLine(reading: Reading, line: string, place: Place): void {
  const { words, fault } = splitWords(line);
  const [host, ...assignments] = words;
  if (fault !== null || host === undefined) {
    const hint = 'close the quote, or double a backslash that is meant as one';
    reading.problems.error('CONFIG_SYNTAX', place, `this host line cannot be split: ${fault ?? 'no host'}`, hint);
    return;
  }
  const names = readHostNames(reading, host, place);
  const variables = assignments.flatMap((word, i) => readAssignment(reading, word, i, place) ?? []);
  for (const name of names) {
    const target = reading.tree.hosts.get(name);
    for (const variable of variables) if (target) setVariable(target.variables, variable);
  }
}

/** A name with `=` is a variable that belongs into a `:vars` section; its value may be a secret. */
function readHostNames(reading: Reading, word: Word, place: Place): readonly string[] {
  const equals = word.text.indexOf('=');
  if (equals >= 0) {
    const message = `${word.text.slice(0, equals)}= stands where a host name is expected`;
    const hint = `put variables of the group below [${reading.group}:vars], those of a host behind its name`;
    reading.problems.error('CONFIG_SYNTAX', place, message, hint);
    return [];
  }
  const { names, port, fault } = expandHostPattern(word.text);
  const reason = fault ?? (names.includes('') ? 'a host needs a name' : yamlMark(names));
  if (reason !== null) {
    const hint = 'a host line is: name or range, then name=value words. See docs/reference/inventory.md';
    reading.problems.error('CONFIG_SYNTAX', place, `bad host pattern "${word.text}": ${reason}`, hint);
    return [];
  }
  for (const name of names) reading.tree.addHost(name, reading.group, port, place);
  return names;
}

function yamlMark(names: readonly string[]): string | null {
  return names.includes('---') ? 'this starts a YAML file; name the file hosts.yml' : null;
}

/** The message never holds the word: it may be the second half of a password with a blank. */
function readAssignment(reading: Reading, word: Word, index: number, place: Place) {
  const equals = word.text.indexOf('=');
  const here = { ...place, column: place.column + word.offset };
  if (equals > 0) {
    const value = parsePythonValue(word.text.slice(equals + 1));
    return { name: word.text.slice(0, equals), value, place: here };
  }
  const hint = 'write name=value; quote a value with blanks; comments after a host start with #';
  reading.problems.error('CONFIG_SYNTAX', here, `word ${index + 2} of this host line is no name=value`, hint);
  return null;
}

function reportUndeclared(reading: Reading): void {
  const { declared, tree } = reading;
  for (const { group, place, message } of reading.references) {
    if (declared.has(group)) continue;
    const hint = didYouMean(group, declared, `add a [${group}] section`);
    reading.problems.error('CONFIG_UNDEFINED_GROUP', place, message, hint);
    addPending(reading, group);
    tree.group(group);
  }
}
