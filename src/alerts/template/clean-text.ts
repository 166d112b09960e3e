// Text of strangers (device names, descriptions, what somebody typed) made fit for any target: no control characters, bounded.

/** C0 and C1 controls, line and paragraph separators, and marks that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

const MAX_LENGTH = 1000;

/** One line: whatever cannot be seen becomes a space, and halves of characters the replacement mark. */
export function cleanText(text: string, maxLength = MAX_LENGTH): string {
  return cutText(toWellFormed(text.replaceAll(UNSEEN, ' ').trim()), maxLength);
}

/** Several lines: line breaks and tabs stay. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .split('\t')
        .map((part) => toWellFormed(part.replaceAll(UNSEEN, ' ')))
        .join('\t')
        .trimEnd(),
    )
    .join('\n');
}

/** Halves of characters become the replacement mark. */
export function toWellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** At most so many UTF-16 units, ending in `…` where something was cut; never half a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, Math.max(0, maxLength - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** At most so many bytes of UTF-8, ending in `…` where something was cut. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const room = Math.max(0, maxBytes - Buffer.byteLength('…'));
  let end = room;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return maxBytes < 3 ? '' : `${bytes.toString('utf8', 0, end)}…`;
}
