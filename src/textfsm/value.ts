// A `Value` line: `Value [Option,…] NAME (regex)`.
import { TextFsmTemplateError } from './errors.ts';
import { compilePythonRegex, type PythonRegex, RegexSyntaxError } from './regex/index.ts';

const OPTIONS = ['Required', 'Filldown', 'Fillup', 'Key', 'List'] as const;
export type ValueOption = (typeof OPTIONS)[number];

export interface ValueDefinition {
  readonly name: string;
  /** In the order written: it decides which of `Required` and `List` looks at the value first. */
  readonly options: readonly ValueOption[];
  /** What `${NAME}` stands for: the regex as a named group. */
  readonly pattern: string;
  /** The bare regex, for `List` values only: it splits a match into its nested groups. */
  readonly listRegex: PythonRegex | null;
}

export const MAX_NAME_LENGTH = 48;

function isOption(word: string): word is ValueOption {
  return (OPTIONS as readonly string[]).includes(word);
}

function parseOptions(text: string, lineNumber: number): ValueOption[] {
  const options: ValueOption[] = [];
  for (const word of text.split(',')) {
    if (!isOption(word))
      throw new TextFsmTemplateError(lineNumber, `unknown option '${word}'; known: ${OPTIONS.join(', ')}`);
    if (options.includes(word)) throw new TextFsmTemplateError(lineNumber, `option '${word}' is given twice`);
    options.push(word);
  }
  return options;
}

function checkRegex(regex: string, lineNumber: number): void {
  const count = (bracket: string) => regex.split(bracket).length;
  if (/^\(.*\)$/s.test(regex) && count('(') === count(')')) return;
  throw new TextFsmTemplateError(lineNumber, `the regex '${regex}' must be enclosed in one pair of parentheses`);
}

function compileListRegex(regex: string, lineNumber: number): PythonRegex {
  try {
    return compilePythonRegex(regex);
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new TextFsmTemplateError(lineNumber, `${error.message} in '${regex}'`);
    throw error;
  }
}

/** Reads one line that starts with `Value `, trailing blanks removed. Words are separated by exactly one blank. */
export function parseValueLine(line: string, lineNumber: number): ValueDefinition {
  const words = line.split(' ');
  const [, first = '', second, ...rest] = words;
  if (second === undefined) throw new TextFsmTemplateError(lineNumber, `'${line}' lacks a name or a regex`);
  const hasOptions = !second.startsWith('(');
  const options = hasOptions ? parseOptions(first, lineNumber) : [];
  const name = hasOptions ? second : first;
  const regex = (hasOptions ? rest : [second, ...rest]).join(' ');
  if (name.length > MAX_NAME_LENGTH) {
    throw new TextFsmTemplateError(lineNumber, `the name '${name}' is longer than ${MAX_NAME_LENGTH} characters`);
  }
  checkRegex(regex, lineNumber);
  const listRegex = options.includes('List') ? compileListRegex(regex, lineNumber) : null;
  return { name, options, pattern: `(?P<${name}>${regex.slice(1)}`, listRegex };
}
