// The lines of system descriptions as EOS prints them: in quotation marks.
import { MAX_INFORMATION_STRING, sealTexts } from './free-text.ts';

/** In characters, the marks included. */
const REACH = MAX_INFORMATION_STRING + 5;

const DESCRIPTION = /^ {2}- System Description: ("?.*)$/;
const NEXT_FIELD = /^ {2}- [A-Z]|^\s*$/;
const CAPABILITIES = /^ {2}- System Capabilities\b/;

/** The closing mark of a description of several lines is taken away. */
export function sealEosDescriptions(lines: readonly string[]): string[] {
  return sealTexts(lines, {
    begins: DESCRIPTION,
    endOf: (start) => lastLineOf(lines, start) + 1,
    close: (line) => line.replace(/"$/, ''),
  });
}

/**
 * A quotation mark ends it where a field of EOS follows. Whoever writes the description can write such lines too: the last
 * one within reach of the longest description that capabilities follow is EOS's own; without capabilities, the first.
 */
function lastLineOf(lines: readonly string[], start: number): number {
  let length = (lines[start] ?? '').length - '  - System Description: '.length;
  let first: number | null = null;
  let last: number | null = null;
  for (let j = start; j < lines.length && length <= REACH; j++) {
    const next = lines[j + 1] ?? '';
    if ((lines[j] ?? '').endsWith('"') && NEXT_FIELD.test(next)) {
      first ??= j;
      if (CAPABILITIES.test(next)) last = j;
    }
    length += next.length + 1;
  }
  return last ?? first ?? start;
}
