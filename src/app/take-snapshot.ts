// The main job: poll (or read answers from files), parse, build the topology, compare with the previous one, store.
import {
  type Answer,
  type DeviceFacts,
  type InventoryDevice,
  SNAPSHOT_SCHEMA,
  type Snapshot,
  type SnapshotLink,
  type SnapshotProblem,
  type Visit,
} from '../model/index.ts';
import { findPlatform, interpretAnswers, maskVolatile, type Platform, type Templates } from '../platforms/index.ts';
import { type Evidence, hashAnswer, snapshotId } from '../store/index.ts';
import { buildTopology, diffSnapshots, type TopologyDevice } from '../topology/index.ts';
import { collectVisits, type DeviceVisit } from './collect-visits.ts';
import { loadsBefore } from './flows/attach-loads.ts';
import { keepAnswers } from './keep-answers.ts';
import { isAuto, platformOf } from './platform-of.ts';
import { latestAnswers } from './poll.ts';
import { portFilter } from './port-rules.ts';
import { deviceProblems } from './snapshot-problems.ts';
import type { SnapshotRequest } from './snapshot-request.ts';

interface PolledDevice extends DeviceVisit {
  readonly answers: readonly Answer[];
  readonly facts: DeviceFacts | null;
  /** Of every answer of the visit, also of one that was asked for again later. */
  readonly evidence: ReadonlyMap<Answer, Evidence>;
}

/** Takes and stores one snapshot. Only a project that cannot be polled at all, or a store that cannot be written, throws. */
export async function takeSnapshot(request: SnapshotRequest): Promise<Snapshot> {
  const startedAt = new Date();
  await request.store.requireWritable();
  const previous = request.baseline ? null : await request.store.latest();
  const { visits, problems } = await collectVisits(request, startedAt);
  if (request.keep !== null) await keepAnswers(request.keep, visits);
  const polled = visits.map(({ device, visit }) => interpret(device, visit, request.templates));
  const snapshot = assemble(request, polled, problems, previous, startedAt);
  const evidence = polled.flatMap((one) => [...one.evidence.values()]);
  const loads = await loadsBefore(snapshot, {
    output: request.output,
    windowSeconds: request.project.settings.flows.windowSeconds,
    at: startedAt,
    queries: request.traffic ?? null,
    previous,
  });
  return await request.store.save({ ...snapshot, loads }, evidence);
}

function interpret(device: InventoryDevice, visit: Visit, templates: Templates): PolledDevice {
  const answers = latestAnswers(visit);
  const platform = visit.platform === null ? undefined : findPlatform(visit.platform, templates);
  const facts = visit.poll.status === 'ok' && platform ? interpretAnswers(platform, answers, templates) : null;
  const evidence = new Map(visit.answers.map((answer) => [answer, evidenceOf(answer, platform)]));
  return { device, visit, answers, facts, evidence };
}

/** What changes at every poll without meaning anything does not make another answer of it. */
function evidenceOf({ command, raw }: Answer, platform: Platform | undefined): Evidence {
  return { hash: hashAnswer(maskVolatile(platform, command, raw)), raw };
}

/** Command → hash. */
function hashesOf({ answers, evidence }: PolledDevice): Record<string, string> {
  return Object.fromEntries(answers.map((answer) => [answer.command, evidence.get(answer)?.hash ?? '']));
}

function assemble(
  request: SnapshotRequest,
  polled: readonly PolledDevice[],
  earlier: readonly SnapshotProblem[],
  previous: Snapshot | null,
  startedAt: Date,
): Snapshot {
  const { inventory, settings } = request.project;
  const takenAt = startedAt.toISOString();
  const id = snapshotId(startedAt);
  const excludePort = portFilter(inventory, settings.excludePorts);
  const topology = buildTopology({
    id,
    takenAt,
    devices: polled.map((one) => topologyDevice(one, request.templates)),
    declaredLinks: settings.declaredLinks,
    excludePort,
    domains: settings.domains,
    lately: readLately(previous, startedAt, request.standsMs ?? 0),
    neighbors: settings.neighbors,
    previous,
  });
  const problems: SnapshotProblem[] = [
    ...earlier,
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
    bundles: topology.bundles,
    changes: [],
    problems,
    loads: null,
    answers: Object.fromEntries(polled.map((one) => [one.device.name, hashesOf(one)])),
  };
  if (previous === null) return snapshot;
  return { ...snapshot, changes: diffSnapshots(withoutExcluded(previous, excludePort), snapshot) };
}

/** Devices whose neighbour tables are at most so old. */
function readLately(previous: Snapshot | null, now: Date, standsMs: number): ReadonlySet<string> {
  const oldest = new Date(now.getTime() - standsMs).toISOString();
  const devices = standsMs === 0 ? [] : (previous?.devices ?? []);
  return new Set(
    devices.filter(({ claimsAsOf }) => claimsAsOf !== null && claimsAsOf >= oldest).map(({ name }) => name),
  );
}

/** A port that the operator has left out since then is no lost link. */
function withoutExcluded(previous: Snapshot, excludePort: (device: string, port: string) => boolean): Snapshot {
  const isExcluded = (device: string, port: string | null) => port !== null && excludePort(device, port);
  const isGone = ({ a, b, claims }: SnapshotLink) =>
    isExcluded(a.device, a.port) ||
    isExcluded(b.device, b.port) ||
    // A stranger on a segment: nobody is asked about it any more.
    (claims.length > 0 && claims.every((claim) => isExcluded(claim.by, claim.port)));
  const links = previous.links.filter((link) => link.state === 'declared' || !isGone(link));
  return { ...previous, links };
}

function topologyDevice(polled: PolledDevice, templates: Templates): TopologyDevice {
  const { device, visit, facts } = polled;
  return {
    name: device.name,
    groups: device.groups,
    site: device.site,
    role: device.role,
    aliases: device.aliases,
    host: device.connection.host,
    platform: visit.platform ?? (isAuto(device.networkOs) ? null : platformOf(device, templates).name),
    poll: visit.poll,
    facts,
    evidence: new Map(Object.entries(hashesOf(polled))),
  };
}
