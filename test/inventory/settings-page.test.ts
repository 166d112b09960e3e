// docs/reference/inventory.md says that a key which is not in its table is an error: so every key has to be there.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keysAt } from '../../src/inventory/settings-schema.ts';

const page = readFileSync(new URL('../../docs/reference/inventory.md', import.meta.url), 'utf8');
const watching = readFileSync(new URL('../../docs/reference/watching.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|'));
const written = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, key]) => key));

const SECTIONS = ['ssh', 'collect'];

it.each(keysAt([]).filter((key) => !SECTIONS.includes(key)))('the settings page has the key %s', (key) => {
  expect(written).toContain(key);
});

it.each(SECTIONS.flatMap((section) => keysAt([section]).map((key) => `${section}.${key}`)))(
  'the settings page has the key %s',
  (key) => {
    expect(written.some((one) => one === key || one?.startsWith(`${key}.`))).toBe(true);
  },
);

it.each(keysAt(['views', 'lab']))('the settings page has the key %s of a view', (key) => {
  expect(written).toContain(key);
});

/** Every key of watching stands in its page, spelled with its section or, inside a list, alone. */
const WATCHING = [
  ...['poll', 'neighbors', 'incidents', 'alerts', 'events', 'retention'].map((key) => [key]),
  ...[
    ['incidents', 'groups', '0'],
    ['incidents', 'flap'],
    ['incidents', 'maintenance', '0'],
    ['neighbors', '0'],
  ],
  ...[
    ['alerts', 'routes', '0'],
    ['alerts', 'channels', 'x'],
    ['events', 'syslog'],
    ['events', 'traps'],
  ],
  ['events', 'traps', 'users', '0'],
];

it.each(WATCHING.flatMap((path) => keysAt(path).map((key) => [...path.filter((part) => !/^[0x]$/.test(part)), key])))(
  'the page of watching has the key %s %s %s',
  (...path) => {
    expect(watching).toMatch(new RegExp(`\\b${path.at(-1)}\\b`));
  },
);

it('keys are read out of the schema at every depth', () => {
  expect(keysAt(['alerts', 'channels', 'x'])).toContain('url');
  expect(keysAt(['events', 'traps', 'users', '0'])).toContain('priv_key');
  expect(keysAt(['ssh', 'per_site'])).toEqual(['sessions', 'logins_per_second']);
});
