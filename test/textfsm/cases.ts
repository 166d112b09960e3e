// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// Templates and texts, one feature each, with what they must yield. Also asked of the Python reference.
import type { TextFsmValue } from '../../src/textfsm/index.ts';

export interface Case {
  readonly name: string;
  readonly template: string;
  readonly text: string;
  readonly records: readonly (readonly TextFsmValue[])[];
}

export const CASES: readonly Case[] = [
  {
    name: 'records on demand and once more at the end of the text',
    template: 'Value A (\\w+)\nValue B (\\d+)\n\nStart\n  ^${A} ${B} -> Record\n  ^last ${A}\n',
    text: 'x 1\ny 2\nlast z\n',
    records: [
      ['x', '1'],
      ['y', '2'],
      ['z', ''],
    ],
  },
  {
    name: 'repeats a group that holds a negated class',
    template: 'Value A (.*)\n\nStart\n  ^(?:[^,]+,){2}${A} -> Record\n  ^(?:\\S+\\s+)+=${A} -> Record\n',
    text: 'a,b,c d\nx y z =1\n',
    records: [['c d'], ['1']],
  },
  {
    name: 'takes the first rule that matches',
    template: 'Value A (\\w+)\n\nStart\n  ^no ${A} -> Record\n  ^${A} -> Record\n',
    text: 'no x\nyes\n',
    records: [['x'], ['yes']],
  },
  {
    name: 'does not record a row without any match, but one with an empty match',
    template: 'Value A (\\w*)\nValue B (\\d+)\n\nStart\n  ^-${A} -> Record\n  ^= -> Record\n',
    text: '=\n-\n=\n',
    records: [['', '']],
  },
  {
    name: 'drops a row that lacks a required value, and what it held',
    template: 'Value Required A (\\w+)\nValue B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B}\n  ^end -> Record\n',
    text: 'b 1\nend\na x\nend\n',
    records: [['x', '']],
  },
  {
    name: 'fills down until told otherwise',
    template:
      'Value Filldown A (\\w+)\nValue Required B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B} -> Record\n  ^clear -> Clear\n  ^all -> Clearall\n',
    text: 'a x\nb 1\nb 2\nclear\nb 3\nall\nb 4\n',
    records: [
      ['x', '1'],
      ['x', '2'],
      ['x', '3'],
      ['', '4'],
    ],
  },
  {
    name: 'records what is filled down at the end of the text',
    template: 'Value Filldown A (\\w+)\nValue B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B} -> Record\n',
    text: 'a x\nb 1\n',
    records: [
      ['x', '1'],
      ['x', ''],
    ],
  },
  {
    name: 'records nothing at the end where the template has a state EOF',
    template: 'Value Filldown A (\\w+)\nValue B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B} -> Record\n\nEOF\n',
    text: 'a x\nb 1\n',
    records: [['x', '1']],
  },
  {
    name: 'fills up to the last row that has a value',
    template: 'Value A (\\w*)\nValue Fillup B (\\d+)\n\nStart\n  ^a ${A} -> Record\n  ^b ${B}\n',
    text: 'a x\na y\nb 1\na z\na w\nb 2\n',
    records: [
      ['x', '1'],
      ['y', '1'],
      ['z', '1'],
      ['w', '2'],
      ['', '2'],
    ],
  },
  {
    name: 'gathers lists, empty where nothing matched',
    template: 'Value A (\\w+)\nValue List B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B}\n  ^end -> Record\n',
    text: 'a x\nb 1\nb 2\nend\na y\nend\n',
    records: [
      ['x', ['1', '2']],
      ['y', []],
    ],
  },
  {
    name: 'keeps a list that is filled down, and copies it into every row',
    template: 'Value A (\\w+)\nValue List,Filldown B (\\d+)\n\nStart\n  ^a ${A} -> Record\n  ^b ${B}\n\nEOF\n',
    text: 'b 1\na x\nb 2\na y\n',
    records: [
      ['x', ['1']],
      ['y', ['1', '2']],
    ],
  },
  {
    name: 'makes list entries of nested named groups',
    template:
      'Value List B ((?P<name>\\w+)=(?P<number>\\d+)?(;)?)\nValue A (\\w+)\n\nStart\n  ^${B}\n  ^-${A} -> Record\n',
    text: 'x=1\ny=;\n-end\n',
    records: [
      [
        [
          { name: 'x', number: '1' },
          { name: 'y', number: null },
        ],
        'end',
      ],
    ],
  },
  {
    name: 'puts null into a list for a group that took no part',
    template: 'Value List B (\\d+)\nValue A (\\w+)\n\nStart\n  ^(?:${B}|-) -> Continue\n  ^.${A} -> Record\n',
    text: '-x\n1y\n',
    records: [
      [[null], 'x'],
      [['1'], 'y'],
    ],
  },
  {
    name: 'looks at a required list in the order of its options',
    template: 'Value Required,List A (\\w*)\nValue List,Required B (\\w*)\n\nStart\n  ^a${A},${B}\n  ^end -> Record\n',
    text: 'ax,y\na,\nend\nax,\nend\nend\n',
    records: [[['x'], ['']]],
  },
  {
    name: 'continues with the same line, and records in between',
    template: 'Value Required A (\\w+)\nValue B (\\d+)\n\nStart\n  ^item -> Continue.Record\n  ^item ${A}\n  ^${B}$$\n',
    text: 'item x\n1\nitem y\n2\n',
    records: [
      ['x', '1'],
      ['y', '2'],
    ],
  },
  {
    name: 'changes state, and stops at End without recording',
    template:
      'Value A (\\w+)\n\nStart\n  ^begin -> Rows\n\nRows\n  ^end -> Tail\n  ^${A} -> Record\n\nTail\n  ^${A} -> End\n',
    text: 'no\nbegin\nx\ny\nend\nz\nw\n',
    records: [['x'], ['y']],
  },
  {
    name: 'stops at EOF and records what is pending',
    template: 'Value A (\\w+)\n\nStart\n  ^stop ${A} -> EOF\n  ^${A} -> Record\n',
    text: 'x\nstop y\nz\n',
    records: [['x'], ['y']],
  },
  {
    name: 'accepts an End state without rules',
    template: 'Value A (\\w+)\n\nStart\n  ^stop -> Record End\n  ^${A}\n\nEnd\n',
    text: 'x\nstop\nz\n',
    records: [['x']],
  },
  {
    name: 'substitutes with and without braces, and $$ for the end of the line',
    template: 'Value A (\\w+)\nValue B_2 (\\d+)\n\nStart\n  ^$A-${B_2}$$ -> Record\n  ^(.*)$$ -> Next.Clear\n',
    text: 'x-1\nx-1 more\n',
    records: [['x', '1']],
  },
  {
    name: 'matches at the start of the line even where an alternative has no ^',
    template: 'Value A (\\w+)\n\nStart\n  ^nope|b(?P<A>x) -> Record\n',
    text: ' bx\nbx\n',
    records: [['x']],
  },
  {
    name: 'assigns groups that a rule names itself',
    template: 'Value A (\\w+)\nValue B (\\w+)\n\nStart\n  ^(?P<B>\\d+) (?P<C>\\d+) ${A} -> Record\n',
    text: '1 2 x\n',
    records: [['x', '1']],
  },
  {
    name: 'reads comments, tabs and single blanks before rules',
    template:
      '# about\nValue A (\\w+) \n  # more\nValue Key,Required B (\\d+)\n\n# states\nStart\n\t^a ${A}\n # rules\n ^b ${B} -> Record\n\n# end\n',
    text: 'a x\nb 1\n',
    records: [['x', '1']],
  },
  {
    name: 'takes the last arrow of a rule for the action',
    template: 'Value A (\\w+)\n\nStart\n  ^a -> ${A} -> Record\n  ^b -> ->\n',
    text: 'a -> x\nb ->\n',
    records: [['x']],
  },
  {
    name: 'splits lines where Python does',
    template: 'Value A (\\w+)\n\nStart\n  ^${A}$$ -> Record\n  ^$$ -> Error\n',
    text: 'a\r\nb\rc\x0bd\x0ce\x1cf\x1dg\x1eh\x85i\u2028j\u2029k',
    records: [...'abcdefghijk'].map((letter) => [letter]),
  },
  {
    name: 'knows letters, digits and blanks beyond ASCII',
    template: 'Value A (\\w+)\nValue B (\\d+)\nValue C (\\S+)\n\nStart\n  ^${A}\\s${B}\\s${C}\\b -> Record\n',
    text: 'Zürich\u00a0٣٤\u3000x\ufeffy\nab 12 c-d\n',
    records: [
      ['Zürich', '٣٤', 'x\ufeffy'],
      ['ab', '12', 'c-d'],
    ],
  },
  {
    name: 'remembers groups of the rounds before, as Python does',
    template: 'Value A (\\d+)\nValue B ([a-z]+)\n\nStart\n  ^(?:${A},?|${B},?)+$$ -> Record\n',
    text: '1,x\ny,2\n',
    records: [
      ['1', 'x'],
      ['2', 'y'],
    ],
  },
  {
    name: 'understands the escapes that templates like to write',
    template:
      'Value A ([\\w\\-\\/\\.\\:]+)\n\nStart\n  ^\\<\\"${A}\\"\\>\\#\\_\\@\\ \\%\\!\\,\\;\\=\\~\\&\\`\\\'$$ -> Record\n',
    text: '<"a-b/c.d:e">#_@ %!,;=~&`\'\n',
    records: [['a-b/c.d:e']],
  },
  {
    name: 'keeps braces that are no quantifier',
    template: 'Value A ({\\w+})\nValue B (x{,2})\n\nStart\n  ^{${A}} ${B}{a}$$ -> Record\n',
    text: '{{x}} xx{a}\n',
    records: [['{x}', 'xx']],
  },
  {
    name: 'folds case in a scope',
    template: 'Value A ((?i:abc)[d-f]+)\n\nStart\n  ^(?i:up ${A}|down)$$ -> Record\n',
    text: 'UP AbCdEf\nDoWn\n',
    records: [['AbCdEf']],
  },
  {
    name: 'substitutes nothing where there is no Value, and records nothing',
    template: '\nStart\n  ^$$ -> Error\n  ^a${B} -> Error\n  ^x -> Record\n',
    text: 'x\naB\n',
    records: [],
  },
  {
    name: 'reads a template with other line ends',
    template: 'Value A (\\w+)\r\n\r\nStart\r\n  ^${A} -> Record\r\n',
    text: 'x',
    records: [['x']],
  },
  {
    name: 'gives no rows for no text',
    template: 'Value A (\\w+)\n\nStart\n  ^${A} -> Record\n',
    text: '',
    records: [],
  },
];

/** Templates that must be refused, with the line to name. */
export const BAD_TEMPLATES: readonly { name: string; template: string; line: number }[] = [
  { name: 'nothing at all', template: '', line: 1 },
  { name: 'no Start', template: 'Value A (.)\n\nOther\n  ^a\n', line: 4 },
  { name: 'something before the first Value', template: '# a\nfoo\nValue A (.)\n', line: 2 },
  { name: 'no blank line after the last Value', template: 'Value A (.)\nStart\n  ^a\n', line: 2 },
  { name: 'a Value without regex', template: 'Value A\n\nStart\n', line: 1 },
  { name: 'a Value without parentheses', template: 'Value Required A .*\n\nStart\n', line: 1 },
  { name: 'a Value with an unbalanced regex', template: 'Value A (a(b)\n\nStart\n', line: 1 },
  { name: 'a Value with two blanks', template: 'Value  A (.)\n\nStart\n', line: 1 },
  { name: 'an unknown option', template: 'Value Required,Foo A (.)\n\nStart\n', line: 1 },
  { name: 'an option given twice', template: 'Value List,List A (.)\n\nStart\n', line: 1 },
  { name: 'a name that is too long', template: `Value ${'A'.repeat(49)} (.)\n\nStart\n`, line: 1 },
  { name: 'a Value defined twice', template: 'Value A (.)\nValue A (.)\n\nStart\n', line: 2 },
  { name: 'a List with a bad regex', template: 'Value List A ([z-a])\n\nStart\n', line: 1 },
  { name: 'a bad state name', template: 'Value A (.)\n\nSt art\n', line: 3 },
  { name: 'a state named like an operator', template: 'Value A (.)\n\nStart\n\nRecord\n', line: 5 },
  { name: 'a state name that is too long', template: `Value A (.)\n\n${'S'.repeat(49)}\n`, line: 3 },
  { name: 'a state defined twice', template: 'Value A (.)\n\nStart\n\nStart\n  ^${B}\n', line: 5 },
  { name: 'a rule before any state', template: 'Value A (.)\n\n  ^a\n', line: 3 },
  { name: 'a state without a blank line before it', template: 'Value A (.)\n\nStart\n  ^a\nNext1\n  ^b\n', line: 5 },
  { name: 'a rule with three blanks', template: 'Value A (.)\n\nStart\n   ^a\n', line: 4 },
  { name: 'a rule without ^', template: 'Value A (.)\n\nStart\n  a\n', line: 4 },
  { name: 'an unknown Value in a rule', template: 'Value A (.)\n\nStart\n  ^a${B}\n', line: 4 },
  { name: 'a single $', template: 'Value A (.)\n\nStart\n  ^a$\n', line: 4 },
  { name: 'a Value used twice in a rule', template: 'Value A (.)\n\nStart\n  ^${A}${A}\n', line: 4 },
  { name: 'a bad regex', template: 'Value A (.)\n\nStart\n  ^a\n  ^(b\n', line: 5 },
  { name: 'a bad escape', template: 'Value A (.)\n\nStart\n  ^\\y\n', line: 4 },
  { name: 'a Value name that is no group name', template: 'Value 1A (.)\n\nStart\n  ^(?P<1A>x)\n', line: 4 },
  { name: 'an unknown operator', template: 'Value A (.)\n\nStart\n  ^a -> Next.Foo\n', line: 4 },
  { name: 'an arrow without a blank', template: 'Value A (.)\n\nStart\n  ^a ->Next\n', line: 4 },
  { name: 'Continue with a state', template: 'Value A (.)\n\nStart\n  ^a -> Continue Start\n', line: 4 },
  { name: 'Continue.Record with a state', template: 'Value A (.)\n\nStart\n  ^a -> Continue.Record Start\n', line: 4 },
  { name: 'a message without Error', template: 'Value A (.)\n\nStart\n  ^a -> Next "foo"\n', line: 4 },
  { name: 'an unknown state', template: 'Value A (.)\n\nStart\n  ^a -> Record Foo\n', line: 4 },
  { name: 'an End with rules', template: 'Value A (.)\n\nStart\n  ^a\n\nEnd\n  ^a\n', line: 6 },
  { name: 'an EOF with rules', template: 'Value A (.)\n\nStart\n  ^a\n\nEOF\n  ^a\n', line: 6 },
];
