// The main job from end to end on the built-in lab: two snapshots with two cables pulled in between, and the pictures.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DrawResult,
  drawDiagrams,
  keepTraffic,
  loadCaptures,
  type Project,
  takeSnapshot,
  updateIncidents,
} from '../app/index.ts';
import type { Lab } from '../lab/index.ts';
import type { IncidentEvent, Problem, Snapshot } from '../model/index.ts';
import { type Output, plural, printable } from './console.ts';
import { formatIncidentEvent } from './incidents.ts';
import { writeLabFlows } from './lab-flows.ts';
import { openProgress } from './progress.ts';
import { formatChanges, formatProblems, formatRecap } from './recap.ts';
import { type CommonOptions, storeOf } from './shell.ts';

/** The source's experiment: r6-edge loses two of its three uplinks. */
const CUT_ENDS = ['r6-edge:Gi0/1', 'r6-edge:Gi0/2'];
/** Carrier loss is seen at both ends within a second of the lab's clock; one more for the log lines. */
const CARRIER_SECONDS = 2;

export interface LabRunResult extends DrawResult {
  readonly snapshots: readonly Snapshot[];
}

export async function runLab(
  output: Output,
  lab: Lab,
  project: Project,
  options: CommonOptions,
): Promise<LabRunResult> {
  const first = await take(output, lab, project, options, true);
  await collect(output, lab, first, options);
  const shutDown = CUT_ENDS.join(' and ');
  output.say(`\nShutting down ${shutDown} …`);
  for (const end of CUT_ENDS) lab.cut(end, 'shutdown');
  await sleep((CARRIER_SECONDS * 1000) / lab.timeScale);
  const second = await take(output, lab, project, options, false);
  const { views } = project.settings;
  const store = storeOf(options);
  const drawn = await drawDiagrams({ project, store, snapshot: second, views, formats: ['svg', 'pdf'], changes: true });
  return { snapshots: [first, second], ...drawn };
}

/** So long the devices have been telling of their traffic: the window of a picture, and what is not yet told whole. */
const TRAFFIC_SECONDS = 480;

/** Datagrams of the last minutes, kept as a capture, and its loads as if they had been collected. */
async function collect(output: Output, lab: Lab, snapshot: Snapshot, options: CommonOptions): Promise<void> {
  const folder = join(options.output, 'lab');
  await mkdir(folder, { recursive: true });
  const { capture, datagrams } = await writeLabFlows(lab, join(folder, 'flows.pcap'), TRAFFIC_SECONDS);
  const onProblem = ({ message }: Problem) => output.say(printable(message));
  const request = {
    files: [capture],
    snapshot,
    windowSeconds: null,
    endMs: null,
    talkers: 20,
    ports: null,
    filter: null,
    onProblem,
  };
  const { minutes } = await loadCaptures(request);
  await keepTraffic(options.output, minutes);
  output.say(`\n${TRAFFIC_SECONDS / 60} minutes of their flows: ${plural(datagrams, 'datagram')} in ${capture}`);
}

async function take(
  output: Output,
  lab: Lab,
  project: Project,
  options: CommonOptions,
  isFirst: boolean,
): Promise<Snapshot> {
  output.say(isFirst ? `Polling ${lab.devices.length} devices over SSH …` : 'Polling again …');
  const progress = openProgress(output);
  const snapshot = await takeSnapshot({
    project,
    store: storeOf(options),
    output: options.output,
    templates: project.templates,
    progress,
    limit: null,
    from: null,
    keep: null,
    baseline: isFirst,
    clockRate: lab.timeScale,
  });
  progress.stop();
  const { events } = await updateIncidents(storeOf(options), project, (text) => output.say(printable(text)), false);
  if (!options.json) reportSnapshot(output, snapshot, events);
  return snapshot;
}

function reportSnapshot(output: Output, snapshot: Snapshot, events: readonly IncidentEvent[]): void {
  output.print(`\n${formatRecap(output, snapshot)}`);
  if (snapshot.previous !== null) output.print(`\n${formatChanges(output, snapshot)}`);
  if (events.length > 0) output.print(`\n${output.paint('bold', 'Incidents')}`);
  for (const event of events) output.print(`  ${formatIncidentEvent(output, event)}`);
  const problems = formatProblems(output, snapshot);
  if (problems) output.print(`\n${problems}`);
}
