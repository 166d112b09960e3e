import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventoryFiles } from '../../src/app/source-files.ts';

/** Permissions mean nothing to root. */
const isRoot = process.getuid?.() === 0;

describe('readInventoryFiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-inventory-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('says which file cannot be read and why', async () => {
    await writeFile(join(folder, 'hosts'), 'r1\n');
    await mkdir(join(folder, 'settings'));
    await expect(readInventoryFiles(folder, join(folder, 'settings'))).rejects.toMatchObject({
      code: 'CONFIG_FILE_MISSING',
      message: `cannot read ${folder}/settings: it is a folder, not a file`,
      hint: 'name a file in it',
    });
    await expect(readInventoryFiles(join(folder, 'r1,'), null)).rejects.toMatchObject({
      code: 'CONFIG_FILE_MISSING',
      hint: expect.stringContaining('a list of hosts is not taken'),
    });
  });

  it.skipIf(isRoot)('names a file that it may not read (skipped for root, who may)', async () => {
    await writeFile(join(folder, 'hosts'), 'r1\n');
    await chmod(join(folder, 'hosts'), 0o000);
    await expect(readInventoryFiles(folder, null)).rejects.toMatchObject({
      message: `cannot read ${folder}/hosts: permission denied`,
    });
  });

  it('reads UTF-16 by its mark', async () => {
    await writeFile(join(folder, 'hosts'), Buffer.from('\uFEFFr1 ansible_user=jürgen\n', 'utf16le'));
    expect(await readInventoryFiles(folder, null)).toEqual([
      { path: join(folder, 'hosts'), text: 'r1 ansible_user=jürgen\n' },
    ]);
  });

  it('reads variables and settings beside a single hosts file', async () => {
    await mkdir(join(folder, 'group_vars'));
    for (const name of ['hosts', 'other', 'toposcope.yml', 'group_vars/all.yml'])
      await writeFile(join(folder, name), '');
    const files = await readInventoryFiles(join(folder, 'hosts'), null);
    expect(files.map(({ path }) => path.slice(folder.length + 1))).toEqual([
      'hosts',
      'group_vars/all.yml',
      'toposcope.yml',
    ]);
  });
});
