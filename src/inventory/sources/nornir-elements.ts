// Hosts, groups and defaults of a Nornir inventory as written, and what holds for one of them: its own values, then those
// of its groups in their order (each group's own groups behind it), then the defaults.
import { didYouMean } from '../nearest.ts';
import type { ProblemList } from '../problem-list.ts';
import { describeType, type Place } from '../variable.ts';
import type { YamlEntry, YamlText } from '../yaml-text.ts';
import { type Fields, fieldsOf } from './yaml-fields.ts';

export const ELEMENT_KEYS = [
  'hostname',
  'port',
  'username',
  'password',
  'platform',
  'groups',
  'data',
  'connection_options',
] as const;

export interface Element {
  readonly name: string;
  readonly place: Place;
  readonly yaml: YamlText;
  readonly fields: Fields;
  readonly groups: readonly string[];
}

/** One element from `name: {hostname: …}`; null, with the problem reported, where that is no mapping. */
export function readElement(name: string, entry: YamlEntry, yaml: YamlText, problems: ProblemList): Element | null {
  const fields = fieldsOf(yaml, entry.value);
  const value = fields === null ? yaml.valueOf(entry.value) : null;
  if (value !== null && value !== undefined) {
    const message = `${name} is ${describeType(value)}, not a mapping`;
    problems.error('CONFIG_SYNTAX', entry.place, message, 'write "hostname: 192.0.2.1" below the name');
    return null;
  }
  const element = { name, place: entry.place, yaml, fields: fields ?? new Map<string, YamlEntry>() };
  reportUnknownKeys(element.fields, problems);
  return { ...element, groups: readGroupNames(element.fields.get('groups'), yaml, problems) };
}

export function reportUnknownKeys(fields: Fields, problems: ProblemList): void {
  for (const [key, { place }] of fields) {
    if (key === 'name' || ELEMENT_KEYS.some((known) => known === key)) continue;
    const hint = didYouMean(key, ELEMENT_KEYS, 'what Nornir has no key for goes below data');
    problems.warning('CONFIG_UNKNOWN_KEY', place, `${key} is no key of a Nornir inventory`, hint, key);
  }
}

function readGroupNames(entry: YamlEntry | undefined, yaml: YamlText, problems: ProblemList): string[] {
  const value = entry ? yaml.valueOf(entry.value) : null;
  if (entry === undefined || value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value;
  const message = `groups must be a list of names, not ${Array.isArray(value) ? 'a list of other things' : describeType(value)}`;
  problems.error('CONFIG_INVALID_VALUE', entry.place, message, 'write [name, name]');
  return [];
}

/** The element itself first, the defaults last; each once, however the groups hang together. */
export function lineage(element: Element, groups: ReadonlyMap<string, Element>, defaults: Element | null): Element[] {
  const seen = new Set<Element>();
  const visit = (one: Element): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const name of one.groups) {
      const group = groups.get(name);
      if (group) visit(group);
    }
  };
  visit(element);
  return defaults ? [...seen, defaults] : [...seen];
}

/** The first value in the lineage at one of the paths, earlier paths first; nothing and empty text do not count. */
export function findValue(line: readonly Element[], paths: readonly (readonly string[])[]) {
  for (const path of paths) {
    for (const { yaml, fields } of line) {
      const entry = entryAt(yaml, fields, path);
      const value = entry ? yaml.valueOf(entry.value) : null;
      if (entry && value !== null && value !== undefined && value !== '')
        return { value: value as unknown, place: entry.place };
    }
  }
  return null;
}

function entryAt(yaml: YamlText, fields: Fields, path: readonly string[]): YamlEntry | null {
  const [key = '', ...rest] = path;
  const entry = fields.get(key);
  if (entry === undefined || rest.length === 0) return entry ?? null;
  return entryAt(yaml, fieldsOf(yaml, entry.value) ?? new Map(), rest);
}
