// Inventories mean here what they mean to Ansible: hosts, groups and effective variables are compared with
// `ansible-inventory --list`. Hand-written ones are folders in test/captures/inventory, found by name, with Ansible's
// answer in expected.json beside the files (rewritten by UPDATE=1); others are drawn at random from printed seeds.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { matchHosts, parseInventory, type VaultSecret } from '../../src/inventory/index.ts';
import { Secret } from '../../src/model/index.ts';
import { generateInventory, generatePatterns } from './generate-inventory.ts';
import { ansibleView, askAnsible, hasAnsible, hasAnsibleLibrary, ourView, readFolder, writeFiles } from './support.ts';

const CAPTURES = 'test/captures';
const cases = ['inventory', 'inventory-vaulted'].flatMap((folder) => {
  return readdirSync(join(CAPTURES, folder)).map((name) => join(folder, name));
});

/** Vault id → password, where a case has a vault.json. */
function vaultPasswords(name: string): Record<string, string> {
  const path = join(CAPTURES, name, 'vault.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function vaultSecretsOf(name: string): VaultSecret[] {
  return Object.entries(vaultPasswords(name)).map(([id, password]) => ({ id, secret: new Secret(password) }));
}

describe('inventories as Ansible reads them', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(5));

  it.each(cases)('%s', (name) => {
    const expected = JSON.parse(readFileSync(join(CAPTURES, name, 'expected.json'), 'utf8'));
    expect(ourView(readFolder(join(CAPTURES, name, 'files')), vaultSecretsOf(name)).view).toEqual(expected);
  });
});

const suffix = hasAnsible ? '' : ' (SKIPPED: ansible-inventory is not installed)';

const library = hasAnsibleLibrary ? '' : ' (SKIPPED: ansible-core is not installed)';

describe.skipIf(!hasAnsible)(`the answers are Ansible's${suffix}`, () => {
  it.each(cases)('%s', async (name) => {
    const view = await ansibleView(join(CAPTURES, name, 'files'), vaultPasswords(name));
    const path = join(CAPTURES, name, 'expected.json');
    if (process.env.UPDATE || !existsSync(path)) writeFileSync(path, `${JSON.stringify(view, null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(view);
  });
});

describe.skipIf(!hasAnsibleLibrary)(`what vault values and templates say${library}`, () => {
  const KEYS = ['ansible_host', 'ansible_port', 'ansible_user', 'ansible_password', 'ansible_become_password'] as const;

  it.each(['inventory-vaulted/files-and-values', 'inventory/templates'])('%s', (name) => {
    const inventory = join(CAPTURES, name, 'files');
    const [answer] = askAnsible([{ inventory, vault: vaultPasswords(name), render: true }]);
    const ours = parseInventory(readFolder(inventory), {}, { vaultSecrets: vaultSecretsOf(name) });
    expect(ours.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const shown = ours.inventory.devices.map(({ name, connection: { host, port, user, password, becomePassword } }) => {
      return [name, host, String(port), user, password?.reveal(), becomePassword?.reveal()];
    });
    const theirs = Object.entries(answer?.hosts ?? {}).map(([name, variables]) => {
      const [host = name, port = 22, ...others] = KEYS.map((key) => variables[key]);
      return [name, host, String(port), ...others];
    });
    expect(shown.sort()).toEqual(theirs.sort());
  });
});

describe.skipIf(!hasAnsibleLibrary)(`random inventories${library}`, () => {
  const first = Number(process.env.SEED ?? 1);
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-inventory-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('have the hosts, groups and variables that Ansible finds', { timeout: 600_000 }, () => {
    const seeds = Array.from({ length: 300 }, (_, i) => first + i);
    for (const seed of seeds) writeFiles(join(folder, String(seed)), generateInventory(seed));
    const answers = askAnsible(seeds.map((seed) => ({ inventory: join(folder, String(seed)) })));
    seeds.forEach((seed, i) => {
      const { view, problems } = ourView(readFolder(join(folder, String(seed))));
      const { hosts = {}, groups = {} } = answers[i] ?? {};
      const sorted = Object.entries(groups).map(([name, members]) => [name, [...members].sort()] as const);
      const filled = Object.fromEntries(sorted.filter(([, members]) => members.length > 0));
      expect(view, `SEED=${seed}`).toEqual({ groups: filled, variables: hosts });
      expect(problems, `SEED=${seed}`).toEqual([]);
      expect(Object.keys(hosts).length, `SEED=${seed}`).toBeGreaterThan(0);
    });
  });

  it('have patterns that choose the same devices in the same order', { timeout: 600_000 }, () => {
    const seeds = Array.from({ length: 100 }, (_, i) => first + i);
    for (const seed of seeds) writeFiles(join(folder, `p${seed}`), generateInventory(seed, 'shallow'));
    const questions = seeds.map((seed) => ({
      inventory: join(folder, `p${seed}`),
      patterns: generatePatterns(seed, 40),
    }));
    let matched = 0;
    askAnsible(questions).forEach(({ matches, groups }, i) => {
      const { inventory, patterns } = questions[i] ?? { inventory: '', patterns: [] };
      const ours = parseInventory(readFolder(inventory), {}).inventory;
      const filled = Object.entries(groups).filter(([, members]) => members.length > 0);
      for (const [name, members] of filled) expect(ours.groups.get(name), `SEED=${seeds[i]} ${name}`).toEqual(members);
      patterns.forEach((pattern, j) => {
        const { names, problems } = matchHosts(ours, pattern);
        const theirs = matches[j] ?? null;
        if (theirs === null) expect(problems.length, `SEED=${seeds[i]} ${pattern}`).toBeGreaterThan(0);
        else expect(names, `SEED=${seeds[i]} ${pattern}`).toEqual(theirs);
        if (names.length > 0) matched++;
      });
    });
    expect(matched).toBeGreaterThan(1000);
  });
});
