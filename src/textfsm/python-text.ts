// Python's ideas of whitespace, words and lines, where JavaScript's differ.

/** Inside of a character class: what `str.isspace` accepts. JavaScript's `\s` lacks \x1c-\x1f and \x85 and adds \ufeff. */
export const PYTHON_SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Inside of a character class, with the `u` or `v` flag: what Python's `\w` accepts in text. */
export const PYTHON_WORD = '\\p{L}\\p{N}_';

const LEADING_SPACE = new RegExp(`^[${PYTHON_SPACE}]+`);
const TRAILING_SPACE = new RegExp(`[${PYTHON_SPACE}]+$`);

/** `str.rstrip()`. */
export function stripEnd(text: string): string {
  return text.replace(TRAILING_SPACE, '');
}

/** `str.strip()`. */
export function strip(text: string): string {
  return stripEnd(text.replace(LEADING_SPACE, ''));
}

const SINGLE_BREAKS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_BREAK = new RegExp(`\\r\\n|[${SINGLE_BREAKS}]`);

/** `str.splitlines()`: more breaks than \n, and no empty line after the last break. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_BREAK);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The lines of a file read in Python's text mode, where only \n, \r\n and \r end a line. */
export function splitFileLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
