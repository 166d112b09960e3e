// What a terminal would show: control sequences carried out or left out (ECMA-48, and xterm's OSC), line by line.

/** CSI, OSC (ended by BEL or ST), choice of character set, other two-byte escapes. An unfinished one is one too. */
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[()*+][ -~]?|[ -Z\\^-~]|$)/g;
/** NUL padding, BEL and the rest of what moves nothing: all but BS, TAB, LF, CR and the mark below. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const SILENT = /[\x00-\x07\x0b\x0c\x0e-\x19\x1b-\x1f\x7f]/g;
/** With the look-behind one try a run: without it a long run of CRs with something behind takes quadratic time. */
const ENDING_RETURNS = /(?<!\r)\r+$/;
/** Stands for CSI K, erase to the end of the line. */
const ERASE = '\x1a';

/** The lines as shown, without trailing blanks. The last one may be unfinished. */
export function showLines(raw: string): string[] {
  const text = raw
    .replaceAll(ERASE, '')
    .replace(ESCAPE, (sequence) => (/^.\[0?K$/.test(sequence) ? ERASE : ''))
    .replace(SILENT, '');
  return text.split('\n').map(showLine);
}

/** CR goes to column 0, BS one to the left, and text overwrites what is there. */
function showLine(line: string): string {
  const text = line.replace(ENDING_RETURNS, '');
  if (!text.includes('\r') && !text.includes('\b') && !text.includes(ERASE)) return text.trimEnd();
  const cells: string[] = [];
  let column = 0;
  for (const char of text) {
    if (char === '\r') column = 0;
    else if (char === '\b') column = Math.max(0, column - 1);
    else if (char === ERASE) cells.length = Math.min(cells.length, column);
    else cells[column++] = char;
  }
  return Array.from(cells, (cell) => cell ?? ' ')
    .join('')
    .trimEnd();
}
