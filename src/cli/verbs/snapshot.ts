// `toposcope snapshot`: the main job.
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  drawDiagrams,
  loadProject,
  type Project,
  parseFormats,
  prepareDrawing,
  RefusalMemory,
  runOnSchedule,
  takeSnapshot,
  updateIncidents,
} from '../../app/index.ts';
import { isFreshIn, type Snapshot } from '../../model/index.ts';
import { openAsk } from '../ask.ts';
import { type Output, printable } from '../console.ts';
import { formatIncidentEvent } from '../incidents.ts';
import { sayWarnings } from '../problems.ts';
import { openProgress } from '../progress.ts';
import { formatChanges, formatProblems, formatRecap } from '../recap.ts';
import {
  type CommonOptions,
  type ExitCode,
  interrupted,
  printJson,
  projectPaths,
  reportError,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface SnapshotOptions extends CommonOptions {
  readonly limit?: string;
  readonly from?: string;
  readonly keep?: string | true;
  readonly render: boolean;
  readonly format: string;
  readonly strict?: boolean;
  readonly every?: string;
}

export function defineSnapshot(program: Command): void {
  const command = program
    .command('snapshot')
    .description('poll the devices, build the topology, compare with the previous snapshot, store, draw')
    .option('-l, --limit <pattern>', 'poll only these hosts (Ansible host pattern)')
    .option('--from <dir>', 'read raw answers from files instead of SSH')
    .option('--keep [dir]', 'write the raw answers as text files too (default: output/answers/)')
    .option('--no-render', 'draw nothing')
    .option('-f, --format <formats>', 'formats to draw', 'svg,pdf')
    .option('--every <cron>', "take one at each of these times until stopped, such as '*/15 * * * *'")
    .option('--strict', 'exit 1 for any problem or change, not only for devices that could not be polled');
  withExample(
    withCommonOptions(command),
    'toposcope snapshot --inventory inventory/',
    "toposcope snapshot --limit 'edge-devices:!r5-tor'",
    'toposcope snapshot --from tmp/',
  );
  command.action((options: SnapshotOptions) =>
    runVerb(options, (output) =>
      options.every === undefined ? takeOne(output, options) : takeOnSchedule(output, options, options.every),
    ),
  );
}

/** The configuration is read for each run, so that an edit takes effect and a bad edit costs runs, not the schedule. */
async function takeOne(output: Output, options: SnapshotOptions, refusals = new RefusalMemory()): Promise<ExitCode> {
  const formats = parseFormats(options.format);
  const project = await readProject(options);
  sayWarnings(output, project);
  if (options.render) prepareDrawing(formats);
  const snapshot = await take(output, project, options, refusals);
  if (options.json) printJson(output, snapshot);
  else report(output, snapshot);
  await tellIncidents(output, project, options);
  const exitCode = exitCodeOf(snapshot, options.strict ?? false);
  if (!options.render) return exitCode;
  return (await draw(output, project, snapshot, options, formats)) ? exitCode : 1;
}

async function takeOnSchedule(output: Output, options: SnapshotOptions, expression: string): Promise<ExitCode> {
  await readProject(options);
  let exitCode: ExitCode = 0;
  const refusals = new RefusalMemory();
  const job = async () => {
    exitCode = await takeOne(output, options, refusals);
  };
  const onError = (error: unknown) => {
    reportError(output, error, options.debug ?? false);
    exitCode = 2;
  };
  const schedule = runOnSchedule(expression, job, (reason) => output.say(`run skipped: ${reason}`), onError);
  output.say(`taking a snapshot at ${expression}; Ctrl-C stops`);
  await interrupted();
  await schedule.stop();
  return exitCode;
}

function readProject(options: SnapshotOptions): Promise<Project> {
  return loadProject(projectPaths(options), options.from === undefined ? 'poll' : 'offline', process.env, openAsk());
}

async function take(
  output: Output,
  project: Project,
  options: SnapshotOptions,
  refusals: RefusalMemory,
): Promise<Snapshot> {
  const progress = openProgress(output);
  try {
    return await takeSnapshot({
      project,
      store: storeOf(options),
      output: options.output,
      templates: project.templates,
      progress,
      limit: options.limit ?? null,
      from: options.from ?? null,
      keep: keepFolder(options),
      baseline: false,
      clockRate: 1,
      refusals,
    });
  } finally {
    progress.stop();
  }
}

function keepFolder({ keep, output }: SnapshotOptions): string | null {
  if (keep === undefined) return null;
  return keep === true ? join(output, 'answers') : keep;
}

/** The snapshot stands by now: incidents that cannot be updated are told, and looked at by the next run. */
async function tellIncidents(output: Output, project: Project, options: SnapshotOptions): Promise<void> {
  const say = (text: string) => output.say(printable(text));
  const tell = options.json ? output.say : output.print;
  try {
    const { events, leftTo } = await updateIncidents(storeOf(options), project, say, options.from !== undefined);
    if (leftTo !== null) output.say(`incidents are looked after by ${leftTo}`);
    for (const event of events) tell(formatIncidentEvent(output, event));
  } catch (error) {
    reportError(output, error, options.debug ?? false);
  }
}

/** The snapshot is stored and told by now: a picture that cannot be drawn is told too, and takes nothing of that away. */
async function draw(
  output: Output,
  project: Project,
  snapshot: Snapshot,
  options: SnapshotOptions,
  formats: ReturnType<typeof parseFormats>,
): Promise<boolean> {
  const { views } = project.settings;
  const request = { project, store: storeOf(options), snapshot, views, formats, changes: true };
  const { files, failures } = await drawDiagrams(request);
  if (!options.json) for (const file of files) output.print(`drawn    ${file}`);
  for (const failure of failures) reportError(output, failure, options.debug ?? false);
  return failures.length === 0;
}

function report(output: Output, snapshot: Snapshot): void {
  output.print(formatRecap(output, snapshot));
  output.print('');
  output.print(formatChanges(output, snapshot));
  const problems = formatProblems(output, snapshot);
  if (problems) output.print(`\n${problems}`);
  output.print('');
  output.print(`snapshot ${snapshot.id}`);
}

/** 1: some device could not be polled, or nothing of its neighbour table could be read; with --strict any problem or change. */
function exitCodeOf(snapshot: Snapshot, isStrict: boolean): ExitCode {
  const isUnpolled = snapshot.devices.some(
    ({ name, poll }) => poll !== null && (isFailed(poll.code) || isUnread(name, snapshot)),
  );
  const isNoteworthy = snapshot.problems.length > 0 || snapshot.changes.length > 0;
  return isUnpolled || (isStrict && isNoteworthy) ? 1 : 0;
}

function isFailed(code: string | null): boolean {
  return code !== null && code !== 'DEVICE_SKIPPED';
}

/** The login went well, and still nobody knows whom the device hears: it refused the question, or the answer is no table. */
function isUnread(device: string, snapshot: Snapshot): boolean {
  const { devices, links, problems, takenAt } = snapshot;
  const isRead = devices.some((one) => one.name === device && one.claimsAsOf === takenAt);
  const isHeardFrom = links.some(({ claims }) =>
    claims.some((claim) => claim.by === device && isFreshIn(claim, snapshot)),
  );
  const codes = problems.filter((problem) => problem.device === device).map((problem) => problem.code);
  return !isRead && !isHeardFrom && codes.some((code) => UNREAD_CODES.has(code));
}

const UNREAD_CODES: ReadonlySet<string> = new Set([
  'DEVICE_COMMAND_REJECTED',
  'PARSE_BUDGET_EXCEEDED',
  'PARSE_COUNT_MISMATCH',
  'PARSE_INPUT_INVALID',
  'PARSE_TEMPLATE_ERROR',
  'PARSE_TEMPLATE_MISSING',
  'PARSE_UNKNOWN_LINE',
]);
