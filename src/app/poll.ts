// Visits the devices, and visits them again after one advertisement interval where LLDP had to be turned on.
import { openKnownHosts, type VisitTarget, visitDevices } from '../devices/index.ts';
import type { Answer, InventoryDevice, PollResult, Settings, Visit } from '../model/index.ts';
import { findPlatform, type Platform, readLldpStatus, type Templates } from '../platforms/index.ts';
import { DEFAULT_PLATFORM } from './project.ts';
import { topologyVisit } from './topology-visit.ts';

/** The default of IEEE 802.1AB and of IOS; used where a device does not say. */
const DEFAULT_INTERVAL_SECONDS = 30;

export interface PollProgress {
  onVisit(visit: Visit, done: number, total: number): void;
  onWait(seconds: number, reason: string): void;
}

export interface PollOptions {
  readonly settings: Settings;
  readonly templates: Templates;
  /** Device seconds per real second: 1, except for a lab whose clock runs faster. */
  readonly clockRate: number;
  readonly progress: PollProgress;
}

export function platformOf(device: InventoryDevice): Platform {
  const platform = findPlatform(device.networkOs ?? DEFAULT_PLATFORM);
  if (!platform) throw new Error(`unchecked platform ${device.networkOs}`);
  return platform;
}

/** One result per device, in the order given. A device that fails is a result, not an exception. */
export async function pollDevices(devices: readonly InventoryDevice[], options: PollOptions): Promise<Visit[]> {
  const targets = devices.map(
    (device): VisitTarget => ({ name: device.name, connection: device.connection, platform: platformOf(device) }),
  );
  const visitAll = async (chosen: readonly VisitTarget[], ensureLldp: boolean) =>
    await visitDevices(chosen, topologyVisit(options.templates, ensureLldp), await visitOptions(chosen, options));

  const first = await visitAll(targets, options.settings.ensureLldp);
  if (!first.some((visit) => visit.poll.changed)) return first;
  await settle(first, devices, options);
  // Only where the first visit went well: a refused login is not tried again in the same run.
  const answering = targets.filter((_, i) => first[i]?.poll.status === 'ok');
  const second = new Map((await visitAll(answering, false)).map((visit) => [visit.device, visit]));
  return first.map((visit) => mergeVisits(visit, second.get(visit.device)));
}

async function visitOptions(targets: readonly VisitTarget[], { settings, progress }: PollOptions) {
  let done = 0;
  return {
    concurrency: settings.ssh.concurrency,
    connectTimeoutMs: settings.ssh.connectTimeoutSeconds * 1000,
    commandTimeoutMs: settings.ssh.commandTimeoutSeconds * 1000,
    visitTimeoutMs: settings.ssh.visitTimeoutSeconds * 1000,
    hostKeys: await openKnownHosts(settings.knownHosts, settings.hostKeys),
    onVisit: (visit: Visit) => progress.onVisit(visit, ++done, targets.length),
  };
}

/**
 * The first frame of a device whose LLDP was just turned on goes out before its neighbours listen, so every link looks
 * one-way for up to one interval (seen with lldpd and IOS).
 */
async function settle(
  visits: readonly Visit[],
  devices: readonly InventoryDevice[],
  options: PollOptions,
): Promise<void> {
  const intervals = visits.map((visit, i) => {
    const device = devices[i];
    return device && visit.poll.changed ? intervalOf(visit, platformOf(device), options.templates) : 0;
  });
  const seconds = Math.max(...intervals) + 2;
  const enabled = visits.filter((visit) => visit.poll.changed).map((visit) => visit.device);
  options.progress.onWait(seconds / options.clockRate, `LLDP was turned on at ${enabled.join(', ')}`);
  await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / options.clockRate));
}

function intervalOf(visit: Visit, platform: Platform, templates: Templates): number {
  const status = latestAnswer(visit, platform.lldpStatusCommand);
  const settings = status && readLldpStatus(platform, status.raw, templates);
  return settings?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
}

function mergeVisits(first: Visit, second: Visit | undefined): Visit {
  if (second === undefined) return first;
  const poll: PollResult = {
    ...second.poll,
    changed: first.poll.changed || second.poll.changed,
    tookMs: first.poll.tookMs + second.poll.tookMs,
  };
  return { ...second, poll, answers: [...first.answers, ...second.answers] };
}

/** A command may be asked more than once in a run; the last answer counts. */
export function latestAnswers(visit: Visit): Answer[] {
  return [...new Map(visit.answers.map((answer) => [answer.command, answer])).values()];
}

function latestAnswer(visit: Visit, command: string): Answer | undefined {
  return visit.answers.findLast((answer) => answer.command === command);
}
