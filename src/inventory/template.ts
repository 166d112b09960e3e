// The Jinja that inventories use: `{{ other_variable }}`, `{{ inventory_hostname }}`, `{{ lookup('env', 'NAME') }}`, a few
// filters, and text around them. Statements, tests and the rest of the language need a playbook run and are refused.

export interface TemplateScope {
  /** Undefined where no such variable is set. */
  variable(name: string): unknown;
  environment(name: string): string;
}

export type Rendering =
  | { readonly kind: 'value'; readonly value: unknown }
  /** `name` is as written in the template: where a secret is expected, do not show it. */
  | { readonly kind: 'undefined'; readonly name: string }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'too-long' };

/** A template that is one expression keeps its type (a list stays one); with text around it everything becomes text. */
export function renderTemplate(text: string, scope: TemplateScope): Rendering {
  try {
    return { kind: 'value', value: new TemplateReader(text, scope).read() };
  } catch (error) {
    if (error instanceof Undefined) return { kind: 'undefined', name: error.name };
    if (error instanceof Unsupported) return { kind: 'unsupported' };
    if (error instanceof TooLong) return { kind: 'too-long' };
    throw error;
  }
}

class Unsupported extends Error {}

class TooLong extends Error {}

/** In characters: variables that refer to each other twice double in length with each step. */
export const MAX_RENDERED = 64 * 1024;

class Undefined extends Error {
  override readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }
}

const NAME = /[A-Za-z_]\w*/y;
const STRING = /'([^'\\]*)'|"([^"\\]*)"/y;
const INTEGER = /-?\d+/y;
const CONSTANTS = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const LOOKUPS = ['lookup', 'query', 'q'];

class TemplateReader {
  readonly #text: string;
  readonly #scope: TemplateScope;
  #at = 0;

  constructor(text: string, scope: TemplateScope) {
    this.#text = text;
    this.#scope = scope;
  }

  read(): unknown {
    const parts: unknown[] = [];
    while (this.#at < this.#text.length) {
      const open = this.#text.indexOf('{{', this.#at);
      const plain = this.#text.slice(this.#at, open < 0 ? undefined : open);
      if (/\{[%#]/.test(plain)) throw new Unsupported();
      if (plain !== '') parts.push(plain);
      if (open < 0) break;
      this.#at = open + 2;
      this.#take('-');
      parts.push(this.#expression());
      this.#take('-');
      if (!this.#take('}}')) throw new Unsupported();
    }
    return parts.length === 1 ? parts[0] : join(parts);
  }

  /** `~` joins texts and binds less than filters. */
  #expression(): unknown {
    const first = this.#filtered();
    if (!this.#take('~')) return first;
    return join([first, this.#expression()]);
  }

  #filtered(): unknown {
    const start = this.#at;
    let value = this.#primary();
    while (this.#take('|')) value = this.#filter(value);
    if (value === undefined) throw new Undefined(this.#text.slice(start, this.#at).trim());
    return value;
  }

  #primary(): unknown {
    this.#skipBlanks();
    const text = this.#match(STRING);
    if (text) return text[1] ?? text[2] ?? '';
    const integer = this.#match(INTEGER);
    if (integer) return Number(integer[0]);
    const name = this.#match(NAME)?.[0];
    if (name === undefined) throw new Unsupported();
    if (LOOKUPS.includes(name) && this.#take('(')) return this.#lookup();
    return this.#members(CONSTANTS.has(name) ? CONSTANTS.get(name) : this.#scope.variable(name));
  }

  /** `.key`, `['key']`, `[0]`. */
  #members(from: unknown): unknown {
    let value = from;
    for (;;) {
      if (this.#take('.')) value = member(value, this.#match(NAME)?.[0]);
      else if (this.#take('[')) {
        value = member(value, this.#expression());
        if (!this.#take(']')) throw new Unsupported();
      } else return value;
    }
  }

  #lookup(): unknown {
    const [plugin, name, ...more] = this.#list();
    const isEnv = plugin === 'env' || plugin === 'ansible.builtin.env';
    if (!isEnv || typeof name !== 'string' || more.length > 0) throw new Unsupported();
    return this.#scope.environment(name);
  }

  #filter(value: unknown): unknown {
    this.#skipBlanks();
    const name = this.#match(NAME)?.[0] ?? '';
    const given = this.#take('(') ? this.#list() : [];
    if (name === 'default' || name === 'd') {
      const isMissing = value === undefined || (given[1] === true && (value === '' || value === null));
      return isMissing ? (given[0] ?? '') : value;
    }
    const filter = FILTERS.get(name);
    if (filter === undefined || given.length > 0) throw new Unsupported();
    return value === undefined ? undefined : filter(value);
  }

  /** What stands before the closing parenthesis. */
  #list(): unknown[] {
    const items: unknown[] = [];
    while (!this.#take(')')) {
      if (items.length > 0 && !this.#take(',')) throw new Unsupported();
      items.push(this.#expression());
    }
    return items;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #take(token: string): boolean {
    this.#skipBlanks();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }
}

const FILTERS = new Map<string, (value: unknown) => unknown>([
  ['string', toText],
  ['lower', (value) => toText(value).toLowerCase()],
  ['upper', (value) => toText(value).toUpperCase()],
  ['trim', (value) => toText(value).trim()],
  ['int', (value) => Number.parseInt(toText(value), 10) || 0],
]);

function member(value: unknown, key: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof key === 'number' ? value.at(key) : undefined;
  return Object.hasOwn(value, String(key)) ? Reflect.get(value, String(key)) : undefined;
}

function join(parts: readonly unknown[]): string {
  const text = parts.map(toText).join('');
  if (text.length > MAX_RENDERED) throw new TooLong();
  return text;
}

/** As Python prints it. */
function toText(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (typeof value === 'object') throw new Unsupported();
  return String(value);
}
