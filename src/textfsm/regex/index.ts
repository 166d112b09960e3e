// Python regular expressions over single lines: compile once, match at the start as `re.match` does.
import { Meter } from '../meter.ts';
import { ambiguityOf, worstCase } from './ambiguity.ts';
import { matchBacktracking } from './backtrack.ts';
import { type Alphabet, ASCII_LINE, UNICODE } from './character-class.ts';
import { emit } from './emit.ts';
import { assemble } from './instructions.ts';
import { isNative } from './native.ts';
import { parsePythonRegex } from './parse.ts';
import type { RegexTree } from './tree.ts';

export { RegexSyntaxError } from './tree.ts';

/** Texts by group number, with the whole match at 0; null for a group that took no part. */
type GroupTexts = readonly (string | null)[];

export interface PythonRegex {
  /** Number of capturing groups. */
  readonly groups: number;
  /** Group name → number, in order of definition. */
  readonly names: ReadonlyMap<string, number>;
  /** Matches at the start of one line; null when it does not match. Throws `BudgetSpent` when `meter` has nothing left. */
  match(line: string, meter?: Meter): GroupTexts | null;
}

type Match = (line: string, meter: Meter) => GroupTexts | null;

/** Returns a function that does its work on the first call only. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function backtracking(tree: RegexTree): Match {
  const instructions = once(() => assemble(tree.root, tree.groups));
  return (line, meter) => matchBacktracking(instructions(), tree.groups, line, meter);
}

/** Null where V8 refuses the pattern, which it does for very large ones. */
function nativeRegExp(tree: RegexTree, alphabet: Alphabet): RegExp | null {
  try {
    return new RegExp(emit(tree.root, alphabet), 'vsy');
  } catch {
    return null;
  }
}

/** Lines up to this length are read at once, whatever the pattern: 2 to that power is little work. */
const SHORT = 12;
/** What costs no more than this for each character is not worth a count. */
const LINEAR = 64;

/**
 * V8's engine cannot be interrupted, so it gets only what cannot take long: by the ambiguity of the pattern, the length of
 * the line, and what the text may still cost. Our own engine counts its steps, and also does what overflows V8's.
 */
function native(tree: RegexTree): Match {
  const ascii = once(() => nativeRegExp(tree, ASCII_LINE));
  const unicode = once(() => nativeRegExp(tree, UNICODE));
  const ambiguity = once(() => ambiguityOf(tree.root));
  const isQuick = (length: number, meter: Meter) => {
    if (length <= SHORT) return true;
    const worst = worstCase(ambiguity(), length);
    return worst <= LINEAR * length || meter.allowsBlind(worst);
  };
  const fallback = backtracking(tree);
  return (line, meter) => {
    if (!isQuick(line.length, meter)) return fallback(line, meter);
    const regex = /^\p{ASCII}*$/u.test(line) ? ascii() : unicode();
    if (!regex) return fallback(line, meter);
    regex.lastIndex = 0;
    try {
      const match = regex.exec(line);
      return match && Array.from(match, (text: string | undefined) => text ?? null);
    } catch {
      return fallback(line, meter);
    }
  };
}

/** Throws `RegexSyntaxError` for what Python's `re` (3.11) would refuse, and for the little that is not offered. */
export function compilePythonRegex(pattern: string): PythonRegex {
  const tree = parsePythonRegex(pattern);
  const match = isNative(tree.root) ? native(tree) : backtracking(tree);
  return {
    groups: tree.groups,
    names: tree.names,
    match: (line, meter = new Meter(line.length)) => {
      meter.startLine(line.length);
      return match(line, meter);
    },
  };
}
