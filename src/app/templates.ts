// TextFSM templates as files: `templates/textfsm/<platform>_<command>.textfsm`, which the user may edit or add to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Templates } from '../platforms/index.ts';

/** The package's own folder of templates, the same from `src` and from `dist`. */
export const TEMPLATE_ROOT = fileURLToPath(new URL('../../templates/', import.meta.url));

/** The package's own TextFSM templates. */
export const TEXTFSM_FOLDER: string = join(TEMPLATE_ROOT, 'textfsm');

/** Reads each template when it is first asked for, and keeps it. */
export function openTemplates(folder: string = TEXTFSM_FOLDER): Templates {
  const known = new Map<string, string | undefined>();
  return {
    get(name) {
      if (!known.has(name)) known.set(name, readTemplate(folder, name));
      return known.get(name);
    },
  };
}

function readTemplate(folder: string, name: string): string | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  try {
    return readFileSync(`${folder}/${name}.textfsm`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
