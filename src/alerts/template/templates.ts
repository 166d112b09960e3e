// Templates as files: `<name>.<part>.j2` in the user's folder, then in the package's.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type ChannelSettings, compareText, ToposcopeError } from '../../model/index.ts';
import { type AlertTemplate, TEMPLATE_PARTS, type TemplatePart } from './render.ts';

export interface AlertTemplates {
  /** By file name (`webhook.json.j2`) or path; null where there is none. */
  find(name: string): AlertTemplate | null;
  /** File names of all folders, sorted. */
  names(): string[];
}

const EXTENSION = '.j2';

/** `folders`: the first that has a template counts. One that is not there holds none. Each file is read when it is asked for. */
export function openAlertTemplates(folders: readonly string[]): AlertTemplates {
  const find = (name: string) => {
    const paths = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
    return paths.map(readTemplate).find((template) => template !== null) ?? null;
  };
  const names = () => [...new Set(folders.flatMap(listFolder))].sort(compareText);
  return { find, names };
}

/**
 * The template of one part of a channel: its own (`template: ops` is `ops.<part>.j2`, `template: ops.json.j2` that file), else that of
 * its type, else the default. ALERT_TEMPLATE_MISSING where the settings name one that is not there.
 */
export function chooseTemplate(templates: AlertTemplates, channel: ChannelSettings, part: TemplatePart): AlertTemplate {
  const own = channel.template === null ? null : findOwn(templates, channel.template, part);
  const found =
    own ?? templates.find(`${channel.type}.${part}${EXTENSION}`) ?? templates.find(`default.${part}${EXTENSION}`);
  if (found === null) throw missing(channel.name, `default.${part}${EXTENSION}`);
  return found;
}

/** Parts that the channel names and that are there. ALERT_TEMPLATE_MISSING where there is not one. */
export function requireOwnTemplate(templates: AlertTemplates, channel: ChannelSettings): void {
  const { name, template } = channel;
  if (template === null) return;
  if (TEMPLATE_PARTS.every((part) => findOwn(templates, template, part) === null)) throw missing(name, template);
}

function findOwn(templates: AlertTemplates, name: string, part: TemplatePart): AlertTemplate | null {
  if (!name.endsWith(EXTENSION)) return templates.find(`${name}.${part}${EXTENSION}`);
  return partOf(name) === part ? templates.find(name) : null;
}

/** `webhook.json.j2` is `json`; null for another name. */
export function partOf(name: string): TemplatePart | null {
  const word = basename(name, EXTENSION).split('.').at(-1);
  return TEMPLATE_PARTS.find((part) => part === word) ?? null;
}

function missing(channel: string, template: string): ToposcopeError {
  return new ToposcopeError('ALERT_TEMPLATE_MISSING', `channel ${channel}: there is no template ${template}`, {
    hint: `name a file of templates/alert/ such as webhook.json.j2, or its beginning; its part is one of ${TEMPLATE_PARTS.join(', ')}`,
  });
}

function readTemplate(path: string): AlertTemplate | null {
  try {
    return { file: relative(process.cwd(), path), text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw new ToposcopeError('ALERT_TEMPLATE_INVALID', `${path} cannot be read: ${(error as Error).message}`, {
      hint: 'check who owns it and its permissions',
      context: { file: path },
      cause: error,
    });
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
  } catch {
    return [];
  }
}
