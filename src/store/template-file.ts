// Flow templates and samplers that exporters told: exporters tell them again only every few minutes, so a restart keeps them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './atomic-file.ts';

function pathIn(output: string): string {
  return join(output, 'flow-templates.json');
}

/** What was saved last, as it is written; null where nothing is, or nothing that can be read: exporters will tell it again. */
export async function readFlowTemplates(output: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(pathIn(output), 'utf8'));
  } catch {
    return null;
  }
}

/** Rejects with STORE_WRITE_FAILED. */
export async function saveFlowTemplates(output: string, templates: unknown): Promise<void> {
  await replaceFile(pathIn(output), `${JSON.stringify(templates)}\n`);
}
