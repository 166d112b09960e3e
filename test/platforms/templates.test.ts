// Promises that all templates of the repository keep.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../src/textfsm/index.ts';
import { TEMPLATES } from './templates.ts';

const FOLDER = new URL('../../templates/textfsm/', import.meta.url);
/** Free text without a table: only what is asked for is read, and no row can be lost. The comment on top says so. */
const OPEN_FORMAT = /^(?:#.*\n)*#.*\bopen format\b/i;
const names = readdirSync(FOLDER).filter((file) => file.endsWith('.textfsm'));

describe.each(names)('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');

  it('compiles', () => {
    expect(compileTemplate(text).header.length).toBeGreaterThan(0);
  });

  if (OPEN_FORMAT.test(text)) return;
  it('has no state that drops unknown lines: the last rule is an error, or keeps the line', () => {
    const states = text.split(/\n(?=[A-Z]\w*\n)/).slice(1);
    expect(states.length).toBeGreaterThan(0);
    for (const state of states.filter((candidate) => !/^(?:EOF|End)\n/.test(candidate))) {
      const last = state.trim().split('\n').at(-1)?.trim();
      expect(last).toMatch(/^\^\.\*? -> Error\b|^\^\.\*?\$\$ -> Error\b|^\^\$\{\w+\}/);
    }
  });
});

it('lldp entry reads blocks as lldp neighbors detail does', () => {
  const body = (name: string) => TEMPLATES.get(name)?.split('\n').slice(1).join('\n');
  expect(body('cisco_ios_show_lldp_entry')).toBe(body('cisco_ios_show_lldp_neighbors_detail'));
});
