// Marks the lines of a neighbour's system description, so that none of them is taken for one that the OS wrote.

export interface FreeText {
  /** The line on which the text begins. */
  readonly begins: RegExp;
  /** The first line behind the text. */
  readonly ends: RegExp;
  /** What stands right behind that line, blank lines apart: the text may hold a line that looks like its end. */
  readonly follows: RegExp;
}

/** 255 octets at most (IEEE 802.1AB-2016 §8.5.7), and a few more for the breaks and blanks that an OS adds to long lines. */
const MAX_LENGTH = 300;

/** Puts `|` in front of every line of the text but its first. The last end within reach counts; without one, nothing is marked. */
export function sealFreeText({ begins, ends, follows }: FreeText): (lines: readonly string[]) => string[] {
  return (lines) => {
    const sealed = [...lines];
    for (let i = 0; i < lines.length; i++) {
      if (!begins.test(lines[i] ?? '')) continue;
      const end = endOf(lines, i, ends, follows) ?? i + 1;
      for (let j = i + 1; j < end; j++) sealed[j] = `|${lines[j]}`;
      i = end - 1;
    }
    return sealed;
  };
}

function endOf(lines: readonly string[], start: number, ends: RegExp, follows: RegExp): number | null {
  let end: number | null = null;
  let length = (lines[start] ?? '').replace(/^[^:]*:\s*/, '').length;
  for (let j = start + 1; j < lines.length && length <= MAX_LENGTH; j++) {
    const line = lines[j] ?? '';
    const next = lines.slice(j + 1, j + 4).find((text) => text !== '');
    if (ends.test(line) && (next === undefined || follows.test(next))) end = j;
    length += line.trim().length + 1;
  }
  return end;
}
