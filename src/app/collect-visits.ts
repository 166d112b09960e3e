// Where a snapshot's answers come from: visits over SSH, or files; devices that were left out say so.
import { join } from 'node:path';
import type { Answer, InventoryDevice, PollResult, SnapshotProblem, Visit } from '../model/index.ts';
import { readOfflineAnswers } from './offline-answers.ts';
import { pollDevices } from './poll.ts';
import { limitDevices } from './project.ts';
import type { SnapshotRequest } from './snapshot-request.ts';

/** One inventory device and what asking it gave: over SSH, from files, or not at all. */
export interface DeviceVisit {
  readonly device: InventoryDevice;
  readonly visit: Visit;
}

export interface Collection {
  /** One per inventory device, in inventory order. */
  readonly visits: readonly DeviceVisit[];
  readonly problems: readonly SnapshotProblem[];
}

export async function collectVisits(request: SnapshotRequest, startedAt: Date): Promise<Collection> {
  const { inventory, settings } = request.project;
  const chosen = limitDevices(inventory, request.limit);
  if (request.from !== null) return await collectOffline(request.from, request, chosen, startedAt);
  const visits = await pollDevices(chosen, {
    settings: { ...settings, knownHosts: settings.knownHosts.map((path) => inOutput(path, request.output)) },
    templates: request.templates,
    clockRate: request.clockRate,
    progress: request.progress,
  });
  return { visits: pairVisits(inventory.devices, visits), problems: [] };
}

function pairVisits(devices: readonly InventoryDevice[], visits: readonly Visit[]): DeviceVisit[] {
  const byName = new Map(visits.map((visit) => [visit.device, visit]));
  return devices.map((device) => ({ device, visit: byName.get(device.name) ?? skippedVisit(device.name) }));
}

function inOutput(path: string, output: string): string {
  return path.startsWith('output/') ? join(output, path.slice('output/'.length)) : path;
}

async function collectOffline(
  folder: string,
  request: SnapshotRequest,
  chosen: readonly InventoryDevice[],
  startedAt: Date,
): Promise<Collection> {
  const { inventory, settings } = request.project;
  const { devices } = inventory;
  const found = await readOfflineAnswers(folder, startedAt.toISOString());
  const answers = nameAsInventory(found, devices, settings.domains);
  const visits = chosen.map(({ name }) => {
    const own = answers.get(name);
    return own ? { device: name, platform: null, poll: okPoll(), answers: own } : unansweredVisit(name, folder);
  });
  const known = new Set(devices.map((device) => device.name));
  const strangers = [...answers.keys()].filter((name) => !known.has(name));
  return {
    visits: pairVisits(devices, visits),
    problems: strangers.map((name) => notInInventory(name, folder)),
  };
}

/** Files are often named in full or in another case: `R1.example.net` is `r1` where it can be no other device. */
function nameAsInventory(
  answers: ReadonlyMap<string, Answer[]>,
  devices: readonly InventoryDevice[],
  domains: readonly string[],
): Map<string, readonly Answer[]> {
  const named = new Map<string, readonly Answer[]>();
  const exact = new Set(devices.map((device) => device.name));
  for (const [name, found] of answers) {
    const keys = [name, ...domains.map((domain) => withoutSuffix(name, `.${domain}`))].map((key) => key.toLowerCase());
    const bearers = devices.filter((device) =>
      [device.name, ...device.aliases].some((own) => keys.includes(own.toLowerCase())),
    );
    const [only] = bearers;
    const isSure = !exact.has(name) && bearers.length === 1 && only !== undefined && !answers.has(only.name);
    named.set(isSure ? only.name : name, found);
  }
  return named;
}

function withoutSuffix(text: string, suffix: string): string {
  return text.toLowerCase().endsWith(suffix.toLowerCase()) ? text.slice(0, -suffix.length) : text;
}

/** The inventory says what the network is made of; what else lies in the folder is told, not taken in. */
function notInInventory(device: string, folder: string): SnapshotProblem {
  return {
    code: 'DEVICE_NOT_IN_INVENTORY',
    severity: 'warning',
    device,
    message: `${folder} holds answers of ${device}, which the inventory does not name; they were left out`,
    hint: `add ${device} to the inventory to use them, or move them out of the folder`,
  };
}

function okPoll(): PollResult {
  return { status: 'ok', code: null, message: null, hint: null, tookMs: 0, changed: false };
}

function skippedVisit(device: string): Visit {
  const message = 'left out by --limit';
  return {
    device,
    platform: null,
    answers: [],
    poll: { ...okPoll(), status: 'skipped', code: 'DEVICE_SKIPPED', message },
  };
}

function unansweredVisit(device: string, folder: string): Visit {
  return {
    device,
    platform: null,
    answers: [],
    poll: {
      ...okPoll(),
      status: 'skipped',
      code: 'DEVICE_NO_ANSWERS',
      message: `no raw answers for ${device} in ${folder}`,
      hint: `expected ${folder}/${device}/<command>.txt or ${folder}/${device}_lldp_output.txt`,
    },
  };
}
