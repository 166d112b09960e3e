// Where one file is named, the files that belong to it are read too; tables that lie about in a folder do no harm.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventoryFiles } from '../../src/app/source-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toposcope-sources-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function namesOf(path: string): Promise<string[]> {
  return (await readInventoryFiles(join(folder, path), null)).map((file) => basename(file.path)).sort();
}

describe('beside a file that is named', () => {
  it('the groups and defaults of a Nornir inventory are read', async () => {
    write('hosts.yaml', 'r1: {hostname: 192.0.2.1, groups: [routers]}\n');
    write('groups.yaml', 'routers: {platform: ios}\n');
    write('defaults.yaml', 'username: admin\n');
    write('config.yaml', 'inventory: {plugin: SimpleInventory}\n');
    expect(await namesOf('hosts.yaml')).toEqual(['defaults.yaml', 'groups.yaml', 'hosts.yaml']);
  });

  it('nothing of that name is read where it is an inventory of Ansible', async () => {
    write('hosts.yaml', 'all: {hosts: {r1: {}}}\n');
    write('groups.yaml', 'routers: {platform: ios}\n');
    expect(await namesOf('hosts.yaml')).toEqual(['hosts.yaml']);
  });
});

describe('in a folder', () => {
  it('CSV files and router.db are read', async () => {
    for (const name of ['devices.csv', 'router.db', 'notes.md', 'switch.cfg', 'sub/more.csv']) write(name, 'name,ip\n');
    expect(await namesOf('')).toEqual(['devices.csv', 'more.csv', 'router.db']);
  });
});
