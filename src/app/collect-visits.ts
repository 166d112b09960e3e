// Where a snapshot's answers come from: visits over SSH, or files; devices that were left out say so.
import type { InventoryDevice, PollResult, SnapshotProblem, Visit } from '../model/index.ts';
import { readOfflineVisits } from './offline-visits.ts';
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
  const chosen = chooseDevices(request);
  if (request.from !== null) {
    const { visits, problems } = await readOfflineVisits(request.from, request.project, chosen, startedAt);
    return { visits: pairVisits(inventory.devices, visits), problems };
  }
  const visits = await pollDevices(chosen, {
    // Turning LLDP on means waiting for its first frames: what an event asks cannot wait, and the next poll does it.
    settings: request.only === undefined ? settings : { ...settings, ensureLldp: false },
    output: request.output,
    templates: request.templates,
    clockRate: request.clockRate,
    progress: request.progress,
    ...(request.refusals && { refusals: request.refusals }),
  });
  return { visits: pairVisits(inventory.devices, visits), problems: [] };
}

function chooseDevices({ project: { inventory }, limit, only }: SnapshotRequest): readonly InventoryDevice[] {
  if (only === undefined) return limitDevices(inventory, limit);
  const names = new Set(only);
  return inventory.devices.filter(({ name }) => names.has(name));
}

function pairVisits(devices: readonly InventoryDevice[], visits: readonly Visit[]): DeviceVisit[] {
  const byName = new Map(visits.map((visit) => [visit.device, visit]));
  return devices.map((device) => ({ device, visit: byName.get(device.name) ?? skippedVisit(device.name) }));
}

const NO_POLL: Omit<PollResult, 'status'> = { code: null, message: null, hint: null, tookMs: 0, changed: false };

function skippedVisit(device: string): Visit {
  const message = 'left out of this run';
  return {
    device,
    platform: null,
    answers: [],
    poll: { ...NO_POLL, status: 'skipped', code: 'DEVICE_SKIPPED', message },
  };
}
