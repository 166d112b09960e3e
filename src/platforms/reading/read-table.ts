// One answer of one command → records: unwrap, clean, recognise a refusal, run the template line by line, check the count.
import type { ParsedRecord, ParseOutcome, ParseResult, Problem } from '../../model/index.ts';
import {
  TextFsmBudgetError,
  type TextFsmInputError,
  type TextFsmTemplate,
  type TextFsmValue,
} from '../../textfsm/index.ts';
import type { Platform, Templates } from '../platform.ts';
import { withOwnPortNames } from '../records/own-port-names.ts';
import type { TemplateRow } from '../records/row-values.ts';
import type { TableParser } from '../table-parser.ts';
import { cleanLines, type SourceLine } from './clean-output.ts';
import { aliasedColumns } from './column-aliases.ts';
import { compiledTemplate } from './compiled-template.ts';
import { unwrapJson } from './unwrap-json.ts';

/** Longer offending texts are cut: `Problem.text` holds at most this much. */
const MAX_PROBLEM_TEXT = 200;

const MAX_UNKNOWN_LINES = 50;

/** No table has longer lines: names, descriptions and port ids hold 255 octets at most. Bounds the work of the patterns. */
const MAX_LINE = 1000;

const NOT_ENABLED = /^%? ?(?:LLDP|CDP) is not (?:enabled|running)\b/i;

/** What of a platform matters for reading. */
type Surrounding = Pick<Platform, 'dialect' | 'portName'>;

/** `command` is what was typed, for messages and to recognise its echo. Throws only where the template is missing or bad. */
export function readTable(
  platform: Surrounding,
  parser: TableParser,
  raw: string,
  command: string,
  templates: Templates,
): ParseResult {
  const template = compiledTemplate(parser.template, templates);
  const { text, fault } = unwrapJson(raw);
  if (text === null) return notRead(command, fault);
  const lines = cleanLines(text, command, platform.dialect);
  const reading = knowsMarks(parser, templates)
    ? parser
    : { ...parser, prepare: (texts: readonly string[]) => [...texts] };
  return refusal(platform, parser, lines, command) ?? readRows(platform, reading, template, lines, command);
}

/** What `prepare` marks (a `|` in front, tabs between) only our templates and copies of them can read. */
function knowsMarks({ template }: TableParser, templates: Templates): boolean {
  return /\^(?:\(\?:)?\\\||\\t/.test(templates.get(template) ?? '');
}

/** A text that is no answer at all: no row is read out of it, and no neighbour missing from it is gone. */
function notRead(command: string, fault: string): ParseResult {
  const problem: Problem = {
    code: 'PARSE_INPUT_INVALID',
    severity: 'warning',
    message: `${quote(command)} could not be read: ${fault}`,
    hint: 'keep what Ansible got with `content: "{{ result.stdout_lines | to_json }}"`, or the plain text',
    command,
  };
  return { outcome: 'partial', records: [], problems: [problem] };
}

/** A refusal is the first thing a device says; below that, the same words are a neighbour's. */
function refusal(
  platform: Surrounding,
  parser: TableParser,
  lines: readonly SourceLine[],
  command: string,
): ParseResult | null {
  const first = lines.find(({ text }) => !/^\s*\^?$/.test(text));
  if (first === undefined) return null;
  if (NOT_ENABLED.test(first.text) || parser.disabled?.test(first.text) === true) {
    return { outcome: 'disabled', records: parser.whenDisabled ? [parser.whenDisabled] : [], problems: [] };
  }
  if (!platform.dialect.rejected.test(first.text)) return null;
  const problem: Problem = {
    code: 'DEVICE_COMMAND_REJECTED',
    severity: 'warning',
    message: `the device rejected ${quote(command)}: ${clip(first.text)}`,
    hint: 'check that this release has the command and that the user may run it',
    command,
    line: first.line,
    text: clip(first.text),
  };
  return { outcome: 'invalid', records: [], problems: [problem] };
}

function readRows(
  platform: Surrounding,
  parser: TableParser,
  template: TextFsmTemplate,
  lines: readonly SourceLine[],
  command: string,
): ParseResult {
  const texts = lines.map((line) => (line.text.length > MAX_LINE ? '' : line.text));
  const result = template.parseTolerant((parser.prepare?.(texts) ?? texts).join('\n'));
  const records: ParsedRecord[] = [];
  let total: number | null = null;
  const columns = [...result.header.entries()].map(([i, name]): [string, number] => [name, i]);
  if (!parser.ownColumns) columns.push(...aliasedColumns(result.header));
  for (const cells of result.records) {
    const row = Object.fromEntries(columns.map(([name, i]): [string, TextFsmValue] => [name, cells[i] ?? '']));
    if (!parser.ownColumns && typeof row.TOTAL === 'string' && row.TOTAL !== '')
      total = (total ?? 0) + Number(row.TOTAL);
    else records.push(...withoutNull(toRecord(platform, parser, row)));
  }
  total ??= trailerOf(parser, texts);
  const tooLong = lines.filter((line) => line.text.length > MAX_LINE);
  const unknown = tooLong.map((line) => unknownLine(command, line, `a line of ${line.text.length} characters`));
  unknown.push(...result.errors.map((error) => lineProblem(parser, command, lines[error.line - 1], error)));
  const problems = firstOf(unknown, command);
  problems.push(
    ...countProblems(
      parser,
      command,
      records.length,
      total,
      texts.every((text) => text === ''),
    ),
  );
  return { outcome: outcomeOf(records.length, problems), records, problems };
}

function toRecord({ portName }: Surrounding, parser: TableParser, row: TemplateRow): ParsedRecord | null {
  const record = parser.toRecord(row);
  return record === null || portName === undefined ? record : withOwnPortNames(record, parser.folder, portName);
}

/** The count on the last line, for templates that leave it unread. */
function trailerOf({ trailer }: TableParser, texts: readonly string[]): number | null {
  const count = trailer?.exec(texts.findLast((text) => text !== '') ?? '')?.[1];
  return count === undefined ? null : Number(count);
}

function withoutNull<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}

function outcomeOf(rows: number, problems: readonly Problem[]): ParseOutcome {
  if (problems.length > 0) return 'partial';
  return rows === 0 ? 'empty' : 'ok';
}

/** A text that is something else altogether would report each of its lines. */
function firstOf(unknown: readonly Problem[], command: string): Problem[] {
  const more = unknown.length - MAX_UNKNOWN_LINES;
  if (more <= 0) return [...unknown];
  const rest = unknownLine(command, undefined, `${more} more unknown lines`);
  return [...unknown.slice(0, MAX_UNKNOWN_LINES), rest];
}

function lineProblem(
  { template }: TableParser,
  command: string,
  line: SourceLine | undefined,
  error: TextFsmInputError,
): Problem {
  const problem = unknownLine(command, line, error.note ?? 'unknown line');
  if (!(error instanceof TextFsmBudgetError)) return problem;
  const hint = `make the pattern in line ${error.ruleLine} of ${template}.textfsm simpler: it reads the same characters in too many ways`;
  return { ...problem, code: 'PARSE_BUDGET_EXCEEDED', hint };
}

function unknownLine(command: string, line: SourceLine | undefined, note: string): Problem {
  const place = line === undefined ? '' : `, line ${line.line}`;
  const text = clip(line?.text ?? '');
  return {
    code: 'PARSE_UNKNOWN_LINE',
    severity: 'warning',
    message: `${quote(command)}${place}: ${note}${text === '' ? '' : `: ${text}`}`,
    hint: 'if the device really prints this, add it to the template',
    command,
    ...(line && { line: line.line, text }),
  };
}

function countProblems(
  parser: TableParser,
  command: string,
  rows: number,
  total: number | null,
  blank: boolean,
): Problem[] {
  if (total !== null && total !== rows) {
    return [countMismatch(command, `read ${rows} rows, but the device says that it displayed ${total}`)];
  }
  if (rows > 0 || total !== null) return [];
  if (blank && !parser.mayBeSilent) return [countMismatch(command, 'the answer is blank')];
  if (!blank && parser.alwaysCounted)
    return [countMismatch(command, 'no row and no number of rows: the answer is cut')];
  if (!blank && parser.neverEmpty) return [foreignText(command)];
  return [];
}

function foreignText(command: string): Problem {
  return {
    code: 'PARSE_INPUT_INVALID',
    severity: 'warning',
    message: `${quote(command)}: nothing in this text is known from its answers`,
    hint: 'check that it is the answer to this command, and that the platform is the right one',
    command,
  };
}

function countMismatch(command: string, what: string): Problem {
  return {
    code: 'PARSE_COUNT_MISMATCH',
    severity: 'warning',
    message: `${quote(command)}: ${what}`,
    hint: 'the answer is incomplete, or a row could not be read; ask again before concluding that a neighbour is gone',
    command,
  };
}

function quote(command: string): string {
  return `"${command}"`;
}

function clip(text: string): string {
  return text.length <= MAX_PROBLEM_TEXT ? text : `${text.slice(0, MAX_PROBLEM_TEXT - 1)}…`;
}
