// Filters as network engineers write them for tcpdump and nfdump: `src host 10.0.0.1 and (dst port 443 or udp) and bytes > 1M`.
import { editDistance, ToposcopeError } from '../../model/index.ts';
import { DIRECTION, KNOWN } from '../batch.ts';
import { protocolNumber } from '../names/protocols.ts';
import { exporterField } from './exporter-field.ts';
import { FIELDS, type Field, type Side, type Sides } from './fields.ts';
import { both, type Comparison, compareColumn, either, isFamily, not, type RowTest } from './row-test.ts';
import { readTokens, type Token } from './tokens.ts';

export interface FilterOptions {
  /** The address of `FlowBatch.exporter`, for `exporter 10.0.0.1`: that of the reader. */
  readonly addressOf?: (slot: number) => string;
}

const WORDS: ReadonlyMap<string, RowTest> = new Map([
  ['any', () => true],
  ['ip', isFamily(4)],
  ['ipv4', isFamily(4)],
  ['inet', isFamily(4)],
  ['ip6', isFamily(6)],
  ['ipv6', isFamily(6)],
  ['inet6', isFamily(6)],
  ['ingress', (batch, row) => batch.direction[row] === DIRECTION.ingress],
  ['egress', (batch, row) => batch.direction[row] === DIRECTION.egress],
]);
const SIDES: readonly string[] = ['src', 'dst', 'in', 'out'];
const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
/** Begins as numbers and addresses do, and no word does. */
const VALUE = /^\d|:/;
const DEEPEST = 200;
const LONGEST = 10_000;

/**
 * Compiles a filter. Tests of what a record does not tell do not hold, so `not port 53` holds for records without ports. All words and
 * values: docs/reference/flow-filters.md.
 * @throws ToposcopeError FLOW_FILTER_INVALID with the column in the message and `context.column`
 */
export function compileFilter(text: string, options: FilterOptions = {}): RowTest {
  return new FilterParser(text, options).read();
}

/** What was asked last; a value alone goes on with it: `port 80 or 443`. */
interface Asked {
  readonly field: Field;
  readonly name: string;
  readonly sides: Sides;
}

class FilterParser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly fields: ReadonlyMap<string, Field>;
  private at = 0;
  private depth = 0;
  private asked: Asked | null = null;

  constructor(text: string, { addressOf }: FilterOptions) {
    this.text = text;
    this.tokens = readTokens(text.slice(0, LONGEST + 1));
    this.fields = addressOf ? new Map([...FIELDS, ['exporter', exporterField(addressOf)]]) : FIELDS;
  }

  read(): RowTest {
    if (this.text.length > LONGEST) throw this.error(`is longer than ${LONGEST} characters`, 'Write a shorter one.');
    if (this.tokens.length === 0) throw this.error('is empty', 'Write any to let every record pass.');
    const test = this.alternatives();
    const rest = this.tokens[this.at];
    if (rest === undefined) return test;
    if (rest.word === ')')
      throw this.error('has a ) without its (', 'Take it out, or write the ( where it belongs.', rest);
    throw this.error(`goes on with ${quote(rest)}`, 'Join tests by and, or.', rest);
  }

  private alternatives(): RowTest {
    let test = this.conjunction();
    while (this.accept('or')) test = either(test, this.conjunction());
    return test;
  }

  private conjunction(): RowTest {
    let test = this.negation();
    while (this.accept('and')) test = both(test, this.negation());
    return test;
  }

  private negation(): RowTest {
    if (++this.depth > DEEPEST) throw this.error(`is nested more than ${DEEPEST} deep`, 'Write it in a simpler way.');
    const test = this.accept('not') ? not(this.negation()) : this.primitive();
    this.depth--;
    return test;
  }

  private primitive(): RowTest {
    const token = this.next('a test, such as port 443');
    if (token.word === '(') return this.group(token);
    if (token.word === 'ip' && this.isAddressNext()) return this.tested('host', token, null);
    const word = WORDS.get(token.word) ?? protocolTest(token.word);
    if (word) return this.refined(word);
    if (SIDES.includes(token.word)) return this.sided(token);
    if (this.fields.has(token.word)) return this.tested(token.word, token, null);
    return this.another(token);
  }

  /** The second value of `port 80 or 443`, `port ftp or ftp-data`. */
  private another(token: Token): RowTest {
    const test = this.asked?.field.test(token.text, '=', this.asked.sides) ?? null;
    if (test) return test;
    if (this.asked && VALUE.test(token.word)) throw this.wrongValue(this.asked.field, this.asked.name, token);
    throw this.unknownWord(token);
  }

  private group(open: Token): RowTest {
    const test = this.alternatives();
    if (!this.accept(')')) throw this.error('has a ( without its )', 'Write the ) where it belongs.', open);
    return test;
  }

  /** `tcp dst port 443`, `ip6 host …`: both must hold. */
  private refined(test: RowTest): RowTest {
    const next = this.tokens[this.at]?.word ?? '';
    return SIDES.includes(next) || ['host', 'net', 'port', 'portrange', 'proto'].includes(next)
      ? both(test, this.primitive())
      : test;
  }

  /** `src port 80`, `src or dst net 10.0.0.0/8`, `in if 3`, and `src 10.0.0.1` for `src host 10.0.0.1`. */
  private sided(first: Token): RowTest {
    const [joint, second] = [this.tokens[this.at]?.word, this.tokens[this.at + 1]?.word ?? ''];
    const isPair = (joint === 'or' || joint === 'and') && SIDES.includes(second) && second !== first.word;
    const hasField = this.fields.has(this.tokens[this.at + 2]?.word ?? '');
    const sides: Sides =
      isPair && hasField
        ? { of: [first.word as Side, second as Side], all: joint === 'and' }
        : { of: [first.word as Side], all: false };
    if (sides.of.length > 1) this.at += 2;
    const token = this.next('what is asked of that side, such as host or port');
    if (this.fields.has(token.word)) return this.tested(token.word, token, sides);
    if (!VALUE.test(token.word)) throw this.unknownWord(token);
    this.at--;
    return this.tested('host', token, sides);
  }

  /** The field and its value, its comparison or its list of values. */
  private tested(name: string, token: Token, asked: Sides | null): RowTest {
    const field = this.fields.get(name) as Field;
    const wrong = asked?.of.find((side) => !field.sides.includes(side));
    if (wrong !== undefined) {
      const cure = field.sides.length === 0 ? `Leave ${wrong} out.` : `Write ${field.sides.join(' or ')}.`;
      throw this.error(`asks for the ${wrong} side of ${name}, which has none`, cure, token);
    }
    const sides = asked ?? { of: field.sides, all: false };
    this.asked = { field, name, sides };
    if (this.accept('in') || this.tokens[this.at]?.word === '[') return this.list(this.asked);
    const comparison = this.comparison(field, name);
    const value = this.next(`${field.wants} after ${name}`);
    if (comparison === '!=') return not(this.valueTest(this.asked, value, '='));
    return this.valueTest(this.asked, value, comparison);
  }

  private comparison(field: Field, name: string): Comparison | '!=' {
    const token = this.tokens[this.at];
    if (token === undefined || !COMPARISONS.includes(token.word)) return '=';
    this.at++;
    if (token.word === '=' || token.word === '!=' || field.isNumber) return token.word as Comparison | '!=';
    throw this.error(`compares ${name} by ${token.text}`, `Of ${name} only = and != can be asked.`, token);
  }

  /** `[80, 443 8080]`: one of them. */
  private list(asked: Asked): RowTest {
    const open = this.next('[ and a list of values');
    if (open.word !== '[') throw this.error(`wants [ instead of ${quote(open)}`, 'Write port in [80, 443].', open);
    let test: RowTest | null = null;
    for (let token = this.next('a value'); token.word !== ']'; token = this.next('a value or ]')) {
      if (token.word === ',') continue;
      const one = this.valueTest(asked, token, '=');
      test = test ? either(test, one) : one;
    }
    if (test === null) throw this.error('has an empty list', 'Write at least one value between [ and ].', open);
    return test;
  }

  private valueTest({ field, name, sides }: Asked, value: Token, comparison: Comparison): RowTest {
    const test = field.test(value.text, comparison, sides);
    if (test) return test;
    throw this.wrongValue(field, name, value);
  }

  private wrongValue(field: Field, name: string, value: Token): ToposcopeError {
    return this.error(`has ${quote(value)} where ${name} wants ${field.wants}`, `Write ${field.wants}.`, value);
  }

  private isAddressNext(): boolean {
    return /^[\da-f]+[.:]|^::/.test(this.tokens[this.at]?.word ?? '');
  }

  private accept(word: string): boolean {
    const isNext = this.tokens[this.at]?.word === word;
    if (isNext) this.at++;
    return isNext;
  }

  private next(wanted: string): Token {
    const token = this.tokens[this.at++];
    if (token) return token;
    throw this.error(`ends where ${wanted} is wanted`, `Add ${wanted}.`, {
      text: '',
      word: '',
      column: this.text.length + 1,
    });
  }

  private unknownWord(token: Token): ToposcopeError {
    const words = [...this.fields.keys(), ...WORDS.keys(), ...SIDES, 'tcp', 'udp', 'icmp', 'and', 'or', 'not'];
    const nearest = words
      .map((word) => ({ word, distance: editDistance(word, token.word) }))
      .reduce((best, one) => (one.distance < best.distance ? one : best));
    const cure = nearest.distance <= 2 ? `Did you mean ${nearest.word}?` : `Words are ${words.join(', ')}.`;
    return this.error(`has ${quote(token)}, which is no word of filters`, cure, token);
  }

  private error(what: string, hint: string, token: Token | null = null): ToposcopeError {
    const place = token === null ? '' : `, column ${token.column}`;
    const shown = this.text.length > 200 ? `${this.text.slice(0, 200)}…` : this.text;
    return new ToposcopeError('FLOW_FILTER_INVALID', `Filter "${shown}"${place}: it ${what}.`, {
      hint,
      context: { filter: this.text, column: token?.column ?? null },
    });
  }
}

function protocolTest(word: string): RowTest | null {
  const number = protocolNumber(word);
  if (number === null) return null;
  const column = { known: KNOWN.proto, of: (batch: { proto: Uint8Array }, row: number) => batch.proto[row] as number };
  return compareColumn(column, '=', { low: number, high: number });
}

function quote(token: Token): string {
  return `"${token.text.slice(0, 60)}"`;
}
