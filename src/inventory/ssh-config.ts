// OpenSSH's client configuration (ssh_config(5)): which options hold for a host. Nothing is ever run: blocks that need a
// command are left out, and told.
import { type Directive, LineType, parse, type Section } from 'ssh-config';
import type { SourceFile } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';

export interface SshTarget {
  /** What `ssh` would be called with. */
  readonly alias: string;
  /** The inventory name: `Host` blocks that name it count too, but for their HostName. */
  readonly name: string;
  /** Null: not known before the configuration is read. */
  readonly user: string | null;
}

export interface SshOption {
  readonly value: string;
  /** `Host core-*`: where it stands, for messages. */
  readonly block: string;
  /** False where only the inventory name fits the block. */
  readonly byAlias: boolean;
}

/** Lower-case keyword → its values in the order of the file; but for IdentityFile the first one counts. */
export type SshOptions = ReadonlyMap<string, readonly SshOption[]>;

/** `host` and `originalhost` of Match ignore case, Host does not: so does OpenSSH 9.2. */
type Criterion = 'alias' | 'originalhost' | 'host' | 'user' | 'all';

interface Pattern {
  readonly isNegated: boolean;
  readonly test: RegExp;
}

interface Block {
  readonly title: string;
  readonly options: readonly (readonly [string, string])[];
  /** `all`: every host. The criteria must all be met. */
  readonly criteria: readonly {
    readonly on: Criterion;
    readonly patterns: readonly Pattern[];
  }[];
}

export class SshConfig {
  /** For messages; empty where there is no file. */
  readonly path: string;
  readonly #blocks: readonly Block[];

  /** A file that cannot be read counts as empty, with a warning. */
  constructor(file: SourceFile | null, problems: ProblemList) {
    this.path = file?.path ?? '';
    this.#blocks = file === null ? [] : readBlocks(file, problems);
  }

  optionsOf(target: SshTarget): SshOptions {
    const options = new Map<string, SshOption[]>();
    for (const block of this.#blocks) {
      const byAlias = fits(block, { ...target, name: target.alias }, options);
      if (!byAlias && !fits(block, target, options)) continue;
      for (const [keyword, value] of block.options) {
        options.set(keyword, [...(options.get(keyword) ?? []), { value, block: block.title, byAlias }]);
      }
    }
    return options;
  }
}

function readBlocks(file: SourceFile, problems: ProblemList): Block[] {
  const blocks: Block[] = [];
  let top: [string, string][] = [];
  const flush = () => {
    if (top.length > 0) blocks.push({ title: 'the options of every host', options: top, criteria: [] });
    top = [];
  };
  for (const line of parseOrNothing(file, problems)) {
    if (line.type !== LineType.DIRECTIVE) continue;
    if (!('config' in line)) {
      top.push(optionOf(line));
      continue;
    }
    flush();
    const block = readBlock(line, file, problems);
    if (block !== null) blocks.push(block);
  }
  flush();
  return blocks;
}

function parseOrNothing(file: SourceFile, problems: ProblemList): ReturnType<typeof parse> | [] {
  try {
    return parse(file.text);
  } catch (error) {
    const reason =
      error instanceof Error && /^Unexpected line break/.test(error.message) ? ': a quote is not closed' : '';
    const hint = 'mend it (`ssh -G HOST` tells more), or name another file with ssh.config in toposcope.yml';
    problems.warning('CONFIG_SYNTAX', { file: file.path }, `this SSH configuration cannot be read${reason}`, hint);
    return [];
  }
}

function readBlock(section: Section, file: SourceFile, problems: ProblemList): Block | null {
  const words = wordsOf(section);
  const title = `${section.param} ${words.join(' ')}`;
  const options = section.config.flatMap((line) => (line.type === LineType.DIRECTIVE ? [optionOf(line)] : []));
  if (/^host$/i.test(section.param))
    return { title, options, criteria: [{ on: 'alias', patterns: words.map((word) => toPattern(word, 's')) }] };
  const criteria = readCriteria(words);
  if (criteria !== null) return { title, options, criteria };
  const hint = 'nothing is run and no canonical name looked up: write a Host block for these devices';
  problems.warning('CONFIG_UNSUPPORTED', { file: file.path }, `the block "${title}" is left out`, hint);
  return null;
}

/** Null where a criterion is none that can be told from names alone. */
function readCriteria(words: readonly string[]): Block['criteria'] | null {
  const criteria: Block['criteria'][number][] = [];
  for (let i = 0; i < words.length; i++) {
    const keyword = words[i]?.toLowerCase();
    if (keyword === 'all') criteria.push({ on: 'all', patterns: [] });
    else {
      const patterns = words[++i]?.split(',');
      const isKnown = keyword === 'originalhost' || keyword === 'host' || keyword === 'user';
      if (patterns === undefined || !isKnown) return null;
      const flags = keyword === 'user' ? 's' : 'si';
      criteria.push({ on: keyword, patterns: patterns.map((pattern) => toPattern(pattern, flags)) });
    }
  }
  return criteria;
}

function wordsOf({ value }: Directive): string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

function optionOf(line: Directive): [string, string] {
  const value = typeof line.value === 'string' ? line.value : line.value.map(quoteAgain).join(' ');
  return [line.param.toLowerCase(), value];
}

function quoteAgain({ val, quoted }: { val: string; quoted?: boolean }): string {
  return quoted ? `"${val.replace(/["\\]/g, '\\$&')}"` : val;
}

function fits(block: Block, { alias, name, user }: SshTarget, soFar: SshOptions): boolean {
  return block.criteria.every(({ on, patterns }) => {
    if (on === 'all') return true;
    if (on === 'user') return matchesAny(patterns, [user ?? soFar.get('user')?.[0]?.value ?? '']);
    if (on === 'alias') return matchesAny(patterns, [alias, name]);
    const hostName = on === 'host' ? soFar.get('hostname')?.find(({ byAlias }) => byAlias)?.value : undefined;
    const names = hostName === undefined ? [alias, name] : [hostName.replaceAll('%h', alias)];
    return matchesAny(patterns, names);
  });
}

/** A negated pattern that fits rules the block out, whatever else fits. */
function matchesAny(patterns: readonly Pattern[], names: readonly string[]): boolean {
  const fitting = patterns.filter(({ test }) => names.some((name) => test.test(name)));
  return fitting.length > 0 && !fitting.some(({ isNegated }) => isNegated);
}

/** `*` and `?` are the only wildcards. */
function toPattern(word: string, flags: 's' | 'si'): Pattern {
  const isNegated = word.startsWith('!');
  const source = word
    .slice(isNegated ? 1 : 0)
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return { isNegated, test: new RegExp(`^${source}$`, flags) };
}

/** Values that `%` tokens stand for, by their letter. */
export type SshTokens = Readonly<Record<string, string>>;

/** Null where a token is none of those given. `${NAME}` is taken from the environment. */
export function expandTokens(
  text: string,
  tokens: SshTokens,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  let unknown = false;
  const look = (value: string | undefined) => {
    if (value === undefined) unknown = true;
    return value ?? '';
  };
  const expanded = text.replace(/%(.?)|\$\{(\w+)\}/g, (_, token?: string, name?: string) => {
    return look(name === undefined ? { '%': '%', ...tokens }[token ?? ''] : env[name]);
  });
  return unknown ? null : expanded;
}
