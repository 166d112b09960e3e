// What ansible-inventory prints means to us what the inventory it was made from means: groups and effective variables
// are compared, for every inventory of test/captures/inventory. And a list is read as Ansible reads it from a script.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/model/index.ts';
import { ansibleView, hasAnsible, ourView, readFolder } from './support.ts';

const CAPTURES = 'test/captures/inventory';
const cases = readdirSync(CAPTURES).sort();
const suffix = hasAnsible ? '' : ' (SKIPPED: ansible-inventory is not installed)';

/** Vault id → password, where a case has a vault.json. */
function passwordsOf(name: string): Record<string, string> {
  const path = join(CAPTURES, name, 'vault.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function listed(name: string, ...options: string[]): string {
  const env = { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false', ANSIBLE_INVENTORY_UNPARSED_WARNING: 'false' };
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-vault-'));
  try {
    const ids = Object.entries(passwordsOf(name)).flatMap(([id, password]) => {
      writeFileSync(join(folder, id), password);
      return ['--vault-id', `${id}@${join(folder, id)}`];
    });
    const files = join(CAPTURES, name, 'files');
    return execFileSync('ansible-inventory', ['-i', files, '--list', ...ids, ...options], { encoding: 'utf8', env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours of the same files; a file that is encrypted whole is opened. */
function original(name: string) {
  const secrets = Object.entries(passwordsOf(name)).map(([id, password]) => ({ id, secret: new Secret(password) }));
  return ourView(readFolder(join(CAPTURES, name, 'files')), secrets).view;
}

describe.skipIf(!hasAnsible)(`a list printed by ansible-inventory${suffix}`, () => {
  it.each(cases.flatMap((name) => [['hosts.json'], ['hosts.yml', '--yaml']].map((form) => [name, ...form])))(
    'of %s as %s',
    { timeout: 60_000 },
    (name, file, ...options) => {
      const { view, problems } = ourView([{ path: file ?? '', text: listed(name ?? '', ...options) }]);
      expect(view).toEqual(original(name ?? ''));
      expect(problems).toEqual([]);
    },
  );

  it.each(cases)('of %s with the variables of groups in their groups', { timeout: 60_000 }, (name) => {
    const text = listed(name, '--export');
    const hosts = Object.keys(original(name).variables);
    const { view, problems } = ourView([{ path: 'hosts.json', text }]);
    expect(Object.keys(view.variables).sort()).toEqual(hosts.sort());
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!hasAnsible)(`the output of an inventory script${suffix}`, () => {
  const text = readFileSync('test/captures/inventory-sources/ansible-list-json/input/hosts.json', 'utf8');

  it('means what it means to Ansible', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'toposcope-script-'));
    try {
      writeFileSync(join(folder, 'hosts.json'), text);
      const script = join(folder, 'script');
      writeFileSync(script, `#!/bin/sh\ncat ${join(folder, 'hosts.json')}\n`);
      chmodSync(script, 0o755);
      const theirs = await ansibleView(script);
      expect(ourView([{ path: 'hosts.json', text }]).view).toEqual(theirs);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
