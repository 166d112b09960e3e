// Templates of device configuration as files: `templates/config/<platform>/<feature>.j2`.
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { compareText, type Problem, ToposcopeError } from '../model/index.ts';
import { type ConfigurationTemplate, checkConfiguration, type Platform } from '../platforms/index.ts';
import { TEMPLATE_ROOT } from './templates.ts';

const FOLDER = join(TEMPLATE_ROOT, 'config');

/** The template of a feature; for LLDP the platform's own lines where no file says otherwise. PROVISION_UNSUPPORTED without any. */
export async function findConfigTemplate(platform: Platform, feature: string): Promise<ConfigurationTemplate> {
  const folder = platform.configuration?.templates ?? platform.name;
  const file = join(FOLDER, folder, `${feature}.j2`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ToposcopeError('CONFIG_FILE_MISSING', `${file} cannot be read (${error.code})`, {
      hint: 'check who owns it and its permissions',
      cause: error,
    });
  });
  if (text !== null) return { file, text };
  if (feature === 'lldp') return { file: platform.name, text: platform.lldpEnable.join('\n') };
  const known = await platformsWith(feature);
  throw new ToposcopeError('PROVISION_UNSUPPORTED', `there is no template for ${feature} on ${platform.name}`, {
    hint: `write ${join('templates', 'config', folder, `${feature}.j2`)}; there is one for ${known.join(', ')}`,
  });
}

/** One CONFIG_INVALID_VALUE per template that is no Jinja; `feature`: null looks at all of them. */
export async function checkConfigTemplates(folder = FOLDER, feature: string | null = null): Promise<Problem[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.j2')).sort(compareText);
  const chosen = files.filter((file) => feature === null || basename(file) === `${feature}.j2`);
  const texts = await Promise.all(chosen.map((file) => readFile(join(folder, file), 'utf8')));
  const problems = chosen.map((file, i) =>
    checkConfiguration(relative(process.cwd(), join(folder, file)), texts[i] ?? ''),
  );
  return problems.filter((problem) => problem !== null);
}

async function platformsWith(feature: string): Promise<string[]> {
  const files = await readdir(FOLDER, { recursive: true });
  const found = files.filter((file) => basename(file) === `${feature}.j2`).map((file) => dirname(file));
  return found.sort(compareText);
}
