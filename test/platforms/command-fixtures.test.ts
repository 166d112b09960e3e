// Every fixture of the commands that tell about the device itself: version, interfaces, addresses, bundles.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPlatform, parseCommand } from '../../src/platforms/index.ts';
import { differences, type Expected } from './score.ts';
import { TEMPLATES } from './templates.ts';
import { asNapalmTells, corrected, INCOMPARABLE } from './upstream-corrections.ts';

const FIXTURES = new URL('../../../shared/fixtures/cli/', import.meta.url);
const present = existsSync(FIXTURES);

function read(id: string, name: string): string {
  return readFileSync(new URL(`${id}/${name}`, FIXTURES), 'utf8');
}

const ids = present
  ? readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[^/]+\/(?!lldp|cdp)[^/]+\/[^/]+\/expected\.json$/.test(path))
      .map((path) => path.replace(/\/expected\.json$/, ''))
      .sort()
  : [];

describe.skipIf(!present)(`command fixtures (../shared/fixtures/cli${present ? '' : ' is absent: skipped'})`, () => {
  it('were found', () => {
    expect(ids.length).toBeGreaterThan(50);
  });

  for (const id of ids) {
    const name = INCOMPARABLE[id] === undefined ? id : `${id} (skipped: upstream ${INCOMPARABLE[id]})`;
    it.skipIf(INCOMPARABLE[id] !== undefined)(name, () => {
      const expected = JSON.parse(read(id, 'expected.json')) as Expected & { platform: string };
      const platform = findPlatform(expected.platform);
      if (platform === undefined) throw new Error(`no platform ${expected.platform}`);
      const result = parseCommand(platform, expected.command, [read(id, 'raw.txt')], TEMPLATES);
      const records = id.includes('/mac_address_table/napalm-') ? asNapalmTells(result.records) : result.records;
      expect(differences(corrected(id, expected), { ...result, records })).toEqual([]);
    });
  }
});
