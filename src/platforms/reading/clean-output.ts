// Raw answer → the text of the answer: everything that the session added around it is taken away, and no data line.
import { PROMPT_LINE, typedBehindPrompt } from '../prompts/prompt-line.ts';
import type { SessionDialect } from '../session-dialect.ts';
import { screenLines } from './screen-text.ts';

/** A line of the answer with its 1-based number in the raw text, so that problems can name the place the user sees. */
export interface SourceLine {
  readonly text: string;
  readonly line: number;
}

/**
 * What is left of ` --More-- ` where something between the device and us took the backspaces away, with or without the blanks
 * that wiped it. Fewer blanks than those are the next line's own: what it belongs to hangs on them.
 */
const PAGER_REMNANT = /^ ?(?:-{2,3} ?more ?-{2,3}|<-{2,3} ?more ?-{2,3}>)(?: {7,9}| ?)/i;

/**
 * A log message printed into the session: sequence number, time stamp and host, all optional, then `%FACILITY-n-MNEMONIC: `.
 * A data line never starts that way; descriptions that do are indented.
 */
const STAMP = '(?:[*.]?[A-Z][a-z]{2} {1,2}\\d{1,2}(?: \\d{4})? [\\d:.]+(?: [A-Za-z]{1,5})?: |[\\dwdhms:.]+: )';
const LOG = `(?:\\d+: )?(?:[\\w.-]+: )?${STAMP}?%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: `;
const LOG_LINE = new RegExp(`^${LOG}`);

/** What an OS prints around its answers. Without it: IOS. */
export type Surroundings = Pick<SessionDialect, 'prompt' | 'around' | 'logLine'>;

const IOS: Surroundings = { prompt: PROMPT_LINE };

/** `terminal exec prompt timestamp` prints these before every answer. */
const EXEC_TIMESTAMP =
  /^(?:Load for five secs: \d+%\/\d+%; one minute: \d+%|Time source is |No time source, |Time source is not )/;

const EXIT_COMMAND = /^(?:ex|exi|exit|quit|logout|end)$/;
const SHOW_COMMAND = /^(?:do )?sh(?:o|ow)? +[a-z]/;
/** An echo is wrapped over no more lines than this: 254 characters of command line on 80 columns. */
const MAX_ECHO_LINES = 4;

/**
 * The answer without echo, prompts, pager remnants, escape sequences, padding, exec time stamps and interleaved log lines.
 * Echo and prompts are looked for at the beginning and the end only, because data may look like them. `command` (as sent)
 * makes an echo without a prompt, or one that is wrapped or torn by a log line, recognisable. Idempotent.
 */
export function cleanOutput(raw: string, command?: string, around: Surroundings = IOS): string {
  return cleanLines(raw, command, around)
    .map((line) => line.text)
    .join('\n');
}

/** `cleanOutput` with the place of every line. */
export function cleanLines(raw: string, command?: string, around: Surroundings = IOS): SourceLine[] {
  const lines: SourceLine[] = [];
  for (const [index, shown] of screenLines(raw).entries()) {
    const text = withoutPager(shown);
    if (isNoise(text, around) || (text === '' && shown !== '')) continue;
    lines.push({ text, line: index + 1 });
  }
  const start = headLength(lines, command === undefined ? '' : squash(command), around);
  return lines.slice(start, start + bodyLength(lines.slice(start), around));
}

function withoutPager(line: string): string {
  let text = line;
  while (PAGER_REMNANT.test(text)) text = text.replace(PAGER_REMNANT, '');
  return text;
}

/** A log line, alone or behind a prompt that was waiting when it came. */
function isNoise(text: string, { prompt, logLine }: Surroundings): boolean {
  if (!text.includes('%') && logLine === undefined) return false;
  const isLog = (line: string) => LOG_LINE.test(line) || logLine?.test(line) === true;
  if (isLog(text)) return true;
  const input = text.includes('%') ? typedBehindPrompt(text, prompt) : null;
  return input !== null && isLog(input);
}

/** How many lines at the top are blank, time stamps, prompts or echo. */
function headLength(lines: readonly SourceLine[], command: string, around: Surroundings): number {
  let start = 0;
  for (;;) {
    const taken = headLineCount(lines.slice(start, start + MAX_ECHO_LINES), command, around);
    if (taken === 0) return start;
    start += taken;
  }
}

function headLineCount(lines: readonly SourceLine[], command: string, { prompt, around }: Surroundings): number {
  const first = lines[0]?.text;
  if (first === undefined) return 0;
  const input = typedBehindPrompt(first, prompt);
  const echo = echoLineCount([input ?? first, ...lines.slice(1).map((line) => line.text)], command);
  if (echo > 0) return echo;
  // Columns behind a `#` are a row whose device id holds one, not something typed.
  const typed = input !== null && /^(?:[A-Za-z?$!/]|$)/.test(input.trim()) && !input.includes('  ');
  const isAround = first === '' || EXEC_TIMESTAMP.test(first) || around?.test(first) === true;
  return typed || isAround || SHOW_COMMAND.test(first) ? 1 : 0;
}

/** How many of the lines spell the command when put together: a wrapped echo, or one torn by a log line. */
function echoLineCount(texts: readonly string[], command: string): number {
  if (command === '') return 0;
  let spelled = '';
  for (const [index, text] of texts.entries()) {
    spelled += squash(text);
    if (spelled === command) return index + 1;
    if (!command.startsWith(spelled)) return 0;
  }
  return 0;
}

/** How many lines are left when blanks, prompts and a typed `exit` at the bottom are taken away. */
function bodyLength(lines: readonly SourceLine[], around: Surroundings): number {
  let end = lines.length;
  while (end > 0 && isClosing(lines[end - 1]?.text ?? '', around)) end--;
  return end;
}

function isClosing(text: string, { prompt, around }: Surroundings): boolean {
  if (text === '' || prompt.test(text) || around?.test(text) === true) return true;
  return EXIT_COMMAND.test(typedBehindPrompt(text, prompt)?.trim() ?? '');
}

function squash(text: string): string {
  return text.replace(/\s+/g, '');
}
