import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOfflineAnswers } from '../../src/app/offline-answers.ts';

const AT = '2026-11-21T10:00:00.000Z';

describe('readOfflineAnswers', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-answers-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads both layouts side by side', async () => {
    await mkdir(join(folder, 'r1'));
    await writeFile(join(folder, 'r1', 'show_lldp_neighbors.txt'), 'brief');
    await writeFile(join(folder, 'r1', 'show_lldp_neighbors_detail.txt'), 'detail');
    await writeFile(join(folder, 'r6-edge_lldp_output.txt'), '[["a", "b"]]');
    await writeFile(join(folder, 'notes.md'), 'no answer');
    const answers = await readOfflineAnswers(folder, AT);
    expect(Object.fromEntries(answers)).toEqual({
      r1: [
        { command: 'show lldp neighbors', raw: 'brief', takenAt: AT },
        { command: 'show lldp neighbors detail', raw: 'detail', takenAt: AT },
      ],
      'r6-edge': [{ command: 'show lldp neighbors', raw: '[["a", "b"]]', takenAt: AT }],
    });
  });

  it('takes a blank file for no answer, whatever Ansible made of it', async () => {
    await writeFile(join(folder, 'r1_lldp_output.txt'), '[["x"]]');
    for (const [i, text] of ['', '\n', '[]', '[[]]', '[[""]]'].entries()) {
      await writeFile(join(folder, `blank${i}_lldp_output.txt`), text);
    }
    expect([...(await readOfflineAnswers(folder, AT)).keys()]).toEqual(['r1']);
  });

  it('reads what PowerShell wrote', async () => {
    await writeFile(join(folder, 'r1_lldp_output.txt'), Buffer.from('\uFEFFr1#show', 'utf16le'));
    await writeFile(join(folder, 'r2_lldp_output.txt'), '\uFEFFr2#show');
    const answers = await readOfflineAnswers(folder, AT);
    expect([...answers.values()].map(([answer]) => answer?.raw)).toEqual(['r1#show', 'r2#show']);
  });

  it('refuses a folder without answers, and no folder', async () => {
    await writeFile(join(folder, 'notes.md'), 'no answer');
    await expect(readOfflineAnswers(folder, AT)).rejects.toMatchObject({ code: 'CONFIG_FILE_MISSING' });
    await expect(readOfflineAnswers(join(folder, 'nowhere'), AT)).rejects.toMatchObject({
      code: 'CONFIG_FILE_MISSING',
    });
  });
});
