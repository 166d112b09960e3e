// Marks the lines of a text that a neighbour wrote, on OSes that print it as it came, between two lines of their own.

/** A TLV's information string holds at most 255 octets (IEEE 802.1AB-2016 §8.5.7); a few more are for line breaks that terminals add. */
const MAX_LENGTH = 260;

/**
 * Puts `|` in front of every line behind one that matches `start` (group 1 is the text's first line) and before the one that
 * ends the text: the last that matches `end` within the length that a text can have, because the neighbour may have written such
 * lines too. Further away, the first. All other lines stay as they are.
 */
export function sealText(start: RegExp, end: RegExp): (lines: readonly string[]) => string[] {
  return (lines) => {
    const sealed = [...lines];
    for (let i = 0; i < lines.length; i++) {
      const first = start.exec(lines[i] ?? '');
      if (first === null) continue;
      const last = endOfText(lines, i, first[1]?.length ?? 0, end);
      for (let j = i + 1; j < last; j++) sealed[j] = `|${lines[j]}`;
      i = Math.max(i, last - 1);
    }
    return sealed;
  };
}

function endOfText(lines: readonly string[], start: number, firstLength: number, end: RegExp): number {
  let found: number | null = null;
  let length = firstLength;
  for (let j = start + 1; j < lines.length; j++) {
    const line = lines[j] ?? '';
    if (length > MAX_LENGTH && found !== null) return found;
    if (end.test(line)) found = j;
    length += line.length + 1;
  }
  return found ?? lines.length;
}
