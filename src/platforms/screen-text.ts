// What a terminal would show: escape sequences, backspaces, carriage returns and padding turned into plain lines.

/** Stands for "erase to the end of the line" while a line is drawn; control characters of the input are gone by then. */
const ERASE = '\u0005';
const MOVING = ['\b', '\r', ERASE];

/** Everything of C0 and C1 that means nothing here: NUL padding, form feeds, shift-in … Tab, LF, BS, CR, ESC, BEL, CSI stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const PADDING = /[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9a\x9c-\x9f]/g;
/** Title settings and other strings for the terminal, ended by BEL or ST. They never span lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STRING_SEQUENCE = /\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)/g;
/** `ESC [ K`, `ESC [ 0 K`, `ESC [ 2 K`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ERASE_LINE = /(?:\x1b\[|\x9b)[02]?K/g;
/** Any other CSI sequence (ECMA-48 §5.4): parameters, intermediates, final byte. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
/** Two-character escapes (`ESC 7`) and character set choices (`ESC ( B`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SHORT_ESCAPE = /\x1b[ -/]*[0-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const LEFT_OVER = /[\x07\x1b\x9b]/g;
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

/** Lines as a terminal would show them, without trailing blanks. Line numbers are those of the raw text. */
export function screenLines(raw: string): string[] {
  const text = raw
    .replace(PADDING, '')
    .replace(STRING_SEQUENCE, '')
    .replace(ERASE_LINE, ERASE)
    .replace(CONTROL_SEQUENCE, '')
    .replace(SHORT_ESCAPE, '')
    .replace(LEFT_OVER, '')
    .replace(WIPED_PAGER, '')
    .replace(ODD_BREAKS, ' ');
  const lines = text.includes('\n') ? text.split('\n') : text.split('\r');
  return lines.map((line) => drawLine(line.replace(ENDING_RETURNS, '')).trimEnd());
}

/** Plays one line on one row of cells, so that what a pager wrote and wiped is gone as it is on the screen. */
function drawLine(line: string): string {
  if (!MOVING.some((char) => line.includes(char))) return line;
  const cells: string[] = [];
  let column = 0;
  for (const char of line) {
    if (char === '\b') column = Math.max(0, column - 1);
    else if (char === '\r') column = 0;
    else if (char === ERASE) cells.length = column;
    else cells[column++] = char;
  }
  return cells.join('');
}
