// Python regular expressions over single lines: compile once, match at the start as `re.match` does.
import { Meter } from '../meter.ts';
import { type Ambiguity, ambiguityOf, worstCase } from './ambiguity.ts';
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
  /** How the work of V8's engine may grow with the length of a line; Infinity where V8 never gets the pattern. */
  exponent(): number;
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

function isLinear({ exponent, factor }: Ambiguity): boolean {
  return exponent === 1 && factor <= LINEAR;
}

/** The rules of a state are tried on one line after the other, so the last line is remembered. */
let lastLine = '';
let isLastAscii = true;

function isAscii(line: string): boolean {
  if (line !== lastLine) [lastLine, isLastAscii] = [line, /^\p{ASCII}*$/u.test(line)];
  return isLastAscii;
}

/** V8's answer; undefined where its engine overflows or cannot compile the pattern. */
type NativeMatch = (line: string) => GroupTexts | null | undefined;

function nativeMatch(tree: RegexTree): NativeMatch {
  const ascii = once(() => nativeRegExp(tree, ASCII_LINE));
  const unicode = once(() => nativeRegExp(tree, UNICODE));
  return (line) => {
    const regex = isAscii(line) ? ascii() : unicode();
    if (!regex) return undefined;
    regex.lastIndex = 0;
    try {
      const match = regex.exec(line);
      return match && Array.from(match, (text: string | undefined) => text ?? null);
    } catch {
      return undefined;
    }
  };
}

/** The longest beginning of a pattern that is linear: a line that does not match it needs no closer look. */
function linearBeginning(tree: RegexTree): NativeMatch | null {
  if (tree.root.kind !== 'sequence') return null;
  const { items } = tree.root;
  const beginning = (count: number): RegexTree => ({
    ...tree,
    root: { kind: 'sequence', items: items.slice(0, count) },
  });
  let [known, beyond] = [0, items.length];
  while (beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2);
    if (isLinear(ambiguityOf(beginning(middle).root))) known = middle;
    else beyond = middle;
  }
  return known === 0 ? null : nativeMatch(beginning(known));
}

/**
 * V8's engine cannot be interrupted, so it gets only what cannot take long: by the ambiguity of the pattern, the length of
 * the line, and what the text may still cost. Our own engine counts its steps, and also does what overflows V8's.
 */
function native(tree: RegexTree): Match {
  const fast = nativeMatch(tree);
  const counted = backtracking(tree);
  const ambiguity = once(() => ambiguityOf(tree.root));
  const beginning = once(() => linearBeginning(tree));
  return (line, meter) => {
    const isHarmless = line.length <= SHORT || isLinear(ambiguity());
    if (!isHarmless && beginning()?.(line) === null) return null;
    if (!isHarmless && !meter.allowsBlind(worstCase(ambiguity(), line.length))) return counted(line, meter);
    const match = fast(line);
    return match === undefined ? counted(line, meter) : match;
  };
}

/** Throws `RegexSyntaxError` for what Python's `re` (3.11) would refuse, and for the little that is not offered. */
export function compilePythonRegex(pattern: string): PythonRegex {
  const tree = parsePythonRegex(pattern);
  const isNativeTree = isNative(tree.root);
  const match = isNativeTree ? native(tree) : backtracking(tree);
  return {
    groups: tree.groups,
    names: tree.names,
    exponent: () => (isNativeTree ? ambiguityOf(tree.root).exponent : Number.POSITIVE_INFINITY),
    match: (line, meter = new Meter(line.length)) => {
      meter.startLine(line.length);
      return match(line, meter);
    },
  };
}
