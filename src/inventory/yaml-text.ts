// YAML as Ansible reads it (YAML 1.1 by PyYAML's rules), with the place of every key and value.
import {
  type CollectionTag,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type ScalarTag,
  type Tags,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { SourceFile } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';
import { type Place, VaultValue } from './variable.ts';

export interface YamlEntry {
  readonly key: unknown;
  readonly value: Node | null;
  /** Of the key. */
  readonly place: Place;
}

export interface YamlText {
  /** Null for an empty file. */
  readonly root: Node | null;
  /** Place of a node; the start of the file for null. */
  placeOf(node: Node | null): Place;
  /** Plain data; `undefined`, with a problem reported, where an alias grows without bound. */
  valueOf(node: Node | null): unknown;
  /** The node behind aliases. */
  resolve(node: Node | null): Node | null;
  /** Entries of a mapping, merge keys (`<<`) followed, the last of equal keys winning; null for anything else. */
  entriesOf(node: Node | null): YamlEntry[] | null;
}

const INT = 'tag:yaml.org,2002:int';
const FLOAT = 'tag:yaml.org,2002:float';
const BOOL = 'tag:yaml.org,2002:bool';

function scalarTag(tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag, default: true, test, resolve };
}

function integer(text: string, radix: number): number {
  const digits = text.replace(/^[-+]?(?:0[bx])?|_/g, '');
  return (text.startsWith('-') ? -1 : 1) * Number.parseInt(digits || '0', radix);
}

function sexagesimal(text: string): number {
  const size = text
    .replace(/^[-+]|_/g, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith('-') ? -size : size;
}

/** PyYAML's resolver: `y` is text, `08` and `1e5` are text, `0700` is octal, `1:30` is 90. Dates stay text. */
const PYYAML_SCALARS: readonly ScalarTag[] = [
  scalarTag(BOOL, /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  scalarTag(BOOL, /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  scalarTag(INT, /^[-+]?0b[0-1_]+$/, (text) => integer(text, 2)),
  scalarTag(INT, /^[-+]?0[0-7_]+$/, (text) => integer(text, 8)),
  scalarTag(INT, /^[-+]?(?:0|[1-9][0-9_]*)$/, (text) => integer(text, 10)),
  scalarTag(INT, /^[-+]?0x[0-9a-fA-F_]+$/, (text) => integer(text, 16)),
  scalarTag(INT, /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, sexagesimal),
  scalarTag(FLOAT, /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/, sexagesimal),
  scalarTag(FLOAT, /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/, (text) =>
    Number.parseFloat(text.replaceAll('_', '')),
  ),
  scalarTag(FLOAT, /^[-+]?\.(?:inf|Inf|INF)$/, (text) => (text.startsWith('-') ? -Infinity : Infinity)),
  scalarTag(FLOAT, /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
];

const ANSIBLE_TAGS: readonly ScalarTag[] = [
  { tag: '!vault', resolve: () => new VaultValue() },
  { tag: '!vault-encrypted', resolve: () => new VaultValue() },
  { tag: '!unsafe', resolve: (text) => text },
];

const REPLACED = new Set([INT, FLOAT, BOOL, 'tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']);

function pyyamlTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag): tag is CollectionTag | ScalarTag => typeof tag !== 'string' && !REPLACED.has(tag.tag),
  );
  return [...kept, ...PYYAML_SCALARS, ...ANSIBLE_TAGS];
}

/** Null where the text is no YAML; every fault is then in `problems`. Messages never quote the text: it may hold secrets. */
export function parseYaml(file: SourceFile, problems: ProblemList): YamlText | null {
  const lines = new LineCounter();
  const doc = tryParse(file.text, lines);
  const lastLine = Math.max(1, file.text.replace(/\n$/, '').split('\n').length);
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    const inside = line >= 1 && line <= lastLine;
    return { file: file.path, line: inside ? line : line < 1 ? 1 : lastLine, column: inside ? col : 1 };
  };
  if (doc === null) {
    problems.error('CONFIG_SYNTAX', placeAt(0), 'this is nested too deeply to be read', 'flatten the file');
    return null;
  }
  for (const error of doc.errors) report(error, 'error', placeAt(error.pos[0]), problems);
  for (const warning of doc.warnings) report(warning, 'warning', placeAt(warning.pos[0]), problems);
  return doc.errors.length > 0 ? null : new PlacedYaml(doc, placeAt, problems);
}

/** Null where nesting exhausts the stack. */
function tryParse(text: string, lineCounter: LineCounter): Document.Parsed<ParsedNode> | null {
  try {
    return parseDocument(text, {
      version: '1.1',
      merge: true,
      customTags: pyyamlTags,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    });
  } catch {
    return null;
  }
}

function report(fault: YAMLError, severity: 'error' | 'warning', place: Place, problems: ProblemList): void {
  const sentence = fault.message.replace(/[:"\\\n][\s\S]*$/, '').trim();
  const hint =
    'check indentation, colons and quotes around here; quote values that contain ": " or start with a symbol';
  problems[severity]('CONFIG_SYNTAX', place, `not valid YAML: ${sentence}`, hint);
}

class PlacedYaml implements YamlText {
  readonly root: Node | null;
  readonly #doc: Document.Parsed<ParsedNode>;
  readonly #placeAt: (offset: number) => Place;
  readonly #problems: ProblemList;

  constructor(doc: Document.Parsed<ParsedNode>, placeAt: (offset: number) => Place, problems: ProblemList) {
    this.#doc = doc;
    this.#placeAt = placeAt;
    this.#problems = problems;
    const empty = isScalar(doc.contents) && doc.contents.value === null;
    this.root = empty ? null : this.resolve(doc.contents);
  }

  placeOf(node: Node | null): Place {
    return this.#placeAt(node?.range?.[0] ?? 0);
  }

  valueOf(node: Node | null): unknown {
    if (node === null) return null;
    try {
      return node.toJS(this.#doc, { maxAliasCount: 100 });
    } catch {
      const hint = 'write the values out instead of repeating aliases';
      this.#problems.error('CONFIG_SYNTAX', this.placeOf(node), 'an alias here cannot be followed', hint);
      return undefined;
    }
  }

  resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.#doc) ?? null) : node;
  }

  entriesOf(node: Node | null): YamlEntry[] | null {
    const map = this.resolve(node);
    return isMap(map) ? [...this.#entries(map, new Set()).values()] : null;
  }

  #entries(map: YAMLMap, above: ReadonlySet<Node>): Map<unknown, YamlEntry> {
    const own = new Map<unknown, YamlEntry>();
    const merged = new Map<unknown, YamlEntry>();
    for (const item of map.items) {
      if (!isPair<Node, Node | null>(item)) continue;
      const key = this.valueOf(item.key);
      if (key === '<<' || typeof key === 'symbol') {
        for (const [name, entry] of this.#merged(item.value, new Set([...above, map]))) {
          if (!merged.has(name)) merged.set(name, entry);
        }
      } else own.set(key, { key, value: item.value, place: this.placeOf(item.key) });
    }
    return new Map([...merged, ...own]);
  }

  /** One mapping or a list of them; of equal keys the first counts. */
  #merged(node: Node | null, above: ReadonlySet<Node>): Map<unknown, YamlEntry> {
    const source = this.resolve(node);
    const entries = new Map<unknown, YamlEntry>();
    const maps = isSeq<Node>(source) ? source.items : [source];
    for (const item of maps) {
      const map = this.resolve(item);
      if (!isMap(map) || above.has(map)) continue;
      for (const [name, entry] of this.#entries(map, above)) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }
}
