// A device's configuration as statements: each line with the lines it stands under. What is wanted and not there is missing.
import { canonicalPortName } from '../../model/index.ts';

/** How a configuration is written down. */
export type ConfigurationStyle =
  /** Sub-commands are indented below their parent, as on IOS and all that resembles it. */
  | 'indented'
  /** One `set …` line per statement, as `display set` of Junos prints it. */
  | 'set';

/** One line of configuration with its parents, outermost first. */
export interface Statement {
  readonly parents: readonly string[];
  readonly line: string;
}

/** What separates or explains, and configures nothing: `!`, `#`, `Building configuration...`, `Current configuration : 1234 bytes`. */
const NO_STATEMENT = /^(?:[!#].*|Building configuration.*|Current configuration.*|return|end|quit|)$/;

/** Statements in the order of the text. Depth comes from the indentation, whatever its width. */
export function readStatements(text: string, style: ConfigurationStyle): Statement[] {
  const statements: Statement[] = [];
  const open: { readonly indent: number; readonly line: string }[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim().replace(/\s+/g, ' ');
    if (NO_STATEMENT.test(line)) continue;
    const indent = style === 'set' ? 0 : raw.length - raw.trimStart().length;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    statements.push({ parents: open.map((parent) => parent.line), line });
    open.push({ indent, line });
  }
  return statements;
}

/**
 * The wanted statements that the running configuration does not have, in their order. A parent is not listed: its children
 * bring it with them. `no X` is missing where `X` is there.
 */
export function missingStatements(wanted: readonly Statement[], running: readonly Statement[]): Statement[] {
  const there = new Set(running.map(keyOf));
  const parents = new Set(wanted.map((statement) => statement.parents.map(normalise).join('\n')));
  return wanted.filter((statement) => {
    if (parents.has(keyOf(statement))) return false;
    const undone = negated(statement);
    return undone === null ? !there.has(keyOf(statement)) : isThere(undone, running);
  });
}

/** Lines to type: every block of statements below its parents, and out of them again by `leave` (`exit`, `quit`). */
export function toLines(statements: readonly Statement[], leave: string): string[] {
  const lines: string[] = [];
  let inside: readonly string[] = [];
  const enter = (parents: readonly string[]) => {
    if (parents.join('\n') === inside.join('\n')) return;
    lines.push(...inside.map(() => leave), ...parents);
    inside = parents;
  };
  for (const { parents, line } of statements) {
    enter(parents);
    lines.push(line);
  }
  enter([]);
  return lines;
}

/** As a person reads it: parents above their lines, each level indented by a blank, what is new marked by `+`. */
export function toDiff(statements: readonly Statement[], running: readonly Statement[]): string[] {
  const there = new Set(running.map(keyOf));
  const shown = ({ parents, line }: Statement, mark: string) => `${mark} ${' '.repeat(parents.length)}${line}`;
  let inside: readonly string[] = [];
  return statements.flatMap((statement) => {
    const isSame = statement.parents.join('\n') === inside.join('\n');
    inside = statement.parents;
    const parents = isSame ? [] : statement.parents.map((line, depth) => ({ parents: inside.slice(0, depth), line }));
    return [...parents.map((one) => shown(one, there.has(keyOf(one)) ? ' ' : '+')), shown(statement, '+')];
  });
}

function keyOf({ parents, line }: Statement): string {
  return [...parents, line].map(normalise).join('\n');
}

/** `interface Gi0/1` and `interface GigabitEthernet 0/1` are one, and so is a port named as an argument. */
function normalise(line: string): string {
  const [, command, port] = /^(interface|ip flow-export source|source) (.+)$/i.exec(line) ?? [];
  return port === undefined ? line : `${command?.toLowerCase()} ${canonicalPortName(port)}`;
}

function negated({ parents, line }: Statement): Statement | null {
  const positive = /^(?:no|undo) (.+)$/.exec(line)?.[1];
  return positive === undefined ? null : { parents, line: positive };
}

/** `no ip flow ingress` takes away a line that only begins so, too. */
function isThere(statement: Statement, running: readonly Statement[]): boolean {
  const key = keyOf(statement);
  return running.some((one) => keyOf(one) === key || keyOf(one).startsWith(`${key} `));
}
