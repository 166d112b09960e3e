// Python regular expressions over single lines: compile once, match at the start as `re.match` does.
import { ASCII_LINE, UNICODE } from './character-class.ts';
import { emit } from './emit.ts';
import { parsePythonRegex } from './parse.ts';
import { RegexSyntaxError, type RegexTree } from './tree.ts';

export { RegexSyntaxError } from './tree.ts';

export interface PythonRegex {
  /** Number of capturing groups. */
  readonly groups: number;
  /** Group name → number, in order of definition. */
  readonly names: ReadonlyMap<string, number>;
  /**
   * Matches at the start of one line. Group texts by number, with the whole match at 0, null for a group that took no
   * part; or null when the line does not match.
   */
  match(line: string): readonly (string | null)[] | null;
}

function nativeRegExp(tree: RegexTree, alphabet: typeof UNICODE): RegExp {
  try {
    const regex = new RegExp(emit(tree.root, alphabet), 'vsy');
    regex.exec(''); // V8 compiles late: too large a pattern shows only now
    return regex;
  } catch (error) {
    throw new RegexSyntaxError(`not usable: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function compileNative(tree: RegexTree): PythonRegex['match'] {
  const ascii = nativeRegExp(tree, ASCII_LINE);
  let unicode: RegExp | null = null;
  return (line) => {
    const isAscii = /^\p{ASCII}*$/u.test(line);
    if (!isAscii) unicode ??= nativeRegExp(tree, UNICODE);
    const regex = isAscii ? ascii : (unicode ?? ascii);
    regex.lastIndex = 0;
    const match = regex.exec(line);
    return match && Array.from(match, (text: string | undefined) => text ?? null);
  };
}

/** Throws {@link RegexSyntaxError} for what Python's `re` (3.11) would refuse, and for the little that is not offered. */
export function compilePythonRegex(pattern: string): PythonRegex {
  const tree = parsePythonRegex(pattern);
  return { groups: tree.groups, names: tree.names, match: compileNative(tree) };
}
