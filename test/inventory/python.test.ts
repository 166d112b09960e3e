// Words, literals and YAML scalars as Python reads them, since Ansible is written in Python: the same texts go through
// Python itself where it is installed.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemList } from '../../src/inventory/problem-list.ts';
import { parsePythonValue } from '../../src/inventory/python-literal.ts';
import { splitWords } from '../../src/inventory/shell-words.ts';
import { parseYaml } from '../../src/inventory/yaml-text.ts';
import { hasPython } from './support.ts';

const suffix = hasPython ? '' : ' (SKIPPED: python3 with PyYAML is not installed)';

/** One answer per text, `{"error": true}` where Python refuses it. */
function askPython(expression: string, texts: readonly string[]): unknown[] {
  const program = `
import ast, json, shlex, sys, yaml, datetime
def plain(v):
    if isinstance(v, (set, tuple)): return [plain(i) for i in v]
    if isinstance(v, list): return [plain(i) for i in v]
    if isinstance(v, dict): return {str(k): plain(i) for k, i in v.items()}
    if isinstance(v, bytes): return v.decode('latin-1')
    if isinstance(v, (complex, type(...))): return {'odd': True}
    if isinstance(v, float) and (v != v or v in (float('inf'), float('-inf'))): return {'float': str(v)}
    return v
def answer(text):
    try:
        return plain(${expression})
    except Exception:
        return {'error': True}
print(json.dumps([answer(text) for text in json.load(sys.stdin)]))`;
  const { stdout, stderr } = spawnSync('python3', ['-W', 'ignore', '-c', program], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    return { float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item)));
}

const LITERALS = [
  ['22', 22],
  ['-1', -1],
  ['+1', 1],
  ['0700', '0700'],
  ['00', 0],
  ['0x1F', 31],
  ['0b11', 3],
  ['0o17', 15],
  ['1_000', 1000],
  ['1__0', '1__0'],
  ['1.50', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['1e3', 1000],
  ['1.2.3.4', '1.2.3.4'],
  ['15.8(3)M2', '15.8(3)M2'],
  ['True', true],
  ['true', 'true'],
  ['Truex', 'Truex'],
  ['None', null],
  ['', ''],
  ["'a b'", 'a b'],
  ["'a' 'b'", 'ab'],
  ["'a", "'a"],
  ["r'\\n'", '\\n'],
  ["'\\n\\x41\\u00e9\\q'", '\nAé\\q'],
  ['[1, 2,]', [1, 2]],
  ['[1 2]', '[1 2]'],
  ['(1)', 1],
  ['(1,)', [1]],
  ['1,2', [1, 2]],
  ['()', []],
  ['{}', {}],
  ["{'a': [1, {'b': None}]}", { a: [1, { b: null }] }],
  ['{1: 2}', { 1: 2 }],
  ['{1, 2,}', [1, 2]],
  ['{1}', [1]],
  ['{1 2}', '{1 2}'],
  ['{1: 2, 3}', '{1: 2, 3}'],
  ['5 # five', 5],
  ['{{ x }}', '{{ x }}'],
  ['{% if x %}', '{% if x %}'],
  ['a, b', 'a, b'],
  ['1 +', '1 +'],
  ['--1', '--1'],
  ['0x', '0x'],
  ['1a', '1a'],
] as const;

describe('INI values', () => {
  it.each(LITERALS)('%j', (text, value) => expect(parsePythonValue(text)).toEqual(value));

  it('keeps the digits of big integers', () => {
    expect(parsePythonValue('123456789012345678901234567890')).toBe(123456789012345678901234567890n);
  });

  it('gives up on deep nesting', () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    expect(parsePythonValue(deep)).toBe(deep);
  });

  it('reads sets inside of sets once', () => {
    expect(parsePythonValue(`${'{['.repeat(40)}1${']}'.repeat(40)}`)).toBeInstanceOf(Array);
  });

  it.skipIf(!hasPython)(`are what Python makes of them${suffix}`, () => {
    const odd = fc.sample(
      fc.array(
        fc.constantFrom(
          '1',
          '0',
          '7',
          '.',
          '_',
          'e',
          '-',
          "'",
          '"',
          'a',
          ',',
          ' ',
          '[',
          ']',
          '(',
          ')',
          '{',
          '}',
          ':',
          '#',
          'x',
          'True',
          'None',
          '\\',
        ),
        {
          maxLength: 7,
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
    const texts = [...LITERALS.map(([text]) => text), ...odd.map((parts) => parts.join(''))];
    const answers = askPython('ast.literal_eval(text)', texts);
    const different = texts.flatMap((text, i) => {
      const answer = answers[i] as Record<string, unknown>;
      const expected = answer !== null && (answer as { error?: boolean }).error ? text : answer;
      const ours = plain(parsePythonValue(text));
      return JSON.stringify(ours) === JSON.stringify(expected) || (expected as { odd?: boolean })?.odd
        ? []
        : [{ text, ours, expected }];
    });
    expect(different).toEqual([]);
  });
});

const LINES: [string, string[] | null][] = [
  ['r1 a=1', ['r1', 'a=1']],
  ['r1 a="b c" d=\'e f\'', ['r1', 'a=b c', 'd=e f']],
  ['r1 a=b#c d', ['r1', 'a=b']],
  ['r1 "a#b"', ['r1', 'a#b']],
  ['r1 a\\ b', ['r1', 'a b']],
  ['r1 "a\\"b\\c"', ['r1', 'a"b\\c']],
  ["r1 'a\\'", ['r1', 'a\\']],
  ['r1 ""', ['r1', '']],
  ['r1 "open', null],
  ['r1 \\', null],
  ['', []],
];

describe('words of a host line', () => {
  it.each(LINES)('%j', (line, expected) => {
    const { words, fault } = splitWords(line);
    expect(fault === null ? words.map(({ text }) => text) : null).toEqual(expected);
  });

  it('knows where each word starts', () => {
    expect(splitWords('r1  a="b c" d').words.map(({ offset }) => offset)).toEqual([0, 4, 12]);
  });

  it.skipIf(!hasPython)(`are what shlex makes of them${suffix}`, () => {
    const parts = fc.array(fc.constantFrom('a', 'b', '=', ' ', '"', "'", '\\', '#', '\t'), { maxLength: 9 });
    const texts = [
      ...LINES.map(([line]) => line),
      ...fc.sample(parts, { numRuns: 2000, seed: 11 }).map((one) => one.join('')),
    ];
    const answers = askPython('shlex.split(text, comments=True)', texts);
    const different = texts.flatMap((text, i) => {
      const { words, fault } = splitWords(text);
      const ours = fault === null ? words.map((word) => word.text) : { error: true };
      return JSON.stringify(ours) === JSON.stringify(answers[i]) ? [] : [{ text, ours, python: answers[i] }];
    });
    expect(different).toEqual([]);
  });
});

describe('YAML scalars', () => {
  const SCALARS = [
    'yes',
    'Off',
    'y',
    'N',
    'true',
    'TRUE',
    'tRue',
    '0700',
    '08',
    '0o17',
    '0x1F',
    '0b11',
    '1_000',
    '1__0',
    '1:30',
    '00:11:22',
    '190:20:30.15',
    '1e5',
    '1.5e3',
    '1.5e+3',
    '1.',
    '.5',
    '._5',
    '-3',
    '+1',
    '-0',
    '~',
    'null',
    'Null',
    'nUll',
    '.inf',
    '-.inf',
    '.nan',
    'a: b',
    '"a"',
    "'1'",
    '!!str 1',
    '[1, [2, {a: no}]]',
  ];

  it.skipIf(!hasPython)(`are what PyYAML makes of them${suffix}`, () => {
    const read = (scalar: string) => {
      const yaml = parseYaml({ path: 'x.yml', text: `a: ${scalar}\n` }, new ProblemList());
      return yaml === null ? { error: true } : plain((yaml.valueOf(yaml.root) as { a: unknown }).a);
    };
    const answers = askPython('yaml.safe_load("a: " + text)["a"]', SCALARS);
    expect(SCALARS.map((scalar) => [scalar, read(scalar)])).toEqual(SCALARS.map((scalar, i) => [scalar, answers[i]]));
  });
});
