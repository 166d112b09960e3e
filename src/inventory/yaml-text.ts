// YAML as Ansible reads it (YAML 1.1 by PyYAML's rules), with the place of every key and value.
import {
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
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { SourceFile } from '../model/index.ts';
import { isBinary } from './binary.ts';
import type { ProblemList } from './problem-list.ts';
import { pyyamlTags } from './pyyaml-tags.ts';
import type { Place, Variable } from './variable.ts';
import { fromJsonVault } from './vault.ts';

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

/** Null where the text is no YAML; every fault is then in `problems`. Messages never quote the text: it may hold secrets. */
export function parseYaml(file: SourceFile, problems: ProblemList): YamlText | null {
  if (isBinary(file, problems)) return null;
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
  const errors = independent(doc.errors);
  for (const error of errors) report(error, 'error', placeAt(error.pos[0]), problems);
  for (const warning of doc.warnings) report(warning, 'warning', placeAt(warning.pos[0]), problems);
  const unresolved = errors.length > 0 ? [] : unresolvedAliases(doc);
  for (const offset of unresolved) {
    const message = 'this alias names no anchor';
    problems.error('CONFIG_SYNTAX', placeAt(offset), message, 'put a value that starts with * in quotes');
  }
  if (errors.length === 0) warnOfRepeatedKeys(doc, placeAt, problems);
  return errors.length + unresolved.length > 0 ? null : new PlacedYaml(doc, placeAt, problems);
}

/** One misplaced character makes the tokens after it unexpected too; those are not worth telling. */
function independent(errors: readonly YAMLError[]): readonly YAMLError[] {
  const causes = errors.filter(({ code }) => code !== 'UNEXPECTED_TOKEN');
  return causes.length > 0 ? causes : errors.slice(0, 1);
}

/** As in Ansible the last one counts. Only what looks like a name is shown. */
function warnOfRepeatedKeys(
  doc: Document.Parsed<ParsedNode>,
  placeAt: (offset: number) => Place,
  problems: ProblemList,
): void {
  visit(doc, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<' || typeof key.value === 'symbol') continue;
        const name = /^[A-Za-z_][\w.-]*$/.test(String(key.value)) ? String(key.value) : 'this key';
        const message = `${name} stands twice in this mapping, and the last one counts`;
        if (seen.has(key.value)) {
          problems.warning('CONFIG_SYNTAX', placeAt(key.range?.[0] ?? 0), message, 'remove one of the two');
        }
        seen.add(key.value);
      }
    },
  });
}

function unresolvedAliases(doc: Document.Parsed<ParsedNode>): number[] {
  const offsets: number[] = [];
  visit(doc, {
    Alias: (_, alias) => {
      if (alias.resolve(doc) === undefined) offsets.push(alias.range?.[0] ?? 0);
    },
  });
  return offsets;
}

/** Null where nesting exhausts the stack. Ansible reads JSON as JSON: there `1e3` is a number, and tabs are blanks. */
function tryParse(text: string, lineCounter: LineCounter): Document.Parsed<ParsedNode> | null {
  const common = { uniqueKeys: false, prettyErrors: false, logLevel: 'error', lineCounter } as const;
  try {
    if (isJson(text)) return parseDocument(text.replaceAll('\t', ' '), { ...common, version: '1.2', schema: 'json' });
    return parseDocument(text, { ...common, version: '1.1', merge: true, customTags: pyyamlTags });
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the parser's own words would quote the text, or could be plainer. */
const SENTENCES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_SCALAR_START: 'a plain value cannot start with this character',
  BAD_DQ_ESCAPE: 'unknown escape in a double-quoted text',
  MULTIPLE_DOCS: 'a second document starts here',
  TAG_RESOLVE_FAILED: 'this tag is not known',
  UNEXPECTED_TOKEN: 'something here does not fit what stands above it',
};

function report(fault: YAMLError, severity: 'error' | 'warning', place: Place, problems: ProblemList): void {
  const plain = fault.message.replace(/closing ["']quote/, 'closing quote').replace(/[:"\\\n][\s\S]*$/, '');
  const hint = 'check indentation, colons and quotes around here; quote values with ": " in them or a symbol in front';
  problems[severity]('CONFIG_SYNTAX', place, `not valid YAML: ${SENTENCES[fault.code] ?? plain.trim()}`, hint);
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
    return isMap(map) ? [...this.#entries(map, new Set([map])).values()] : null;
  }

  /**
   * `seen`: the mappings that take part already. One that is merged again adds nothing, since of equal keys the first
   * counts; and so a mapping may lead back to itself, and aliases of aliases cost no more than the mappings there are.
   */
  #entries(map: YAMLMap, seen: Set<Node>): Map<unknown, YamlEntry> {
    const own = new Map<unknown, YamlEntry>();
    const merged = new Map<unknown, YamlEntry>();
    for (const item of map.items) {
      if (!isPair<Node, Node | null>(item)) continue;
      const key = this.valueOf(item.key);
      if (key === '<<' || typeof key === 'symbol') {
        for (const [name, entry] of this.#merged(item.value, seen)) {
          if (!merged.has(name)) merged.set(name, entry);
        }
      } else own.set(key, { key, value: item.value, place: this.placeOf(item.key) });
    }
    return new Map([...merged, ...own]);
  }

  /** One mapping or a list of them; of equal keys the first counts. */
  #merged(node: Node | null, seen: Set<Node>): Map<unknown, YamlEntry> {
    const source = this.resolve(node);
    const entries = new Map<unknown, YamlEntry>();
    const maps = isSeq<Node>(source) ? source.items : [source];
    for (const item of maps) {
      const map = this.resolve(item);
      if (!isMap(map) || seen.has(map)) continue;
      seen.add(map);
      for (const [name, entry] of this.#entries(map, seen)) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }
}

/** Numbers as keys become text: no variable is named by a number anywhere else. */
export function toVariable(yaml: YamlText, entry: YamlEntry): Variable {
  return { name: String(entry.key), value: fromJsonVault(yaml.valueOf(entry.value)), place: entry.place };
}
