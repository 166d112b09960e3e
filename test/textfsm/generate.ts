// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// Seeded arbitraries: templates with texts that they are likely to meet, and Python regexes with lines.
import fc from 'fast-check';
import type { RegexCase, TemplateCase } from './reference.ts';

const OPTION_SETS = ['', 'Required', 'Filldown', 'Fillup', 'List', 'Key', 'Required,Filldown', 'Filldown,Required'];
const MORE_OPTION_SETS = [
  'List,Required',
  'Required,List',
  'Filldown,List',
  'List,Filldown,Required',
  'Fillup,List',
  'List,Fillup',
  'Key,Required',
  'Fillup,Required',
  'Filldown,Fillup',
];
const VALUE_REGEXES = ['(\\w+)', '(\\d*)', '(a|b|)', '([ab]\\d?)', '(\\S+?)', '((a)|b)', '(.*)'];
/** Their group names may stand in one value only. */
const NESTED_REGEXES = ['((?P<x>\\w)(?P<y>\\d)?)', '((?P<x>[ab]+)|-)'];
const NAMES = ['A', 'B', 'C'];
const STATES = ['Start', 'Two', 'Three'];
const PLAIN_PIECES = ['a', 'b', '\\d', '\\s*', '-', '.*', '\\S* ', ' ', '(?:a|-)?'];
const NOTHING = ['', '', '', '', '', '', '', '', '', '', '', ''];
/** The value parts of one rule. A value named twice is refused. */
const VALUE_PIECES = [
  ['${A}'],
  ['${B}'],
  ['${C}'],
  ['${A}', '${B}'],
  ['${A}', '${C}'],
  ['${C}', '${B}'],
  ['(?:${A}|-)?', '${C}'],
  ['(?P<B>b)'],
  ['(?:${A}|${B}|-)*'],
  ['(?:${C}|${B} )*', '${A}'],
  ['${A}', '${B}', '${C}'],
];
const ACTIONS = [
  '',
  ' -> Next',
  ' -> Record',
  ' -> Record',
  ' -> Continue.Record',
  ' -> Record',
  ' -> Record',
  ' -> Continue',
  ' -> Continue',
  ' -> Continue',
  ' -> Continue.Record',
  ' -> Next.Record Two',
  ' -> Two',
  ' -> Record Three',
  ' -> Start',
  ' -> Clear',
  ' -> Clearall',
  ' -> Continue.Clear',
  ' -> Continue.Clearall',
  ' -> NoRecord',
  ' -> End',
  ' -> EOF',
  ' -> Record End',
  ' -> Clearall Start',
];
const RARE_ACTIONS = [
  ' -> Error',
  ' -> Error "a message"',
  ' -> Error.Record Word',
  ' -> Continue Two',
  ' -> Nowhere',
  ' -> Record Record',
  ' ->',
  ' -> Next.Nothing',
  '->Next',
];
const WORDS = ['a', 'b', 'a1', 'b2', '-', ' ', '  ', '1', '12', 'ab', 'é', 'x9'];

const value = (name: string) =>
  fc
    .tuple(
      fc.constantFrom(...OPTION_SETS, ...OPTION_SETS, ...MORE_OPTION_SETS),
      fc.constantFrom(...VALUE_REGEXES, ...(name === 'A' ? NESTED_REGEXES : [])),
    )
    .map(([options, regex]) => `Value ${options}${options && ' '}${name} ${regex}`);

const action = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...ACTIONS) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE_ACTIONS) },
);
const piece = fc.constantFrom(...PLAIN_PIECES, ...NOTHING);
const rule = fc
  .tuple(
    fc.constantFrom(...VALUE_PIECES),
    fc.tuple(piece, piece, piece),
    piece,
    fc.constantFrom('', '', '', '', '$$'),
    action,
  )
  .map(([values, before, last, end, then]) => {
    const pieces = values.flatMap((value, i) => [before[i] ?? '', value]);
    return `  ^${pieces.join('')}${last}${end}${then}`;
  });
const state = (name: string) =>
  fc.array(rule, { minLength: 2, maxLength: 5 }).map((rules) => [name, ...rules].join('\n'));
const tail = fc.constantFrom('', '', '', '\n\nEOF', '\n\nEnd');

const template = fc
  .tuple(fc.tuple(...NAMES.map(value)), fc.tuple(...STATES.map(state)), tail)
  .map(([values, states, end]) => `${values.join('\n')}\n\n${states.join('\n\n')}${end}\n`);
const text = fc
  .array(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join('')),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) => lines.join('\n'));

/** Mostly valid templates; the others are refused for a reason that the reference checks. */
export const templateCase: fc.Arbitrary<TemplateCase> = fc.noBias(fc.tuple(template, text));

const ATOMS = [
  'a',
  'b',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '\\W',
  '\\D',
  '[ab]',
  '[^a]',
  '[a-c1-3]',
  '[\\w-]',
  '[^\\s-]',
  '[]a]',
  '\\.',
  '-',
  ' ',
  '\\b',
  '^',
  '$',
  '\\Z',
  '\\A',
  '\\-',
  '\\/',
  '{',
  '}',
  'a{',
  '[\\D]',
  '[^\\W1]',
  '\\x61',
  '\\u0062',
  '\\t',
  'é',
  '\\1',
  '(?P=g)',
  '\\141',
  '(?#note)',
  '[.-]',
  '\\07',
];
const QUANTIFIERS = ['', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{,2}', '{1,}', '{0,1}?', '*+', '{2,1}'];
const OPENINGS = [
  '(',
  '(',
  '(?:',
  '(?:',
  '(?P<g>',
  '(?=',
  '(?!',
  '(?<=',
  '(?<!',
  '(?>',
  '(?i:',
  '(?a:',
  '(?-i:',
  '(?(1)',
  '(?x:',
];

const quantified = (atom: fc.Arbitrary<string>) =>
  fc.tuple(atom, fc.constantFrom(...QUANTIFIERS)).map(([body, quantifier]) => body + quantifier);

const regex = fc.letrec<{ regex: string; group: string; sequence: string }>((tie) => ({
  regex: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  group: fc.tuple(fc.constantFrom(...OPENINGS), tie('regex')).map(([opening, body]) => `${opening}${body})`),
  sequence: fc
    .array(
      quantified(fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...ATOMS), tie('group'))),
      { maxLength: 4 },
    )
    .map((parts) => parts.join('')),
})).regex;

const line = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', '2', ' ', '-', '.', '_', 'A', 'B', 'é', '٣', 'a{', '/', '\u00a0', '😀'), {
    maxLength: 9,
  })
  .map((parts) => parts.join(''));

export const regexCase: fc.Arbitrary<RegexCase> = fc.tuple(regex, line);
