// Inventories mean here what they mean to Ansible: hosts, groups and effective variables are compared with
// `ansible-inventory --list`. Hand-written ones are folders in test/captures/inventory, found by name, with Ansible's
// answer in expected.json beside the files (rewritten by UPDATE=1); others are drawn at random from printed seeds.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateInventory } from './generate-inventory.ts';
import { ansibleView, hasAnsible, inPairs, ourView, readFolder } from './support.ts';

const CAPTURES = 'test/captures/inventory';
const cases = readdirSync(CAPTURES).sort();

describe('inventories as Ansible reads them', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(5));

  it.each(cases)('%s', (name) => {
    const expected = JSON.parse(readFileSync(join(CAPTURES, name, 'expected.json'), 'utf8'));
    expect(ourView(readFolder(join(CAPTURES, name, 'files'))).view).toEqual(expected);
  });
});

const suffix = hasAnsible ? '' : ' (SKIPPED: ansible-inventory is not installed)';

describe.skipIf(!hasAnsible)(`the answers are Ansible's${suffix}`, () => {
  it.each(cases)('%s', async (name) => {
    const view = await ansibleView(join(CAPTURES, name, 'files'));
    const path = join(CAPTURES, name, 'expected.json');
    if (process.env.UPDATE || !existsSync(path)) writeFileSync(path, `${JSON.stringify(view, null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(view);
  });

  it('36 random inventories', { timeout: 240_000 }, async () => {
    const first = Number(process.env.SEED ?? 1);
    const seeds = Array.from({ length: 36 }, (_, i) => first + i);
    await inPairs(seeds, async (seed) => {
      const folder = mkdtempSync(join(tmpdir(), 'toposcope-inventory-'));
      try {
        for (const { path, text } of generateInventory(seed)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
        const { view, problems } = ourView(readFolder(folder));
        expect(view, `SEED=${seed}`).toEqual(await ansibleView(folder));
        expect(problems, `SEED=${seed}`).toEqual([]);
        expect(Object.keys(view.variables).length, `SEED=${seed}`).toBeGreaterThan(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
