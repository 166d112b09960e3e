// Brings devices to a configuration that templates describe: reads, compares, types what is missing, reads back.
import { type Conversation, type Session, visitDevices } from '../devices/index.ts';
import { matchesDevice } from '../inventory/index.ts';
import { describePlace, type InventoryDevice, type PollResult, ToposcopeError } from '../model/index.ts';
import {
  type ConfigurationTemplate,
  countsTwice,
  type FlowPort,
  flowPorts,
  planConfiguration,
  readLldpStatus,
  requireConfiguration,
  type Templates,
} from '../platforms/index.ts';
import { checkConfigTemplates, findConfigTemplate } from './config-templates.ts';
import { isAuto, platformOf } from './platform-of.ts';
import { countVisits, type PollProgress } from './poll-progress.ts';
import { limitDevices, type Project } from './project.ts';
import { visitOptions, visitTarget } from './visit-options.ts';

export const FEATURES = ['lldp', 'netflow', 'sflow'] as const;
export type Feature = (typeof FEATURES)[number];

export interface ProvisionRequest {
  readonly project: Project;
  readonly feature: Feature;
  readonly limit: string | null;
  /** Compare only; nothing is typed in configuration mode. */
  readonly check: boolean;
  /** Write the running to the startup configuration where something was changed. */
  readonly save: boolean;
  readonly output: string;
  readonly templates: Templates;
  readonly progress: PollProgress;
}

export interface ProvisionedDevice {
  readonly device: string;
  readonly poll: PollResult;
  /** Steps that went well: reading, comparing, changing, reading back, saving. */
  readonly ok: number;
  /** Something was changed; with `check`, would be. */
  readonly changed: boolean;
  readonly saved: boolean;
  /** What was missing, for a person; known also of a device that then refused it. */
  readonly diff: readonly string[];
  readonly warnings: readonly string[];
}

/** What is known of a device so far: kept beside the visit, whose answers hold configuration and are not kept. */
type Progress = { -readonly [key in 'ok' | 'changed' | 'saved' | 'diff' | 'warnings']: ProvisionedDevice[key] };

/** One result per device, in inventory order. CONFIG_SECTION_MISSING where the settings do not say what is wanted. */
export async function provision(request: ProvisionRequest): Promise<ProvisionedDevice[]> {
  requireSection(request);
  await requireTemplates(request.feature);
  const devices = limitDevices(request.project.inventory, request.limit);
  const byName = new Map(devices.map((device) => [device.name, device]));
  const progress = new Map(devices.map(({ name }) => [name, newProgress()]));
  const conversation: Conversation = async (session, { name }) => {
    const device = byName.get(name);
    const own = progress.get(name);
    if (!device || !own) throw new Error(`${name} was not asked for`);
    await provisionDevice(session, device, request, own);
    return { changed: own.changed && !request.check };
  };
  const unsupported = await findUnsupported(devices, request);
  const supported = devices.filter(({ name }) => !unsupported.has(name));
  const visits = await visitDevices(supported.map(visitTarget(request.templates)), conversation, {
    ...(await visitOptions(request.project.settings, request.output)),
    onVisit: countVisits(request.progress, supported.length),
  });
  const polls = new Map([...unsupported, ...visits.map(({ device, poll }) => [device, poll] as const)]);
  return devices.flatMap(({ name: device }) => {
    const [poll, own] = [polls.get(device), progress.get(device) ?? newProgress()];
    // What a device refused is no change, unless lines before it are in force.
    return poll ? [{ device, poll, ...own, changed: request.check ? own.changed : poll.changed }] : [];
  });
}

/** Nobody logs in where it is known beforehand that there is nothing to type. */
async function findUnsupported(
  devices: readonly InventoryDevice[],
  { feature, templates }: ProvisionRequest,
): Promise<Map<string, PollResult>> {
  const found = new Map<string, PollResult>();
  for (const { name, networkOs } of devices) {
    if (isAuto(networkOs)) continue;
    try {
      await findConfigTemplate(platformOf({ networkOs }, templates), feature);
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      const { code, hint, message } = error;
      found.set(name, { status: 'failed', code, message: `${name}: ${message}`, hint, tookMs: 0, changed: false });
    }
  }
  return found;
}

function newProgress(): Progress {
  return { ok: 0, changed: false, saved: false, diff: [], warnings: [] };
}

function requireSection({ feature, project }: ProvisionRequest): void {
  if (feature === 'lldp' || project.settings[feature] !== null) return;
  throw new ToposcopeError('CONFIG_SECTION_MISSING', `the settings have no "${feature}:" section`, {
    hint: `say in toposcope.yml where flows go and which ports count them; docs/how-to/provision.md has an example`,
  });
}

/** A template that is wrong is told before anything is sent anywhere. */
async function requireTemplates(feature: Feature): Promise<void> {
  const [problem] = await checkConfigTemplates(undefined, feature);
  if (!problem) return;
  throw new ToposcopeError(problem.code, `${describePlace(problem)}: ${problem.message}`, { hint: problem.hint });
}

async function provisionDevice(
  session: Session,
  device: InventoryDevice,
  request: ProvisionRequest,
  progress: Progress,
): Promise<void> {
  const { platform } = session;
  if (request.feature === 'lldp' && (await isLldpOn(session, request.templates))) {
    progress.ok++;
    return;
  }
  if (request.feature === 'lldp' && !platform.configuration)
    return await enableLldp(session, device, request, progress);
  const template = await findConfigTemplate(platform, request.feature);
  const plan = await compare(session, device, request, template, progress);
  progress.ok++;
  progress.diff = plan.diff;
  progress.changed = plan.lines.length > 0;
  if (plan.lines.length === 0 || request.check) return;
  await session.configure(plan.lines);
  progress.ok++;
  await readBack(session, device, request, template);
  progress.ok++;
  await saveWhereWanted(session, request.save, progress);
}

/** Where the configuration cannot be compared, LLDP's own state is all that has to be. */
async function enableLldp(
  session: Session,
  device: InventoryDevice,
  { check, save, templates }: ProvisionRequest,
  progress: Progress,
): Promise<void> {
  const lines = session.platform.lldpEnable;
  Object.assign(progress, { ok: 1, changed: true, diff: lines.map((line) => `+ ${line}`) });
  if (check) return;
  await session.configure(lines);
  progress.ok++;
  if (!(await isLldpOn(session, templates))) throw notShown(device.name, lines);
  progress.ok++;
  await saveWhereWanted(session, save, progress);
}

async function saveWhereWanted(session: Session, save: boolean, progress: Progress): Promise<void> {
  if (!save) return;
  await session.save();
  progress.ok++;
  progress.saved = true;
}

async function isLldpOn(session: Session, templates: Templates): Promise<boolean> {
  const status = await session.run(session.platform.lldpStatusCommand);
  return readLldpStatus(session.platform, status.raw, templates)?.enabled === true;
}

async function compare(
  session: Session,
  device: InventoryDevice,
  request: ProvisionRequest,
  template: ConfigurationTemplate,
  progress: Progress | null = null,
) {
  const { platform } = session;
  const { raw } = await session.run(requireConfiguration(platform).show);
  if (platform.dialect.rejected.test(raw)) throw notReadable(device.name, requireConfiguration(platform).show);
  const { inventory, settings } = request.project;
  const rules = request.feature === 'lldp' ? [] : (settings[request.feature]?.ports ?? []);
  const ports = flowPorts(platform, raw, rules, (pattern) => matchesDevice(inventory, pattern, device.name));
  if (progress) progress.warnings = warningsOn(device.name, ports);
  const { name, site, role, groups } = device;
  const context = { device: { name, site, role, groups }, ports, netflow: settings.netflow, sflow: settings.sflow };
  return planConfiguration(platform, template, context, raw);
}

function warningsOn(device: string, ports: readonly FlowPort[]): string[] {
  const both = ports.filter(({ egress }) => egress).map(({ name }) => name);
  if (!countsTwice(ports)) return [];
  return [
    `PROVISION_COUNTS_TWICE: ${device} counts traffic that leaves (${both.join(', ')}) besides traffic that comes in: a packet that crosses the device is counted twice`,
  ];
}

/** A device may take a line and drop it, or mean something else by it. */
async function readBack(
  session: Session,
  device: InventoryDevice,
  request: ProvisionRequest,
  template: ConfigurationTemplate,
): Promise<void> {
  const isOn = request.feature === 'lldp' ? await isLldpOn(session, request.templates) : false;
  const left = isOn ? [] : (await compare(session, device, request, template)).diff;
  if (left.length === 0) return;
  const lines = left.filter((line) => line.startsWith('+')).map((line) => line.slice(1).trim());
  throw notShown(device.name, lines);
}

function notShown(device: string, lines: readonly string[]): ToposcopeError {
  const quoted = lines.map((line) => `"${line}"`).join(', ');
  const hint =
    'look at its running configuration: it may print the line in another way, which the template should then use';
  return new ToposcopeError('DEVICE_CONFIG_REJECTED', `${device} took the lines and does not show ${quoted}`, { hint });
}

function notReadable(device: string, command: string): ToposcopeError {
  return new ToposcopeError('DEVICE_COMMAND_REJECTED', `${device} rejected "${command}"`, {
    hint: 'reading the configuration needs privilege: set ansible_become and ansible_become_password, or another user',
  });
}
