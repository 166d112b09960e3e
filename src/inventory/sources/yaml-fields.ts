// Small helpers for the formats written in YAML: mappings by key, and a look into a text without reporting anything.
import type { Node } from 'yaml';
import { ProblemList } from '../problem-list.ts';
import { parseYaml, type YamlEntry, type YamlText } from '../yaml-text.ts';

export type Fields = ReadonlyMap<string, YamlEntry>;

/** A mapping by its keys as text; null for anything else. */
export function fieldsOf(yaml: YamlText, node: Node | null): Fields | null {
  const entries = yaml.entriesOf(node);
  return entries && new Map(entries.map((entry) => [String(entry.key), entry]));
}

/** The mapping below a key; empty where there is none. */
export function fieldsBelow(yaml: YamlText, fields: Fields, key: string): Fields {
  return fieldsOf(yaml, fields.get(key)?.value ?? null) ?? new Map();
}

/** A plain value as text, trimmed; null for nothing, empty text, lists and mappings. */
export function textAt(yaml: YamlText, fields: Fields, key: string): string | null {
  const value = yaml.valueOf(fields.get(key)?.value ?? null);
  const text = ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value).trim() : '';
  return text === '' ? null : text;
}

/** For recognising a format: the top mapping, or null where the text is no YAML or no mapping. */
export function peekFields(text: string): { yaml: YamlText; root: Fields } | null {
  const yaml = parseYaml({ path: '', text }, new ProblemList());
  const root = yaml && fieldsOf(yaml, yaml.root);
  return yaml && root && root.size > 0 ? { yaml, root } : null;
}

/** Names under which YAML is read: `*.yml`, `*.yaml`, `*.json`, or no extension. */
export function mayBeYaml(name: string): boolean {
  return /^[^.]+$|\.(?:ya?ml|json)$/i.test(name);
}
