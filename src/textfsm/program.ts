// Template text → values and states, with the reference's checks.
import { TextFsmTemplateError } from './errors.ts';
import { PYTHON_SPACE, PYTHON_WORD, splitFileLines, stripEnd } from './python-text.ts';
import { OPERATORS, parseRule, type Rule } from './rule.ts';
import { MAX_NAME_LENGTH, parseValueLine, type ValueDefinition } from './value.ts';

/** State name → its rules. `End` is never among them; an (empty) `EOF` is, where the template has one. */
type States = ReadonlyMap<string, readonly Rule[]>;

export interface Program {
  readonly values: readonly ValueDefinition[];
  readonly states: States;
}

const COMMENT = new RegExp(`^[${PYTHON_SPACE}]*#`);
const STATE_NAME = new RegExp(`^[${PYTHON_WORD}]+$`, 'u');
const RULE_START = /^(?: {1,2}|\t)\^/;

interface StateBlock {
  readonly name: string;
  readonly line: number;
  readonly rules: readonly Rule[];
}

/** The lines of a template, with the position of the next one. */
class TemplateLines {
  readonly #lines: readonly string[];
  /** 1-based number of the line that was read last. */
  number = 0;

  constructor(text: string) {
    this.#lines = splitFileLines(text).map(stripEnd);
  }

  /** The next line without its trailing blanks; null at the end. */
  next(): string | null {
    const line = this.#lines[this.number];
    if (line === undefined) return null;
    this.number++;
    return line;
  }
}

/** The block of `Value` lines at the head, which a blank line ends. */
function readValues(lines: TemplateLines): ValueDefinition[] {
  const values: ValueDefinition[] = [];
  for (let line = lines.next(); line !== null && line !== ''; line = lines.next()) {
    if (COMMENT.test(line)) continue;
    if (!line.startsWith('Value ')) {
      const wanted = values.length === 0 ? 'a Value definition' : 'a blank line after the last Value';
      throw new TextFsmTemplateError(lines.number, `expected ${wanted}, found '${line}'`);
    }
    const value = parseValueLine(line, lines.number);
    if (values.some((other) => other.name === value.name)) {
      throw new TextFsmTemplateError(lines.number, `Value '${value.name}' is defined twice`);
    }
    values.push(value);
  }
  return values;
}

function readStateName(lines: TemplateLines): string | null {
  let line = lines.next();
  while (line !== null && (line === '' || COMMENT.test(line))) line = lines.next();
  if (line === null) return null;
  if (STATE_NAME.test(line) && line.length <= MAX_NAME_LENGTH && !OPERATORS.includes(line)) return line;
  throw new TextFsmTemplateError(lines.number, `'${line}' is not a state name`);
}

/** One state: its name, then its rules up to a blank line. */
function readState(
  lines: TemplateLines,
  patterns: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, StateBlock>,
): StateBlock | null {
  const name = readStateName(lines);
  if (name === null) return null;
  if (known.has(name)) throw new TextFsmTemplateError(lines.number, `state '${name}' is defined twice`);
  const start = lines.number;
  const rules: Rule[] = [];
  for (let line = lines.next(); line !== null && line !== ''; line = lines.next()) {
    if (COMMENT.test(line)) continue;
    if (!RULE_START.test(line)) {
      throw new TextFsmTemplateError(
        lines.number,
        `expected a rule: one or two blanks or a tab, then '^'; found '${line}'`,
      );
    }
    rules.push(parseRule(line, patterns, lines.number));
  }
  return { name, line: start, rules };
}

function readStates(lines: TemplateLines, patterns: ReadonlyMap<string, string>): Map<string, StateBlock> {
  const blocks = new Map<string, StateBlock>();
  for (let block = readState(lines, patterns, blocks); block !== null; block = readState(lines, patterns, blocks)) {
    blocks.set(block.name, block);
  }
  return blocks;
}

function checkTargets(blocks: ReadonlyMap<string, StateBlock>): void {
  for (const block of blocks.values()) {
    for (const { target, lineOperator, line } of block.rules) {
      const isKnown = target === null || target === 'End' || target === 'EOF' || blocks.has(target);
      if (lineOperator !== 'Error' && !isKnown) {
        throw new TextFsmTemplateError(line, `state '${target}', which state '${block.name}' leads to, is not defined`);
      }
    }
  }
}

function checkStates(blocks: ReadonlyMap<string, StateBlock>, lastLine: number): void {
  if (!blocks.has('Start')) throw new TextFsmTemplateError(Math.max(lastLine, 1), "the state 'Start' is missing");
  for (const name of ['End', 'EOF']) {
    const block = blocks.get(name);
    if (block && block.rules.length > 0)
      throw new TextFsmTemplateError(block.line, `the state '${name}' must have no rules`);
  }
  checkTargets(blocks);
}

/** Throws {@link TextFsmTemplateError}. */
export function parseProgram(text: string): Program {
  const lines = new TemplateLines(text);
  const values = readValues(lines);
  const blocks = readStates(lines, new Map(values.map((value) => [value.name, value.pattern])));
  checkStates(blocks, lines.number);
  blocks.delete('End');
  return { values, states: new Map([...blocks].map(([name, block]) => [name, block.rules])) };
}
