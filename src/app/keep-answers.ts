// Writes the raw answers of a snapshot as plain files, in the layout that `--from` reads.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerFileName, safeName } from './answer-files.ts';
import type { DeviceVisit } from './collect-visits.ts';

/** `folder/<device>/<command with spaces as _>.txt`. Names that would leave the folder are made harmless. */
export async function keepAnswers(folder: string, visits: readonly DeviceVisit[]): Promise<void> {
  for (const { visit } of visits) {
    const deviceFolder = join(folder, safeName(visit.device));
    await mkdir(deviceFolder, { recursive: true });
    for (const answer of visit.answers) {
      await writeFile(join(deviceFolder, answerFileName(answer.command)), answer.raw);
    }
  }
}
