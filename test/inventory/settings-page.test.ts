// docs/reference/inventory.md says that a key which is not in its table is an error: so every key has to be there.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keysAt } from '../../src/inventory/settings-schema.ts';

const page = readFileSync(new URL('../../docs/reference/inventory.md', import.meta.url), 'utf8');
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
