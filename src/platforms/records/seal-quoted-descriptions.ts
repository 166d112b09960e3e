// Marks the lines of EOS's quoted system descriptions, so that no line a neighbour wrote is taken for one that EOS wrote.

/** A TLV's information string holds at most 255 octets (IEEE 802.1AB-2016 §8.5.7). */
const MAX_DESCRIPTION_LENGTH = 260;

const DESCRIPTION = /^ {2}- System Description: ("?.*)$/;
const NEXT_FIELD = /^ {2}- [A-Z]|^\s*$/;
const CAPABILITIES = /^ {2}- System Capabilities\b/;

/** Puts `|` in front of every line behind the first of a description, and takes the closing mark away; all else stays as it is. */
export function sealQuotedDescriptions(lines: readonly string[]): string[] {
  const sealed = [...lines];
  for (let i = 0; i < lines.length; i++) {
    if (!DESCRIPTION.test(lines[i] ?? '')) continue;
    const end = lastLineOf(lines, i);
    for (let j = i + 1; j <= end; j++) sealed[j] = `|${j === end ? lines[j]?.replace(/"$/, '') : lines[j]}`;
    i = end;
  }
  return sealed;
}

/**
 * A quotation mark ends it where a field of EOS follows. Whoever writes the description can write such lines too: the last
 * one within reach of the longest description that capabilities follow is EOS's own; without capabilities, the first.
 */
function lastLineOf(lines: readonly string[], start: number): number {
  let length = (lines[start] ?? '').length - '  - System Description: '.length;
  let first: number | null = null;
  let last: number | null = null;
  for (let j = start; j < lines.length && length <= MAX_DESCRIPTION_LENGTH; j++) {
    const next = lines[j + 1] ?? '';
    if ((lines[j] ?? '').endsWith('"') && NEXT_FIELD.test(next)) {
      first ??= j;
      if (CAPABILITIES.test(next)) last = j;
    }
    length += next.length + 1;
  }
  return last ?? first ?? start;
}
