// What a terminal would show: escape sequences, backspaces, carriage returns and padding turned into plain lines (ECMA-48, xterm).

/** Everything of C0 and C1 that means nothing here: NUL padding, form feeds, shift-in … Tab, LF, BS, CR, ESC, BEL, CSI stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const PADDING = /[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9a\x9c-\x9f]/g;
/** Title settings and other strings for the terminal, ended by BEL or ST. They never span lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STRING_SEQUENCE = /\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)/g;
/** A CSI sequence (ECMA-48 §5.4): parameters, intermediates, final byte. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*([@-~])/g;
/** Final bytes of the sequences that move the cursor in its line or erase: CUF CUB CHA CUP ED EL HVP. */
const MOVING_FINALS = 'CDGHJKf';
/** Two-character escapes (`ESC 7`) and character set choices (`ESC ( B`); not the CSI sequences that were kept. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SHORT_ESCAPE = /\x1b(?!\[[0-?]*[ -/]*[CDGHJKf])[ -/]*[0-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const LEFT_OVER = /\x07|\x1b(?!\[)|\x9b(?![0-?]*[ -/]*[CDGHJKf])/g;
/** A sequence whose end has not come yet. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNFINISHED = /(?:\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\n]*(?:\x1b)?|[ -/]*)|\x9b[0-?]*[ -/]*)$/;
/** With the look-behind one try a run: without it a long run of CRs with something behind takes quadratic time. */
const ENDING_RETURNS = /(?<!\r)\r+$/;
/**
 * A pager's question with whatever wiped it: backspaces, blanks between them, or a return. Taken out whole before the line is
 * drawn, because some wipe a blank more or less than they wrote, which would shift the line behind.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const WIPED_PAGER = / ?(?:-{2,3} ?more ?-{2,3}|<-{2,3} ?more ?-{2,3}>) ?(?:(?:\x08+ +(?=\x08))*\x08+|\r +\r)/gi;
/** Line breaks of other alphabets, which would split a device's line in two, or stop a pattern's `.`. */
const ODD_BREAKS = /[\u2028\u2029]/g;
/** Anything that makes a line look different from its text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SPECIAL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MOVE = /[\b\r\x1b\x9b]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MOVE_OR_TEXT = /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])|[\b\r]|[^\b\r\x1b\x9b]+|[\x1b\x9b]/g;
/** Wider than any terminal: a cursor that is sent further stays here. */
const MAX_COLUMN = 4096;

/** Lines as a terminal would show them, without trailing blanks. Line numbers are those of the raw text. */
export function screenLines(raw: string): string[] {
  if (raw.includes('\n')) return raw.split('\n').map(screenLine);
  return withoutNoise(raw)
    .split('\r')
    .map((line) => drawLine(line).trimEnd());
}

/** One line, without the LF that ends it, as a terminal would show it. */
export function screenLine(raw: string): string {
  const line = raw.endsWith('\r') ? raw.replace(ENDING_RETURNS, '') : raw;
  if (!SPECIAL.test(line)) return line.trimEnd();
  return drawLine(withoutNoise(line).replace(ENDING_RETURNS, '')).trimEnd();
}

/** A line that is still coming: a sequence that has begun and not ended shows nothing yet. */
export function liveScreenLine(raw: string): string {
  return SPECIAL.test(raw) ? screenLine(raw.replace(UNFINISHED, '')) : raw.trimEnd();
}

/** Whether a sequence has begun at the end of `line` and its end is still to come. */
export function endsInsideSequence(line: string): boolean {
  return SPECIAL.test(line) && UNFINISHED.test(line);
}

/** What is left: text, tabs, line breaks, and what moves the cursor. */
function withoutNoise(text: string): string {
  return text
    .replace(PADDING, '')
    .replace(STRING_SEQUENCE, '')
    .replace(CONTROL_SEQUENCE, (sequence, final: string) => (MOVING_FINALS.includes(final) ? sequence : ''))
    .replace(SHORT_ESCAPE, '')
    .replace(LEFT_OVER, '')
    .replace(WIPED_PAGER, '')
    .replace(ODD_BREAKS, ' ');
}

/** Plays one line on one row of cells, so that what a pager wrote and wiped is gone as it is on the screen. */
function drawLine(line: string): string {
  if (!MOVE.test(line)) return line;
  const row: Row = { cells: [], column: 0 };
  for (const [piece, parameters, final] of line.matchAll(MOVE_OR_TEXT)) {
    if (piece === '\b') row.column = Math.max(0, row.column - 1);
    else if (piece === '\r') row.column = 0;
    else if (final !== undefined) moveCursor(row, final, parameters ?? '');
    else for (const char of piece) row.cells[row.column++] = char;
  }
  return Array.from(row.cells, (cell) => cell ?? ' ').join('');
}

interface Row {
  readonly cells: string[];
  column: number;
}

function moveCursor(row: Row, final: string, parameters: string): void {
  const numbers = parameters.split(';').map((text) => Math.min(Number.parseInt(text, 10) || 0, MAX_COLUMN));
  const [first = 0, second = 0] = numbers;
  const steps = Math.max(1, first);
  if (final === 'C') row.column = Math.min(MAX_COLUMN, row.column + steps);
  else if (final === 'D') row.column = Math.max(0, row.column - steps);
  else if (final === 'G') row.column = steps - 1;
  else if (final === 'H' || final === 'f') row.column = Math.max(1, second) - 1;
  else if (first === 0) row.cells.length = Math.min(row.cells.length, row.column);
  else if (first === 2) row.cells.length = 0;
}
