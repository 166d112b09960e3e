// TextFSM templates as files: `templates/textfsm/<platform>_<command>.textfsm`, and over them a folder of the user's own.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareText, ToposcopeError } from '../model/index.ts';
import type { Templates } from '../platforms/index.ts';
import { findTemplateName, parseTemplateIndex, type TemplateIndex, TextFsmTemplateError } from '../textfsm/index.ts';

/** The package's own folder of templates, the same from `src` and from `dist`. */
export const TEMPLATE_ROOT = fileURLToPath(new URL('../../templates/', import.meta.url));

/** The package's own TextFSM templates. */
export const TEXTFSM_FOLDER: string = join(TEMPLATE_ROOT, 'textfsm');

/** Looked at where nobody names a folder. */
const DEFAULT_FOLDER = 'templates/textfsm';

/** Where a checkout or a package of ntc-templates keeps its templates and their index. */
const PLACES = ['', 'ntc_templates/templates', 'templates'];

const EXTENSION = /\.textfsm$/;

/**
 * The folder with the user's templates: as named on the command line or in the settings, else `templates/textfsm` of the current
 * folder. Null where there is none but the package's own. CONFIG_FILE_MISSING for one that is named and cannot be read.
 */
export function userTemplates(named: string | null): string | null {
  if (named === null) {
    return existsSync(DEFAULT_FOLDER) && realpathSync(DEFAULT_FOLDER) !== realpathSync(TEXTFSM_FOLDER)
      ? DEFAULT_FOLDER
      : null;
  }
  const places = PLACES.map((place) => join(named, place));
  const folder = places.find((place) => existsSync(join(place, 'index'))) ?? named;
  try {
    readdirSync(folder);
    return folder;
  } catch (error) {
    throw new ToposcopeError(
      'CONFIG_FILE_MISSING',
      `cannot read the templates in ${named}: ${(error as Error).message}`,
      {
        hint: 'name a folder of .textfsm files, or a checkout of ntc-templates',
        cause: error,
      },
    );
  }
}

/** `user` is a folder as `userTemplates` finds it; its templates come before ours. Each is read when it is first asked for. */
export function openTemplates(user: string | null = null): Templates {
  const own = openFolder(TEXTFSM_FOLDER);
  if (user === null) return own;
  const theirs = openFolder(user);
  return {
    get: (name) => theirs.get(name) ?? own.get(name),
    find: (platform, command) => theirs.find(platform, command) ?? own.find(platform, command),
  };
}

function openFolder(folder: string): Required<Templates> {
  const index = readIndex(folder);
  const names = templateNames(folder);
  const texts = new Map<string, string>();
  const get = (name: string): string | undefined => {
    if (!names.includes(name)) return undefined;
    const text = texts.get(name) ?? readFileSync(join(folder, `${name}.textfsm`), 'utf8');
    texts.set(name, text);
    return text;
  };
  return {
    get,
    find(platform, command) {
      const row = index?.find({ Platform: platform, Command: command });
      const listed = row?.templates.map((file) => file.replace(EXTENSION, ''));
      if (listed?.every((name) => names.includes(name))) return listed;
      const name = findTemplateName(names, platform, command);
      return name === undefined ? undefined : [name];
    },
  };
}

/** Names without extension, sorted. */
export function templateNames(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => EXTENSION.test(file));
  return files.map((file) => file.replace(EXTENSION, '')).sort(compareText);
}

/** Null for a folder without an index. */
export function readIndex(folder: string): TemplateIndex | null {
  const path = join(folder, 'index');
  if (!existsSync(path)) return null;
  try {
    return parseTemplateIndex(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof TextFsmTemplateError)) throw error;
    throw new ToposcopeError(
      'PARSE_TEMPLATE_ERROR',
      `${relative(process.cwd(), path)}:${error.line}: ${error.message}`,
      {
        hint: 'mend the index at that line',
        context: { file: path, line: error.line },
        cause: error,
      },
    );
  }
}
