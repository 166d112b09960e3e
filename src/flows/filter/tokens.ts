// A filter as words and signs, each with its column.

export interface Token {
  /** As written. */
  readonly text: string;
  /** In lower case, spellings of one thing alike: `&&` is `and`, `==` is `=`. */
  readonly word: string;
  /** From 1. */
  readonly column: number;
}

const SIGN = /\s*(?:(&&|\|\||==|!=|>=|<=|[()[\],!=<>])|([^\s()[\],!=<>&|]+)|(\S))/gy;

const SAME: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
  ['==', '='],
  ['eq', '='],
  ['ne', '!='],
  ['gt', '>'],
  ['lt', '<'],
  ['ge', '>='],
  ['le', '<='],
]);

export function readTokens(text: string): Token[] {
  return [...text.matchAll(SIGN)].map((match) => {
    const [whole, sign, word, other] = match;
    const found = sign ?? word ?? other ?? '';
    const lower = found.toLowerCase();
    return { text: found, word: SAME.get(lower) ?? lower, column: match.index + whole.length - found.length + 1 };
  });
}
