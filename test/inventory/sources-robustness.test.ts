// Whatever is wrong with an inventory of another tool: an answer comes back, and every problem points into a given file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/index.ts';
import type { SourceFile } from '../../src/model/index.ts';
import { readFolder } from './support.ts';

const CAPTURES = 'test/captures/inventory-sources';
const inputs: SourceFile[][] = readdirSync(CAPTURES)
  .sort()
  .map((name) => readFolder(join(CAPTURES, name, 'input')));

const FRAGMENTS = [
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    ':',
    ',',
    ';',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '#',
    '|',
    '- ',
    '*a',
    '&a ',
    '<<: ',
    '!vault ',
    '\u0000',
  ],
  ...[
    'null',
    '~',
    '1e999',
    '0x',
    '[]',
    '{}',
    '""',
    'env:',
    'env:X',
    'ask',
    '{{ x }}',
    '__proto__',
    'constructor',
    '\ud800',
    '\u2028',
  ],
  ...[
    '::',
    '2001:db8::1',
    'ios',
    'name',
    'topology:',
    'nodes:',
    'hosts',
    '_meta',
    '"hostvars": 3',
    'plugin:',
    'groups: [a]',
  ],
];

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    text: fc.oneof(fc.constantFrom('', ...FRAGMENTS), fc.string({ maxLength: 5 })),
  }),
  { minLength: 1, maxLength: 4 },
);

function edit(text: string, { at, length, text: insert }: Edit): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + length);
}

function linesOf(content: string): number {
  return content.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/).length;
}

describe('inventories of other tools, mutated', () => {
  it('are read without a throw, and problems point into the files', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.nat(inputs.length - 1), fc.nat(5), edits, (which, victim, changes) => {
        const files = (inputs[which] ?? []).map((file, i, all) => {
          return i === victim % all.length ? { ...file, text: changes.reduce(edit, file.text) } : file;
        });
        const { problems, inventory } = parseInventory(files, { X: 'x' });
        expect(new Set(inventory.devices.map(({ name }) => name)).size).toBe(inventory.devices.length);
        for (const { file, line, column, message, hint } of problems) {
          expect(message).not.toBe('');
          expect(hint).not.toBe('');
          if (file === undefined) continue;
          const source = files.find(({ path }) => path === file);
          expect(source, message).toBeDefined();
          if (line === undefined || source === undefined) continue;
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line, message).toBeLessThanOrEqual(linesOf(source.text));
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never show a password', () => {
    // What starts a line or a column of its own is no password any more.
    const inside = fc.constantFrom(...FRAGMENTS.filter((text) => !/[\n\r\t:,;\u2028]/.test(text)));
    const insertions = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), text: inside }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(':', ';', ','), fc.nat(6), insertions, (separator, extra, changes) => {
        const secret = 'hUnter2';
        const columns = ['r1', '192.0.2.1', 'ios', 'user', secret, secret];
        const row = [...columns, ...Array.from({ length: extra }, () => secret)].join(separator);
        const header = ['name', 'ip', 'os', 'user', 'password', 'enable'].join(separator);
        const change = (text: string) => changes.reduce((sum, one) => edit(sum, { ...one, length: 0 }), text);
        const db = { path: 'i/router.db', text: change(`${row}\n${row}\n`) };
        const csv = { path: 'i/x.csv', text: change(`${header}\n${row}\n`) };
        for (const { message, hint, text = '' } of parseInventory([db, csv], {}).problems) {
          // A quote that an edit opened may have put the rest of the row into this column.
          if (/ansible_(?:host|port) /.test(message)) continue;
          expect(message + hint + text).not.toContain(secret);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of any answer of NetBox', () => {
    const text =
      'plugin: netbox\napi_endpoint: http://localhost\ngroup_by: [sites, tags, region, status, racks, role]\n';
    const key = fc.constantFrom(
      'id',
      'name',
      'slug',
      'address',
      'site',
      'role',
      'primary_ip4',
      'primary_ip',
      'virtual_chassis',
      'master',
      'tags',
      'region',
      'parent',
      'status',
      'value',
      'rack',
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.string({ maxLength: 3 }),
        fc.constantFrom('192.0.2.1/24', null, 1, true),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 6, noNullPrototype: true }),
      ),
    }));
    const lists = fc.array(fc.dictionary(key, node, { maxKeys: 10, noNullPrototype: true }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.oneof(node, lists), fc.oneof(node, lists), fc.oneof(node, lists), (devices, sites, regions) => {
        const fetched = new Map([
          ['n.yml#devices', devices],
          ['n.yml#sites', sites],
          ['n.yml#regions', regions],
        ]);
        const { inventory, requests } = parseInventory([{ path: 'n.yml', text }], {}, { fetched });
        expect(requests).toEqual([]);
        for (const { name, connection } of inventory.devices) expect([name, connection.host]).not.toContain('');
      }),
      { numRuns: 1500 },
    );
  });
});
