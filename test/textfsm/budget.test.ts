// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// No template hangs: evil patterns end within their budget of steps, and what is harmless is not slowed by the watch.
import { describe, expect, it } from 'vitest';
import { compileTemplate, TextFsmBudgetError } from '../../src/textfsm/index.ts';
import { Meter } from '../../src/textfsm/meter.ts';
import { ambiguityOf } from '../../src/textfsm/regex/ambiguity.ts';
import { compilePythonRegex } from '../../src/textfsm/regex/index.ts';
import { parsePythonRegex } from '../../src/textfsm/regex/parse.ts';

/** Pattern and the line that it stumbles over. Python's `re` needs hours, or years, for most of these. */
const EVIL: readonly (readonly [pattern: string, line: string])[] = [
  ['^(a+)+$', `${'a'.repeat(60)}!`],
  ['^(a|a)*$', `${'a'.repeat(60)}!`],
  ['^(?:a|aa)+$', `${'a'.repeat(100)}!`],
  ['^(?:a|ab|b)*c', 'ab'.repeat(60)],
  ['^(\\S+\\s*)+:$', 'one two three four five six seven eight nine ten eleven twelve'],
  ['^(?:\\s*\\S+)*\\s*\\|$', 'Gi0/1 is up, line protocol is up, and so on and so forth'],
  ['^(?:\\w+\\.?)*!', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.'],
  ['^([a-z]+)*[0-9]', 'a'.repeat(80)],
  ['^(.*)*$x', 'a'.repeat(80)],
  ['^(?:.?){40}~', 'a'.repeat(60)],
  ['^(?:(?:a?){20}){20}x', 'a'.repeat(60)],
  [`^${'a?'.repeat(40)}${'a'.repeat(40)}$`, 'a'.repeat(39)],
  [`^${'(?:a|a)'.repeat(40)}x`, 'a'.repeat(60)],
  ['^(?:(?:a|b)|(?:b|a))*x', 'ab'.repeat(40)],
  ['^.*.*.*.*.*.*.*.*x$', 'a'.repeat(400)],
  ['^\\s*\\s*\\s*\\s*\\s*\\s*\\s*\\S+$', `${' '.repeat(500)}a `],
  ['^(?=(a+)+$)b', 'a'.repeat(60)],
  ['^(?:(?!(?:a+)+$).)*~', 'a'.repeat(60)],
  ['^(?i:(?:A|a)+)+x', 'aA'.repeat(40)],
  ['^(é+)+$', `${'é'.repeat(60)}!`],
  ['^(\\w+\\s?)*~', `${'٣é '.repeat(40)}-`],
  ['^((a)|(a))*x', 'a'.repeat(60)],
  ['^(a*)*(a*)*(a*)*\\1x', 'a'.repeat(60)],
  ['^(?:(a)(?(1)a|b)|aa)*x', 'a'.repeat(80)],
  ['^(?:(?>a|b)|a)*x', 'a'.repeat(80)],
];

/** What templates are made of: V8's engine may have these. */
const HARMLESS: readonly string[] = [
  '^\\s*$',
  '^Device ID\\s+Local Intf\\s+Hold-time\\s+Capability\\s+Port ID',
  '^(\\S+)\\s+(\\d+)\\s+(\\S+)\\s*$',
  '^(?:[^,]+,){3}(\\d+)',
  '^\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d+)?\\s+(?:up|down)\\s*$',
  '^(\\S+(?:\\s\\S+)*)\\s{2,}(\\d+)$',
  '^(?:\\S+\\s+)+\\S+\\s*$',
  '^\\w+\\s+\\w+\\s+\\w+\\s+\\w+\\s+\\w+$',
  '^[A-Z][a-z-]+\\d[\\d/]*(?:\\.\\d+)?\\s+is\\s+(?:up|down)',
  '^\\s+Internet address is (\\d+\\.\\d+\\.\\d+\\.\\d+)/(\\d+)',
  '^"([^"\\\\]|\\\\.)*"$',
];

const template = (pattern: string) =>
  [
    'Value LINE (\\w+)',
    '',
    'Start',
    `  ${pattern.replaceAll('$', '$$$$')} -> Record`,
    '  ^next ${LINE} -> Record',
  ].join('\n');

describe('an evil pattern', () => {
  it.each(EVIL)('%s ends within its budget', (pattern, line) => {
    const meter = new Meter(line.length);
    const regex = compilePythonRegex(pattern);
    let outcome: unknown = 'no match';
    try {
      outcome = regex.match(line, meter) === null ? 'no match' : 'match';
    } catch (error) {
      outcome = error;
    }
    expect(outcome).not.toBe('match');
    expect(meter.spent).toBeLessThanOrEqual(1_000_001 + 200 * line.length);
  });

  it.each(EVIL)('%s spoils its own line only', (pattern, line) => {
    const { records, errors } = compileTemplate(template(pattern)).parseTolerant(`next a\n${line}\nnext b\n`);
    expect(records).toEqual([['a'], ['b']]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TextFsmBudgetError);
      expect(error).toMatchObject({ of: 'line', line: 2, text: line, ruleLine: 4 });
    }
  });

  it('is told with the lines of template and text', () => {
    const bad = compileTemplate(template('^(a+)+$'));
    expect(() => bad.parse(`next a\n${'a'.repeat(60)}!\n`)).toThrow(
      'the rule in line 4 of the template takes too long for this line',
    );
  });

  it('on many lines spends the budget of the text, and what was read stands', () => {
    const text = `next a\n${`${'a'.repeat(60)}!\n`.repeat(200)}next b\n`;
    const { records, errors } = compileTemplate(template('^(a+)+$')).parseTolerant(text);
    const last = errors.at(-1);
    expect(records).toEqual([['a']]);
    expect(last).toBeInstanceOf(TextFsmBudgetError);
    expect(last).toMatchObject({ of: 'text', ruleLine: 4 });
    expect(errors.slice(0, -1).every((error) => error instanceof TextFsmBudgetError && error.of === 'line')).toBe(true);
    expect(last?.note).toContain('of which the rest is not read');
  });
});

describe('what grows with the text', () => {
  it('a list that is filled down into every record is bounded', () => {
    const grows = compileTemplate('Value List,Filldown A (\\w+)\n\nStart\n  ^${A} -> Record\n');
    const { records, errors } = grows.parseTolerant('x\n'.repeat(30_000));
    expect(errors.at(-1)).toMatchObject({ name: 'TextFsmBudgetError', of: 'text' });
    const items = records.reduce((sum, [list]) => sum + (list?.length ?? 0), 0);
    expect(items).toBeLessThan(50_000_000);
    expect(grows.parseTolerant('x\n'.repeat(2000))).toMatchObject({ errors: [], records: { length: 2001 } });
  });

  it('a text that is too large is not read', () => {
    const { records, errors } = compileTemplate(template('^x$')).parseTolerant('x'.repeat(64 * 1024 * 1024 + 1));
    expect(records).toEqual([]);
    expect(errors.map(({ of, line }: { of?: string; line: number }) => [of, line])).toEqual([['text', 1]]);
  });

  it('a long text without traps is read whole', () => {
    const rows = compileTemplate(
      'Value A (\\S+)\nValue B (\\d+)\n\nStart\n  ^${A}\\s+(.*)\\s+${B}\\s*$$ -> Record\n  ^. -> Error\n',
    );
    const { records, errors } = rows.parseTolerant(
      'GigabitEthernet0/1   some words of a description   42\n'.repeat(20_000),
    );
    expect(errors).toEqual([]);
    expect(records).toHaveLength(20_000);
  });
});

describe('a harmless pattern', () => {
  it.each(HARMLESS)('%s is linear', (pattern) => {
    const { exponent, factor } = ambiguityOf(parsePythonRegex(pattern).root);
    expect(exponent).toBe(1);
    expect(factor).toBeLessThanOrEqual(64);
  });

  it('costs no steps that are counted', () => {
    const meter = new Meter(1000);
    expect(compilePythonRegex('^(\\S+)\\s+(\\d+)\\s*$').match(`${'x'.repeat(900)} 12`, meter)).not.toBeNull();
    expect(meter.spent).toBe(0);
  });
});

describe('the ambiguity of a pattern', () => {
  it.each([
    ['.*', 1],
    ['.*.*', 2],
    ['^(.+),(.+),(.+)$', 3],
    ['^(\\S+)\\s+(\\S+)\\s+(.*?)\\s*$', 3],
    ['(?:(?=.*x).)*', 2],
    ['(?:x+y)+', 1],
    ['(?:x+y?)+', Number.POSITIVE_INFINITY],
    ['(a|b|ab)*', Number.POSITIVE_INFINITY],
  ])('%s has the exponent %d', (pattern, exponent) => {
    expect(ambiguityOf(parsePythonRegex(pattern).root).exponent).toBe(exponent);
  });
});
