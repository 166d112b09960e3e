// Raw answers from files instead of SSH: what `snapshot --keep` writes, or what an Ansible `copy` play leaves behind.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, compareText, ToposcopeError } from '../model/index.ts';
import { decodeText } from './decode-text.ts';

const ANSIBLE_FILE = /^(.+)_lldp_output\.txt$/;
const ANSIBLE_COMMAND = 'show lldp neighbors';

/**
 * Device name → its answers, from either layout (they may be mixed): `DIR/<device>/<command with spaces as _>.txt`, or
 * `DIR/<device>_lldp_output.txt` with a JSON list of lists of lines. A blank file is no answer. CONFIG_FILE_MISSING when the
 * folder holds neither.
 */
export async function readOfflineAnswers(folder: string, takenAt: string): Promise<Map<string, Answer[]>> {
  const answers = new Map<string, Answer[]>();
  for (const name of await listFolder(folder)) {
    const path = join(folder, name);
    const device = ANSIBLE_FILE.exec(name)?.[1];
    if (device !== undefined) {
      const found = await readAnswer(path, ANSIBLE_COMMAND, takenAt);
      if (found.length > 0) answers.set(device, [...found, ...(answers.get(device) ?? [])]);
    } else if ((await stat(path)).isDirectory()) {
      const found = await readDeviceFolder(path, takenAt);
      if (found.length > 0) answers.set(name, [...(answers.get(name) ?? []), ...found]);
    }
  }
  if (answers.size > 0) return answers;
  throw new ToposcopeError('CONFIG_FILE_MISSING', `no raw answers in ${folder}`, {
    hint: 'expected <device>/<command with spaces as _>.txt, or <device>_lldp_output.txt as Ansible leaves them',
  });
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort(compareText);
  } catch (error) {
    throw new ToposcopeError('CONFIG_FILE_MISSING', `cannot read the folder ${folder}: ${(error as Error).message}`, {
      hint: 'name a folder of raw answers with --from DIR',
      cause: error,
    });
  }
}

async function readDeviceFolder(folder: string, takenAt: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const name of (await readdir(folder)).sort(compareText)) {
    if (!name.endsWith('.txt')) continue;
    const command = name.slice(0, -'.txt'.length).replaceAll('_', ' ');
    answers.push(...(await readAnswer(join(folder, name), command, takenAt)));
  }
  return answers;
}

/** Nothing for a blank file, or JSON lists without a text in them: a play that got no answer leaves those. */
async function readAnswer(path: string, command: string, takenAt: string): Promise<Answer[]> {
  const raw = decodeText(await readFile(path));
  return /^[\s[\],"]*$/.test(raw) ? [] : [{ command, raw, takenAt }];
}
