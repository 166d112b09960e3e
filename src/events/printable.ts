// A stranger's text made fit to be shown: one line, bounded, nothing that moves a cursor or turns the direction of reading.

/** `NetworkEvent.text` holds no more. */
const MAX_TEXT = 300;

/** Control, format (bidirectional marks, zero width), surrogate and private characters, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

export function printable(text: string): string {
  const clean = text
    .slice(0, 4 * MAX_TEXT)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
