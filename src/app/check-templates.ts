// Every TextFSM template of a folder, compiled: a user may edit them, and a bad one should be told before a poll.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from '../model/index.ts';
import { compileTemplate, TextFsmTemplateError } from '../textfsm/index.ts';
import { readIndex, templateNames } from './templates.ts';

/** One PARSE_TEMPLATE_ERROR per bad template or index, with file and line; the rest of that file is not looked at. */
export function checkTemplates(folder: string): Problem[] {
  const names = templateNames(folder);
  return [...checkIndex(folder, names), ...names.flatMap((name) => checkTemplate(join(folder, `${name}.textfsm`)))];
}

/** Rows of the index whose templates are not there. A bad index is refused when it is opened. */
function checkIndex(folder: string, names: readonly string[]): Problem[] {
  const rows = readIndex(folder)?.rows ?? [];
  return rows.flatMap(({ templates, line }) =>
    templates
      .filter((file) => !names.includes(file.replace(/\.textfsm$/, '')))
      .map(
        (file): Problem => ({
          code: 'PARSE_TEMPLATE_MISSING',
          severity: 'warning',
          message: `the index names ${file}, which is not there`,
          hint: 'add the template, or leave the row out',
          file: relative(process.cwd(), join(folder, 'index')),
          line,
        }),
      ),
  );
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
