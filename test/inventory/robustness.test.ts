// Whatever the files hold: an answer comes back, and every problem points into a file that was given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesDevice, matchHosts, parseInventory } from '../../src/inventory/index.ts';
import { Secret } from '../../src/model/index.ts';

const PATHS = [
  'i/hosts',
  'i/hosts.yml',
  'i/lab.ini',
  'i/toposcope.yml',
  'i/host_vars/r1.yml',
  'i/host_vars/r1/a',
  'i/group_vars/all.yml',
  'i/x.json',
];
const FRAGMENTS = [
  '[a]',
  '[a:vars]',
  '[a:children]',
  'r1',
  'r[1:3]',
  'r[a:',
  ' x=',
  '=',
  "'",
  '"',
  '\\',
  '#',
  ';',
  '\n',
  '\n',
  '\n',
  '  ',
  '\t',
  ':',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ',',
  'a',
  'all:',
  'hosts:',
  'children:',
  'vars:',
  '&x ',
  '*x',
  '<<: ',
  '!vault ',
  '|',
  '>',
  '? ',
  '---',
  '...',
  '%',
  '@',
  '`',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '\r',
  'é',
  '\ud800',
  'views:',
  'links:',
  'ranks:',
  'domains:',
  'ansible_port',
  'ansible_password',
  'env:',
  '{{',
  '$ANSIBLE_VAULT;1.1',
  '__proto__',
  'constructor',
  '~',
  '1e999',
  '0x',
  'null',
  ' toposcope_jump_host=',
  ' ansible_ssh_common_args=',
  'ansible_host: ',
  '-J ',
  "'-o ProxyCommand=ssh -W %h:%p r1'",
  '{{ ansible_host }}',
  "{{ lookup('env', 'A') | default('b') }}",
  'ask',
  '!unsafe ',
  '\nHost r1\n',
  '  ProxyJump r2\n',
  '  IdentityFile ~/%h\n',
  'Match all\n',
];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 30 }).map((parts) => parts.join('')),
);
const files = fc.array(
  fc.record({
    path: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PATHS) }, { weight: 1, arbitrary: fc.string() }),
    text,
  }),
  { maxLength: 4 },
);

function linesOf(content: string): number {
  return content.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/).length;
}

describe('parseInventory', () => {
  it('never throws, and points into the files', () => {
    fc.assert(
      fc.property(files, text, (given, config) => {
        const sshConfig = { path: 'ssh_config', text: config };
        const vaultSecrets = [{ id: 'a', secret: new Secret('x') }];
        const { problems, inventory } = parseInventory(given, {}, { sshConfig, vaultSecrets });
        for (const { file, line, column } of problems) {
          if (file === undefined || file === sshConfig.path) continue;
          const sources = given.filter(({ path }) => path === file);
          expect(sources.length).toBeGreaterThan(0);
          if (line === undefined) continue;
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(Math.max(...sources.map((source) => linesOf(source.text))));
          expect(column).toBeGreaterThanOrEqual(1);
        }
        const named = new Set(inventory.devices.map(({ name }) => name));
        for (const members of inventory.groups.values()) for (const member of members) expect(named).toContain(member);
      }),
      { numRuns: 4000 },
    );
  });

  it('gives the same answer twice, whatever the order of the files', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ path: fc.constantFrom(...PATHS), text }), { selector: (one) => one.path }),
        (given) => {
          const [one, other] = [parseInventory(given, {}), parseInventory([...given].reverse(), {})];
          expect(other).toEqual(one);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['deep flow', `a: ${'['.repeat(20_000)}`],
    ['deep blocks', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    [
      'aliases that grow',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i]},`.repeat(9)}]`)
        .join('\n')}\n`,
    ],
    ['an alias to itself', 'all: &a\n  children:\n    b: *a\n  vars: &v\n    <<: *v\n'],
    ['a long line', `r1 ${'a=1 '.repeat(20_000)}`],
  ])('survives %s', (_, content) => {
    for (const path of PATHS) {
      const others = path === 'i/hosts' ? [] : [{ path: 'i/hosts', text: 'r1\n' }];
      expect(() => parseInventory([{ path, text: content }, ...others], {})).not.toThrow();
    }
  });
});

describe('merge keys', () => {
  it('of merge keys are followed once', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `    x${i + 1}: &x${i + 1}\n      <<: [*x${i}, *x${i}]\n`);
    const text = `all:\n  vars:\n    x0: &x0 {toposcope_site: berlin}\n${levels.join('')}  hosts:\n    r1: {<<: *x40}\n`;
    const { inventory } = parseInventory([{ path: 'hosts.yml', text }], {});
    expect(inventory.devices.map(({ name, site }) => [name, site])).toEqual([['r1', 'berlin']]);
  });
});

describe('patterns', () => {
  const { inventory } = parseInventory([{ path: 'hosts', text: '[g]\nr1\nr2\n[h]\nr3\n' }], {});
  const pattern = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('r1', 'g', '*', '?', '[', ']', '!', '&', ':', ',', '~', '(', '0', '-', '1', '^', '\\'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  );

  it('never throw, and name devices of the inventory only, each once', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('r1', 'Client'), (text, device) => {
        const { names, problems } = matchHosts(inventory, text);
        expect(['r1', 'r2', 'r3']).toEqual(expect.arrayContaining(names));
        expect(new Set(names).size).toBe(names.length);
        if (names.length === 0) expect(problems.length).toBeGreaterThan(0);
        if (device === 'r1') expect(matchesDevice(inventory, text, device)).toBe(names.includes(device));
        else matchesDevice(inventory, text, device);
      }),
      { numRuns: 3000 },
    );
  });
});
