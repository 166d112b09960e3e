// A project is what the operator wrote, read and checked once per run: devices and settings.
import { type InventoryResult, matchHosts } from '../inventory/index.ts';
import {
  describePlace,
  type ErrorCode,
  type Inventory,
  type InventoryDevice,
  type Problem,
  type Settings,
  ToposcopeError,
} from '../model/index.ts';
import { findPlatform, platformNames, type Templates } from '../platforms/index.ts';
import { checkTemplates } from './check-templates.ts';
import { checkConfigTemplates } from './config-templates.ts';
import { checkPlaces } from './flows/places.ts';
import { isAuto } from './platform-of.ts';
import { type Environment, type ProjectPaths, type ProjectUse, readProject, unaskedProblems } from './read-project.ts';
import { openTemplates, TEXTFSM_FOLDER, userTemplates } from './templates.ts';
import type { Ask } from './vault-passwords.ts';
import { checkAlerts, checkSchedules } from './watch/check-watching.ts';

export interface Project {
  readonly inventory: Inventory;
  readonly settings: Settings;
  /** The user's TextFSM templates before the package's own. */
  readonly templates: Templates;
  readonly problems: readonly Problem[];
  /** Those of them that `check` cannot find, because it asks no inventory server. */
  readonly fetchedProblems: readonly Problem[];
}

/** Reads inventory, settings and templates, and reports every problem at once; connects to nothing. */
export async function checkProject(
  paths: ProjectPaths,
  env: Environment = process.env,
  ask: Ask = null,
): Promise<Project> {
  const project = await collectProblems(paths, 'check', env, ask);
  const templates = [
    ...checkTemplates(TEXTFSM_FOLDER),
    ...(await checkConfigTemplates()),
    ...checkAlerts(project.settings),
    ...(await checkPlaces(project.settings.flows.mmdb)),
  ];
  return { ...project, problems: [...project.problems, ...templates] };
}

async function collectProblems(paths: ProjectPaths, use: ProjectUse, env: Environment, ask: Ask): Promise<Project> {
  const result = await readProject(paths, use, env, ask);
  const { inventory, settings, problems, fetchedProblems, networkOsPlaces } = result;
  const { templates, problems: unread } = readTemplates(paths.templates ?? settings.templates, use);
  // Where nothing was found to read, the place looked at is all there is to name.
  const placed = problems.map((one) => (one.code === 'CONFIG_NO_DEVICES' ? { file: paths.inventory, ...one } : one));
  const more = [
    ...unaskedProblems(result, use),
    ...checkSchedules(settings),
    ...checkPlatforms(inventory.devices, networkOsPlaces, templates),
  ];
  return { inventory, settings, templates, problems: [...placed, ...unread, ...more], fetchedProblems };
}

/**
 * Reads inventory and settings; with any error they are refused as a whole: a wrong configuration starts nothing. Who logs
 * in nowhere (`offline`) needs no password, so that pictures can be drawn where the secrets are not. `ask` puts a question
 * to the operator; without it, secrets that are to be asked for are missing.
 */
export async function loadProject(
  paths: ProjectPaths,
  use: Exclude<ProjectUse, 'check'> = 'poll',
  env: Environment = process.env,
  ask: Ask = null,
): Promise<Project> {
  const project = await collectProblems(paths, use, env, ask);
  const errors = project.problems.filter(({ severity, code }) => severity === 'error' && !EXCUSED[use].includes(code));
  // That there are no devices follows from a file that cannot be read, and is worth less than its place.
  const first = errors.find(({ code }) => code !== 'CONFIG_NO_DEVICES') ?? errors[0];
  if (!first) return project;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new ToposcopeError(first.code, `${[describePlace(first), first.message].filter(Boolean).join(': ')}${more}`, {
    hint: errors.length > 1 ? 'run `toposcope check` to see every problem with its place' : first.hint,
    context: { problems: errors },
  });
}

const EXCUSED: Readonly<Record<Exclude<ProjectUse, 'check'>, readonly ErrorCode[]>> = {
  poll: [],
  offline: ['CONFIG_SECRET_MISSING'],
  seeds: ['CONFIG_SECRET_MISSING', 'CONFIG_NO_DEVICES'],
};

/** The devices a `--limit` pattern names, in inventory order. Throws when the pattern matches nothing. */
export function limitDevices(inventory: Inventory, pattern: string | null): readonly InventoryDevice[] {
  if (pattern === null) return inventory.devices;
  const { names, problems } = matchHosts(inventory, pattern);
  const problem = problems[0];
  if (problem) throw new ToposcopeError(problem.code, problem.message, { hint: problem.hint });
  const chosen = new Set(names);
  return inventory.devices.filter((device) => chosen.has(device.name));
}

/** The user's own folder is looked through where that is asked for; otherwise a bad template spoils its command only. */
function readTemplates(named: string | null, use: ProjectUse): { templates: Templates; problems: readonly Problem[] } {
  try {
    const folder = userTemplates(named);
    return {
      templates: openTemplates(folder),
      problems: use === 'check' && folder !== null ? checkTemplates(folder) : [],
    };
  } catch (error) {
    if (!(error instanceof ToposcopeError)) throw error;
    const { code, message, hint } = error;
    return { templates: openTemplates(), problems: [{ code, severity: 'error', message, hint: hint ?? '' }] };
  }
}

/** One problem for each unknown name, however many devices have it: it is mostly a mistake in one line. */
function checkPlatforms(
  devices: readonly InventoryDevice[],
  places: InventoryResult['networkOsPlaces'],
  templates: Templates,
): Problem[] {
  const unknown = new Map<string, string[]>();
  for (const { name, networkOs } of devices) {
    if (networkOs === null || isAuto(networkOs) || findPlatform(networkOs, templates)) continue;
    unknown.set(networkOs, [...(unknown.get(networkOs) ?? []), name]);
  }
  return [...unknown].map(([networkOs, [device = '', ...others]]) => ({
    code: 'DEVICE_PLATFORM_UNKNOWN',
    severity: 'error',
    device,
    ...places.get(device),
    message: `ansible_network_os "${networkOs}"${alsoOf(others)} is not a platform toposcope knows`,
    hint: `use one of: ${platformNames().join(', ')}; or auto, to ask the device; or give templates that read its neighbours`,
  }));
}

function alsoOf(others: readonly string[]): string {
  if (others.length === 0) return '';
  return others.length <= 3 ? ` (also of ${others.join(', ')})` : ` (also of ${others.length} others)`;
}
