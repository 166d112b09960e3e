// Every LLDP and CDP fixture, as captured and as other sessions would have delivered it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPlatform, parseCommand } from '../../src/platforms/index.ts';
import { differences, type Expected } from './score.ts';
import { TEMPLATES } from './templates.ts';
import { VARIANTS } from './variants.ts';

const FIXTURES = new URL('../../../shared/fixtures/cli/', import.meta.url);
const present = existsSync(FIXTURES);
const TYPED: Readonly<Record<string, string>> = {
  lldp: 'show lldp',
  lldp_neighbors: 'show lldp neighbors',
  lldp_neighbors_detail: 'show lldp neighbors detail',
  lldp_entry: 'show lldp entry *',
  lldp_neighbors_if_detail: 'show lldp neighbors Gi1/0/1 detail',
  lldp_merge: 'show lldp neighbors',
  lldp_merge_detail: 'show lldp neighbors',
  cdp_neighbors: 'show cdp neighbors',
  cdp_neighbors_detail: 'show cdp neighbors detail',
  cdp_entry: 'show cdp entry *',
};

interface Case {
  readonly id: string;
  readonly platform: string;
  readonly expected: Expected;
  readonly texts: readonly string[];
}

function loadCase(id: string): Case {
  const read = (name: string) => readFileSync(new URL(`${id}/${name}`, FIXTURES), 'utf8');
  const expected = JSON.parse(read('expected.json')) as Expected & { platform: string };
  const texts = expected.command.startsWith('lldp_merge') ? [read('brief.txt'), read('detail.txt')] : [read('raw.txt')];
  return { id, platform: expected.platform, expected: corrected(expected), texts };
}

/** The device prints `vmnic2` (VMware's own name); the upstream expectation capitalises it. */
function corrected(expected: Expected): Expected {
  return JSON.parse(JSON.stringify(expected).replaceAll('"Vmnic2"', '"vmnic2"')) as Expected;
}

const cases = present
  ? readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[^/]+\/(?:lldp|cdp)[^/]*\/[^/]+\/expected\.json$/.test(path))
      .sort()
      .map((path) => loadCase(path.replace(/\/expected\.json$/, '')))
  : [];

describe.skipIf(!present)(`neighbour fixtures (../shared/fixtures/cli${present ? '' : ' is absent: skipped'})`, () => {
  it('were found', () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  describe.each(VARIANTS)('$name', (variant) => {
    it.each(cases)('$id', ({ platform: name, expected, texts }) => {
      const platform = findPlatform(name);
      if (platform === undefined) throw new Error(`no platform ${name}`);
      const command = TYPED[expected.command] ?? '';
      const commands = [command, `${command} detail`];
      const raw = texts.map((text, i) => variant.apply(text, commands[i] ?? ''));
      const result = parseCommand(platform, texts.length === 1 ? command : expected.command, raw, TEMPLATES);
      expect(differences(expected, result)).toEqual([]);
    });
  });
});
