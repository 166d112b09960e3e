// Everything a device or a neighbour says is hostile until it has passed here: cleaning, cutting and escaping of text for DOT.
// ts-graphviz quotes but does not escape, and turns any `<…>` into an HTML label; so text reaches it only through `dotText`.

const CUT_AT = 40;
const TOOLTIP_CUT_AT = 400;

/**
 * One line of harmless text: control characters, bidi overrides, zero-width marks, lone surrogates and more than three
 * stacked combining marks are gone, every kind of blank is one space, and `\` (Graphviz's escape character, which no
 * entity protects) is U+29F5.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[\t\n\v\f\r\p{Z}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Noncharacter_Code_Point}]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replaceAll('\\', '\u29F5')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Cuts to `limit` user-perceived characters, the last of them `…`. */
export function cutText(text: string, limit: number = CUT_AT): string {
  if (text.length <= limit) return text;
  const letters = Array.from(new Intl.Segmenter('en').segment(text), (part) => part.segment);
  return letters.length <= limit
    ? text
    : `${letters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** Cleaned and cut, as it is shown on a box, a port or a pill. */
export function labelText(text: string, limit: number = CUT_AT): string {
  return cutText(cleanText(text), limit);
}

/** Parts joined by ` · ` for a tooltip, cleaned and cut. Empty parts are left out. */
export function tooltipText(parts: readonly (string | null)[], limit: number = TOOLTIP_CUT_AT): string {
  const said = parts.map((part) => cleanText(part ?? '')).filter((part) => part !== '');
  return cutText(said.join(' · '), limit);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escaped for a quoted DOT string and for the inside of an HTML label alike. Cleans again, so that nothing slips by. */
export function dotText(text: string): string {
  return cleanText(text).replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? '');
}

/** Escaped for XML text and attribute values. */
export function xmlText(text: string): string {
  return dotText(text);
}
