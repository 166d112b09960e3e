// Where a snapshot's answers come from: visits over SSH, or files; devices that were left out say so.
import { join } from 'node:path';
import type { InventoryDevice, PollResult, Visit } from '../model/index.ts';
import { readOfflineAnswers } from './offline-answers.ts';
import { pollDevices } from './poll.ts';
import { limitDevices } from './project.ts';
import type { SnapshotRequest } from './snapshot-request.ts';

/** One inventory device and what asking it gave: over SSH, from files, or not at all. */
export interface DeviceVisit {
  readonly device: InventoryDevice;
  readonly visit: Visit;
}

/** One visit per inventory device, in inventory order; strangers whose answers lie in the `from` folder come behind. */
export async function collectVisits(request: SnapshotRequest, startedAt: Date): Promise<DeviceVisit[]> {
  const { inventory, settings } = request.project;
  const chosen = limitDevices(inventory, request.limit);
  if (request.from !== null) return await collectOffline(request.from, request, chosen, startedAt);
  const visits = await pollDevices(chosen, {
    settings: { ...settings, knownHosts: settings.knownHosts.map((path) => inOutput(path, request.output)) },
    templates: request.templates,
    clockRate: request.clockRate,
    progress: request.progress,
  });
  const byName = new Map(visits.map((visit) => [visit.device, visit]));
  return inventory.devices.map((device) => ({ device, visit: byName.get(device.name) ?? skippedVisit(device.name) }));
}

function inOutput(path: string, output: string): string {
  return path.startsWith('output/') ? join(output, path.slice('output/'.length)) : path;
}

async function collectOffline(
  folder: string,
  request: SnapshotRequest,
  chosen: readonly InventoryDevice[],
  startedAt: Date,
): Promise<DeviceVisit[]> {
  const answers = await readOfflineAnswers(folder, startedAt.toISOString());
  const { devices } = request.project.inventory;
  const wanted = new Set(chosen.map((device) => device.name));
  const known = new Set(devices.map((device) => device.name));
  const strangers = request.limit === null ? [...answers.keys()].filter((name) => !known.has(name)) : [];
  return [...devices, ...strangers.map(strangerDevice)].map((device) => {
    const found = known.has(device.name) && !wanted.has(device.name) ? undefined : answers.get(device.name);
    if (found) return { device, visit: { device: device.name, poll: okPoll(), answers: found } };
    return {
      device,
      visit: wanted.has(device.name) ? unansweredVisit(device.name, folder) : skippedVisit(device.name),
    };
  });
}

/** A device whose answers are at hand though the inventory does not name it: the folder is the better witness. */
function strangerDevice(name: string): InventoryDevice {
  return {
    name,
    groups: [],
    networkOs: null,
    site: null,
    role: null,
    aliases: [],
    connection: {
      host: name,
      port: 22,
      user: null,
      password: null,
      privateKeyFile: null,
      become: false,
      becomePassword: null,
      legacyAlgorithms: 'none',
      hostKeyChecking: true,
    },
  };
}

function okPoll(): PollResult {
  return { status: 'ok', code: null, message: null, hint: null, tookMs: 0, changed: false };
}

function skippedVisit(device: string): Visit {
  const message = 'left out by --limit';
  return { device, answers: [], poll: { ...okPoll(), status: 'skipped', code: 'DEVICE_SKIPPED', message } };
}

function unansweredVisit(device: string, folder: string): Visit {
  return {
    device,
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
