// MAC addresses in the notations devices print: `5254.0012.3456`, `5254-0012-3456`, `52:54:00:12:34:56`, `52-54-…`, `525400-123456`.

const HEX_PAIRS =
  /^(?:[0-9a-f]{4}([.-])[0-9a-f]{4}\1[0-9a-f]{4}|[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\2[0-9a-f]{2}){4}|[0-9a-f]{12}|[0-9a-f]{6}-[0-9a-f]{6})$/i;

/** `52:54:00:12:34:56`, or null when the text is not a MAC address in a known notation. */
export function normaliseMac(text: string): string | null {
  const trimmed = text.trim();
  if (!HEX_PAIRS.test(trimmed)) return null;
  const d = trimmed.replace(/[.:-]/g, '').toLowerCase();
  return `${d.slice(0, 2)}:${d.slice(2, 4)}:${d.slice(4, 6)}:${d.slice(6, 8)}:${d.slice(8, 10)}:${d.slice(10)}`;
}
