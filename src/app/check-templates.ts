// Every TextFSM template of a folder, compiled: a user may edit them, and a bad one should be told before a poll.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compareText, type Problem } from '../model/index.ts';
import { compileTemplate, TextFsmTemplateError } from '../textfsm/index.ts';

/** One PARSE_TEMPLATE_ERROR per bad template, with file and line; the rest of that template is not looked at. */
export function checkTemplates(folder: string): Problem[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.textfsm'));
  return files.sort(compareText).flatMap((name) => checkTemplate(join(folder, name)));
}

function checkTemplate(path: string): Problem[] {
  try {
    compileTemplate(readFileSync(path, 'utf8'));
    return [];
  } catch (error) {
    if (!(error instanceof TextFsmTemplateError)) throw error;
    return [
      {
        code: 'PARSE_TEMPLATE_ERROR',
        severity: 'error',
        message: error.message,
        hint: 'mend the TextFSM template at that line; answers that need it cannot be read',
        file: relative(process.cwd(), path),
        line: error.line,
      },
    ];
  }
}
