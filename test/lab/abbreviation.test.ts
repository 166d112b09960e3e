// How IOS reads abbreviated lines.
import { describe, expect, it } from 'vitest';
import { matchLine } from '../../src/lab/parser/abbreviation.ts';
import { addPattern, createCommandTree } from '../../src/lab/parser/command-tree.ts';
import { completeLine, listKeywords } from '../../src/lab/parser/help.ts';

const tree = createCommandTree<string>();
for (const pattern of [
  'show ip interface brief',
  'show interfaces',
  'show interfaces <interface>',
  'show interfaces description',
  'show version',
  'lldp timer <number:5-65534>',
  'description <line>',
  'hostname <word>',
]) {
  addPattern(tree, pattern, pattern);
}
const resolvePort = (text: string) => (/^g[a-z]*0\/1$/i.test(text) ? 'GigabitEthernet0/1' : null);
const read = (line: string) => matchLine(tree, line, resolvePort);

describe('matchLine', () => {
  it.each([
    ['show version', 'show version', []],
    ['SH Ver', 'show version', []],
    ['  sh   ip int br  ', 'show ip interface brief', []],
    ['sh int desc', 'show interfaces description', []],
    ['sh int gi0/1', 'show interfaces <interface>', ['GigabitEthernet0/1']],
    ['sh int Gig 0/1', 'show interfaces <interface>', ['GigabitEthernet0/1']],
    ['lldp timer 5', 'lldp timer <number:5-65534>', ['5']],
    ['desc to r6  | Gi0/1 ', 'description <line>', ['to r6  | Gi0/1']],
    ['hostname R9', 'hostname <word>', ['R9']],
  ])('%s', (line, command, args) => {
    expect(read(line)).toEqual({ kind: 'match', command, args });
  });

  it.each([
    ['sh i', { kind: 'ambiguous' }],
    ['show', { kind: 'incomplete' }],
    ['lldp timer', { kind: 'incomplete' }],
    ['sh int gi', { kind: 'incomplete' }],
    ['show foo', { kind: 'invalid', column: 5 }],
    ['show verx', { kind: 'invalid', column: 8 }],
    ['sh version now', { kind: 'invalid', column: 11 }],
    ['lldp timer 4', { kind: 'invalid', column: 11 }],
    ['lldp timer x', { kind: 'invalid', column: 11 }],
    ['sh int gi0/7', { kind: 'invalid', column: 7 }],
  ])('%s', (line, result) => {
    expect(read(line)).toEqual(result);
  });
});

describe('help', () => {
  it('lists what may come next', () => {
    expect(listKeywords(tree, 'sh ')).toBe('  interfaces\n  ip\n  version\n');
    expect(listKeywords(tree, 'sh in')).toBe('  interfaces\n');
    expect(listKeywords(tree, 'sh int ')).toBe('  description\n  INTERFACE\n  <cr>\n');
    expect(listKeywords(tree, 'foo ')).toBe('% Unrecognized command\n');
  });

  it('completes a word that can only be one', () => {
    expect(completeLine(tree, 'sh ver')).toBe('sh version ');
    expect(completeLine(tree, 'sh i')).toBe('sh i');
  });
});
