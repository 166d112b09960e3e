// Marks the lines of texts that a neighbour wrote, so that none of them is taken for one that the OS wrote.

/** Octets of a TLV's information string, such as a system description, at most (IEEE 802.1AB-2016 §8.5.7). */
export const MAX_INFORMATION_STRING = 255;

/** A few more, for the breaks and blanks that an OS adds to long lines. */
const REACH = MAX_INFORMATION_STRING + 45;

export interface SealedText {
  /** The line on which the text begins. */
  readonly begins: RegExp;
  /** The line behind the text that begins on line `start`. */
  endOf(start: number): number;
  /** Takes away what the OS puts behind the last line of the text. */
  close?(line: string): string;
}

/** Puts `|` in front of every line of a text but its first; all other lines stay as they are. */
export function sealTexts(lines: readonly string[], { begins, endOf, close = (line) => line }: SealedText): string[] {
  const sealed = [...lines];
  for (let i = 0; i < lines.length; i++) {
    if (!begins.test(lines[i] ?? '')) continue;
    const end = Math.max(i + 1, endOf(i));
    for (let j = i + 1; j < end; j++) sealed[j] = `|${j === end - 1 ? close(lines[j] ?? '') : lines[j]}`;
    i = end - 1;
  }
  return sealed;
}

/** The line below that is not blank, where it is one of the next three. */
export function nextLine(lines: readonly string[], index: number): string | undefined {
  return lines.slice(index + 1, index + 4).find((line) => line !== '');
}

export interface FreeText {
  /** The line on which the text begins. */
  readonly begins: RegExp;
  /** The first line behind the text. */
  readonly ends: RegExp;
  /** What stands right behind that line, blank lines apart: the text may hold a line that looks like its end. */
  readonly follows: RegExp;
}

/** For `TableParser.prepare`. The last end within reach of the longest text counts; without one, nothing is marked. */
export function sealFreeText(text: FreeText): (lines: readonly string[]) => string[] {
  return (lines) => sealTexts(lines, { begins: text.begins, endOf: (start) => endOfText(lines, start, text) });
}

function endOfText(lines: readonly string[], start: number, { ends, follows }: FreeText): number {
  let end = start;
  let length = (lines[start] ?? '').replace(/^[^:]*:\s*/, '').length;
  for (let j = start + 1; j < lines.length && length <= REACH; j++) {
    const line = lines[j] ?? '';
    const next = nextLine(lines, j);
    if (ends.test(line) && (next === undefined || follows.test(next))) end = j;
    length += line.trim().length + 1;
  }
  return end;
}
