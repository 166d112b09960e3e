// The main job: poll (or read answers from files), parse, build the topology, compare with the previous one, store.
import { join } from 'node:path';
import {
  type Answer,
  type DeviceFacts,
  type InventoryDevice,
  type PollResult,
  SNAPSHOT_SCHEMA,
  type Snapshot,
  type SnapshotProblem,
  type Visit,
} from '../model/index.ts';
import { interpretAnswers, type Templates } from '../platforms/index.ts';
import { hashAnswer, type Store, snapshotId } from '../store/index.ts';
import { buildTopology, diffSnapshots, type TopologyDevice } from '../topology/index.ts';
import { keepAnswers } from './keep-answers.ts';
import { readOfflineAnswers } from './offline-answers.ts';
import { latestAnswers, type PollProgress, platformOf, pollDevices } from './poll.ts';
import { portFilter } from './port-rules.ts';
import { limitDevices, type Project } from './project.ts';
import { deviceProblems } from './snapshot-problems.ts';

export interface SnapshotRequest {
  readonly project: Project;
  readonly store: Store;
  /** The output folder: a `known_hosts` path of the settings that begins with `output/` lies in it. */
  readonly output: string;
  readonly templates: Templates;
  readonly progress: PollProgress;
  /** Ansible host pattern; null polls every device. */
  readonly limit: string | null;
  /** Folder of raw answers to read instead of polling. */
  readonly from: string | null;
  /** Folder to write the raw answers to, besides the evidence store. */
  readonly keep: string | null;
  /** True: compare with nothing, as if this were the first snapshot. */
  readonly baseline: boolean;
  /** Device seconds per real second; 1 for real devices. */
  readonly clockRate: number;
}

interface PolledDevice {
  readonly device: InventoryDevice;
  readonly visit: Visit;
  readonly answers: readonly Answer[];
  readonly facts: DeviceFacts | null;
}

/** Takes and stores one snapshot. Only a project that cannot be polled at all, or a store that cannot be written, throws. */
export async function takeSnapshot(request: SnapshotRequest): Promise<Snapshot> {
  const startedAt = new Date();
  const previous = request.baseline ? null : await request.store.latest();
  const visits = await collect(request, startedAt);
  if (request.keep !== null)
    await keepAnswers(
      request.keep,
      visits.map(({ visit }) => visit),
    );
  const polled = visits.map(({ device, visit }) => interpret(device, visit, request.templates));
  const snapshot = assemble(request, polled, previous, startedAt);
  return await request.store.save(
    snapshot,
    polled.flatMap(({ answers }) => answers.map((answer) => answer.raw)),
  );
}

interface DeviceVisit {
  readonly device: InventoryDevice;
  readonly visit: Visit;
}

async function collect(request: SnapshotRequest, startedAt: Date): Promise<DeviceVisit[]> {
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

function interpret(device: InventoryDevice, visit: Visit, templates: Templates): PolledDevice {
  const answers = latestAnswers(visit);
  const facts = visit.poll.status === 'ok' ? interpretAnswers(platformOf(device), answers, templates) : null;
  return { device, visit, answers, facts };
}

function assemble(
  request: SnapshotRequest,
  polled: readonly PolledDevice[],
  previous: Snapshot | null,
  startedAt: Date,
): Snapshot {
  const { inventory, settings } = request.project;
  const takenAt = startedAt.toISOString();
  const id = snapshotId(startedAt);
  const topology = buildTopology({
    id,
    takenAt,
    devices: polled.map(topologyDevice),
    declaredLinks: settings.declaredLinks,
    excludePort: portFilter(inventory, settings.excludePorts),
    domains: settings.domains,
    previous,
  });
  const problems: SnapshotProblem[] = [
    ...polled.flatMap(({ device, visit, facts }) => deviceProblems(device.name, visit.poll, facts)),
    ...topology.problems,
  ];
  const snapshot: Snapshot = {
    schema: SNAPSHOT_SCHEMA,
    id,
    takenAt,
    tookMs: Date.now() - startedAt.getTime(),
    previous: previous?.id ?? null,
    devices: topology.devices,
    links: topology.links,
    segments: topology.segments,
    changes: [],
    problems,
    answers: Object.fromEntries(polled.map(({ device, answers }) => [device.name, hashAnswers(answers)])),
  };
  return previous === null ? snapshot : { ...snapshot, changes: diffSnapshots(previous, snapshot) };
}

function topologyDevice({ device, visit, answers, facts }: PolledDevice): TopologyDevice {
  return {
    name: device.name,
    groups: device.groups,
    site: device.site,
    role: device.role,
    aliases: device.aliases,
    host: device.connection.host,
    platform: platformOf(device).name,
    poll: visit.poll,
    facts,
    evidence: new Map(Object.entries(hashAnswers(answers))),
  };
}

function hashAnswers(answers: readonly Answer[]): Record<string, string> {
  return Object.fromEntries(answers.map((answer) => [answer.command, hashAnswer(answer.raw)]));
}
