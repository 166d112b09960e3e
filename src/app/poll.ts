// Visits the devices, and visits them again after one advertisement interval where LLDP had to be turned on.
import { setTimeout as sleep } from 'node:timers/promises';
import { CredentialGuard, type RefusalMemory, type VisitTarget, visitDevices } from '../devices/index.ts';
import type { Answer, InventoryDevice, PollResult, Settings, Visit } from '../model/index.ts';
import { findPlatform, readLldpStatus, type Templates } from '../platforms/index.ts';
import { countVisits, type PollProgress } from './poll-progress.ts';
import { topologyVisit } from './topology-visit.ts';
import { visitOptions, visitTarget } from './visit-options.ts';

/** The default of IEEE 802.1AB and of IOS; used where a device does not say. */
const DEFAULT_INTERVAL_SECONDS = 30;

export interface PollOptions {
  readonly settings: Settings;
  /** The output folder, for `known_hosts`. */
  readonly output: string;
  readonly templates: Templates;
  /** Device seconds per real second: 1, except for a lab whose clock runs faster. */
  readonly clockRate: number;
  readonly progress: PollProgress;
  /** Of earlier runs of the same process. */
  readonly refusals?: RefusalMemory;
}

/** One result per device, in the order given. A device that fails is a result, not an exception. */
export async function pollDevices(devices: readonly InventoryDevice[], options: PollOptions): Promise<Visit[]> {
  const targets = devices.map(visitTarget(options.templates));
  const visiting = {
    ...(await visitOptions(options.settings, options.output)),
    guard: new CredentialGuard(options.refusals),
  };
  const visitAll = async (chosen: readonly VisitTarget[], ensureLldp: boolean) => {
    const onVisit = countVisits(options.progress, chosen.length);
    const { endpoints } = options.settings.collect;
    const conversation = topologyVisit(options.templates, { ensureLldp, endpoints });
    return await visitDevices(chosen, conversation, { ...visiting, onVisit });
  };
  const first = await visitAll(targets, options.settings.ensureLldp);
  if (!first.some((visit) => visit.poll.changed)) return first;
  await settle(first, options);
  // Only where the first visit went well: a refused login is not tried again in the same run.
  const answering = targets.filter((_, i) => first[i]?.poll.status === 'ok');
  const second = new Map((await visitAll(answering, false)).map((visit) => [visit.device, visit]));
  return first.map((visit) => mergeVisits(visit, second.get(visit.device)));
}

/**
 * The first frame of a device whose LLDP was just turned on goes out before its neighbours listen, so every link looks
 * one-way for up to one interval (seen with lldpd and IOS).
 */
async function settle(visits: readonly Visit[], options: PollOptions): Promise<void> {
  const enabled = visits.filter((visit) => visit.poll.changed);
  const seconds = Math.max(...enabled.map((visit) => intervalOf(visit, options.templates))) + 2;
  const names = enabled.map((visit) => visit.device).join(', ');
  options.progress.onWait(seconds / options.clockRate, `LLDP was turned on at ${names}`);
  await sleep((seconds * 1000) / options.clockRate);
}

function intervalOf(visit: Visit, templates: Templates): number {
  const platform = findPlatform(visit.platform ?? '', templates);
  const status = visit.answers.findLast((answer) => answer.command === platform?.lldpStatusCommand);
  const settings = platform && status && readLldpStatus(platform, status.raw, templates);
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
