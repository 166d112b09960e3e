// ssh_config as one text: what it includes is written out where it stands.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSshConfig } from '../../src/app/ssh-config.ts';

describe('ssh_config', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-ssh-'));
    await mkdir(join(folder, 'conf.d'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(files: Readonly<Record<string, string>>): Promise<string[] | undefined> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const file = await readSshConfig(join(folder, 'config'));
    return file?.text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  it('includes files by wildcard in their order, and goes on in the block where the Include stood', async () => {
    const lines = await read({
      config: `Host a\n  Include ${folder}/conf.d/*.conf\n  Port 1\nHost b\n  User u\n`,
      'conf.d/2.conf': 'User second\n',
      'conf.d/1.conf': 'Host c\n  User first\n',
      'conf.d/.hidden.conf': 'User hidden\n',
      'conf.d/3.txt': 'User other\n',
    });
    expect(lines).toEqual(['Host a', 'Host c', 'User first', 'User second', 'Host a', 'Port 1', 'Host b', 'User u']);
  });

  it('takes several names, quoted ones too, and passes over what is not there', async () => {
    const lines = await read({
      config: `Include "${folder}/with blank" ${folder}/none\nPort 7\n`,
      'with blank': 'User q\n',
    });
    expect(lines).toEqual(['User q', 'Port 7']);
  });

  it('reads a file that includes itself once, however often it does', async () => {
    const include = `Include ${folder}/config ${folder}/other\n`;
    expect(await read({ config: `${include.repeat(4)}Port 9\n`, other: `Include ${folder}/config\n` })).toEqual([
      'Port 9',
    ]);
  });

  it('that the settings name has to be there, or its jump hosts would be passed by', async () => {
    for (const path of [join(folder, 'no-such-file'), folder]) {
      await expect(readSshConfig(path)).rejects.toMatchObject({ code: 'CONFIG_FILE_MISSING' });
    }
  });

  it('is nothing where there is none at the usual place', async () => {
    const home = process.env.HOME;
    process.env.HOME = folder;
    expect(await readSshConfig('~/.ssh/config')).toBeNull();
    process.env.HOME = home;
    expect(await readSshConfig(null)).toBeNull();
  });
});
