// INI values are Python literals where they can be (`22`, `True`, `[1, 2]`, `'text'`), else plain text: Ansible's rule.

/** The literal's value, or the text itself when it is no literal. Tuples and sets become lists, big integers bigints. */
export function parsePythonValue(text: string): unknown {
  try {
    return new LiteralReader(text).read();
  } catch (error) {
    if (error instanceof NoLiteral) return text;
    throw error;
  }
}

class NoLiteral extends Error {}

/** Bounds the recursion, as Python's own parser does. */
const MAX_DEPTH = 90;

const INTEGER =
  /[+-]?[ \t]*(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?\d)*|0(?:_?0)*)(?![\w.])/y;
const FLOAT =
  /[+-]?[ \t]*(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*(?=[eE]))(?:[eE][+-]?\d(?:_?\d)*)?(?![\w.])/y;
const NAME = /(?:True|False|None)(?!\w)/y;
const STRING_START = /([rRuUbB]|[rR][bB]|[bB][rR])?("""|'''|"|')/y;
const NAMES = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    this.#skipBlanks();
    const first = this.#value();
    this.#skipBlanks();
    const value = this.#peek() === ',' ? this.#rest(first) : first;
    this.#skipBlanks();
    if (this.#at < this.#text.length && this.#peek() !== '#') throw new NoLiteral();
    return value;
  }

  /** `1, 2` without brackets is a tuple too. */
  #rest(first: unknown): unknown[] {
    const items = [first];
    while (this.#take(',')) {
      if (this.#at >= this.#text.length || this.#peek() === '#') break;
      items.push(this.#value());
      this.#skipBlanks();
    }
    return items;
  }

  #value(): unknown {
    if (++this.#depth > MAX_DEPTH) throw new NoLiteral();
    try {
      const open = this.#peek();
      if (open === '[') return this.#items('[', ']').values;
      if (open === '(') return this.#parenthesised();
      if (open === '{') return this.#braces();
      return this.#scalar();
    } finally {
      this.#depth--;
    }
  }

  #scalar(): unknown {
    const name = this.#match(NAME);
    if (name) return NAMES.get(name[0]);
    const integer = this.#match(INTEGER);
    if (integer) return toInteger(integer[0]);
    const float = this.#match(FLOAT);
    if (float) return Number(float[0].replace(/[_ \t]/g, ''));
    return this.#strings();
  }

  #items(open: string, close: string): { values: unknown[]; trailingComma: boolean } {
    this.#expect(open);
    const values: unknown[] = [];
    let trailingComma = false;
    while (!this.#take(close)) {
      if (values.length > 0 && !trailingComma) throw new NoLiteral();
      values.push(this.#value());
      this.#skipBlanks();
      trailingComma = this.#take(',');
    }
    return { values, trailingComma };
  }

  #parenthesised(): unknown {
    const { values, trailingComma } = this.#items('(', ')');
    return values.length === 1 && !trailingComma ? values[0] : values;
  }

  /** A dict, or a set. `{{` is a template and stays text. */
  #braces(): unknown {
    this.#expect('{');
    const dict: Record<string, unknown> = {};
    let more = true;
    for (let first = true; !this.#take('}'); first = false) {
      if (!more || this.#peek() === '{') throw new NoLiteral();
      const key = this.#value();
      this.#skipBlanks();
      if (!this.#take(':')) return this.#set(first, key);
      Object.defineProperty(dict, dictKey(key), {
        value: this.#value(),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      this.#skipBlanks();
      more = this.#take(',');
    }
    return dict;
  }

  /** What follows the first member, which has been read. */
  #set(isFirst: boolean, member: unknown): unknown[] {
    if (!isFirst) throw new NoLiteral();
    if (this.#take('}')) return [member];
    return [member, ...this.#items(',', '}').values];
  }

  /** Strings standing beside each other are one. */
  #strings(): string {
    let text: string | null = null;
    for (let start = this.#match(STRING_START); start; start = this.#match(STRING_START)) {
      text = (text ?? '') + this.#stringBody(start[1] ?? '', start[2] ?? '');
      this.#skipBlanks();
    }
    if (text === null) throw new NoLiteral();
    return text;
  }

  #stringBody(prefix: string, quote: string): string {
    let raw = '';
    while (!this.#text.startsWith(quote, this.#at)) {
      if (this.#at >= this.#text.length) throw new NoLiteral();
      const length = this.#peek() === '\\' ? 2 : 1;
      raw += this.#text.slice(this.#at, this.#at + length);
      this.#at += length;
    }
    this.#at += quote.length;
    return /r/i.test(prefix) ? raw : unescapeText(raw);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw new NoLiteral();
  }

  #take(char: string): boolean {
    this.#skipBlanks();
    if (this.#peek() !== char) return false;
    this.#at++;
    this.#skipBlanks();
    return true;
  }

  #skipBlanks(): void {
    while (this.#peek() === ' ' || this.#peek() === '\t') this.#at++;
  }
}

function toInteger(text: string): number | bigint {
  const digits = text.replace(/[_ \t+-]/g, '').toLowerCase();
  const size = BigInt(digits);
  const value = text.startsWith('-') ? -size : size;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Keys as JSON writes them, because that is how they are met outside Python. */
function dictKey(key: unknown): string {
  if (typeof key === 'object' && key !== null) throw new NoLiteral();
  return String(key);
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** An escape Python does not know keeps its backslash. */
function unescapeText(raw: string): string {
  return raw.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole: string, hex2?: string, hex4?: string, hex8?: string, octal?: string, other?: string) => {
      const hex = hex2 ?? hex4 ?? hex8;
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8));
      if (other === 'x' || other === 'u' || other === 'U' || other === 'N') throw new NoLiteral();
      return SIMPLE_ESCAPES[other ?? ''] ?? whole;
    },
  );
}

function codePoint(code: number): string {
  if (code > 0x10ffff) throw new NoLiteral();
  return String.fromCodePoint(code);
}
