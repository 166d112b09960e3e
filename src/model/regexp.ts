// Text inside of a regular expression.

/** The source of a pattern that fits this very text; also good inside of a character class. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
