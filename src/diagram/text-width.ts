// How wide text is when set in Arial or a font of the same metrics (Arimo, Liberation Sans, Helvetica), so that boxes are
// sized here and not by Graphviz's built-in tables, which under-measure CJK and know no symbols.

/** Advance widths of U+0020..U+007E in thousandths of an em, from the public Helvetica AFM tables (Arial's are equal). */
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF00-\uFF60\u3000-\u303F]/u;
const SYMBOL_WIDTHS: Readonly<Record<string, number>> = { '·': 0.34, '—': 1, '–': 0.56, '…': 1, '→': 1, '×': 0.6 };

function letterWidth(letter: string, table: readonly number[]): number {
  const code = letter.codePointAt(0) ?? 0;
  const known = table[code - 0x20];
  if (known !== undefined) return known / 1000;
  const symbol = SYMBOL_WIDTHS[letter];
  if (symbol !== undefined) return symbol;
  if (/\p{M}/u.test(letter)) return 0;
  if (WIDE.test(letter)) return 1;
  if (/\p{Extended_Pictographic}/u.test(letter)) return 1.3;
  const base = letter.normalize('NFD').charCodeAt(0);
  if (base < 0x7f) return (table[base - 0x20] ?? 600) / 1000;
  if (/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Latin}]/u.test(letter)) return 0.75;
  return 1;
}

/** Width in points. An upper estimate for letters outside ASCII; exact inside. */
export function textWidth(text: string, size: number, weight: 'regular' | 'bold' = 'regular'): number {
  const table = weight === 'bold' ? BOLD : REGULAR;
  let ems = 0;
  for (const letter of text) ems += letterWidth(letter, table);
  return ems * size;
}
