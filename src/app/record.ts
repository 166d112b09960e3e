// One real visit to each device, kept as a folder that can be replayed, reviewed and read by `snapshot --from`; without secrets.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Conversation,
  describeReplay,
  formatRecording,
  type MaskedVisit,
  parseRecording,
  ReplayMismatch,
  replayVisit,
  SessionRecorder,
  summariseAnswer,
  visitDevices,
} from '../devices/index.ts';
import { type PollResult, ToposcopeError, type Visit } from '../model/index.ts';
import type { Templates } from '../platforms/index.ts';
import { answerFileName, safeName } from './answer-files.ts';
import { countVisits, type PollProgress } from './poll-progress.ts';
import { limitDevices, type Project } from './project.ts';
import { topologyVisit } from './topology-visit.ts';
import { visitOptions, visitTarget } from './visit-options.ts';

export interface RecordRequest {
  readonly project: Project;
  /** Inventory names, or host patterns. */
  readonly devices: readonly string[];
  /** Gets one folder per device. */
  readonly folder: string;
  /** Asked instead of the topology visit's; empty: the topology visit. */
  readonly commands: readonly string[];
  /** The output folder, for `known_hosts`. */
  readonly output: string;
  readonly templates: Templates;
  readonly progress: PollProgress;
}

export interface RecordedDevice {
  readonly device: string;
  readonly folder: string;
  readonly platform: string | null;
  readonly poll: PollResult;
  /** Commands whose answers were kept. */
  readonly commands: readonly string[];
  /** What a replay of the folder does otherwise than the device did; null where it does the same. */
  readonly difference: string | null;
  /** What the operator should know before handing the folder on; null where there is nothing. */
  readonly warning: string | null;
}

const SESSION_FILE = 'session.yml';
const EXPECTED_FILE = 'expected.json';

/**
 * One result per device, in inventory order. A device that cannot be visited is recorded as far as the session came; one
 * whose folder holds other files than a recording is not visited (STORE_WRITE_FAILED), and they stay.
 */
export async function recordDevices(request: RecordRequest): Promise<RecordedDevice[]> {
  const { project, progress } = request;
  const chosen = limitDevices(project.inventory, request.devices.join(',')).map(visitTarget(request.templates));
  const refused = new Map<string, RecordedDevice>();
  for (const { name } of chosen) {
    const folder = folderOf(request, name);
    if (await isForeign(folder)) refused.set(name, refuseFolder(name, folder));
  }
  const targets = chosen.filter(({ name }) => !refused.has(name));
  const recorders = new Map(targets.map((target) => [target.name, new SessionRecorder(target)]));
  const visits = await visitDevices(targets, conversationOf(request), {
    ...(await visitOptions(project.settings, request.output)),
    tap: (target, transport) => recorders.get(target.name)?.tap(transport) ?? transport,
    onVisit: countVisits(progress, targets.length),
  });
  const recorded = new Map(refused);
  for (const visit of visits) {
    const recorder = recorders.get(visit.device);
    if (!recorder) continue;
    recorded.set(visit.device, await keepRecording(folderOf(request, visit.device), visit, recorder.finish(visit)));
  }
  return chosen.flatMap(({ name }) => recorded.get(name) ?? []);
}

function folderOf({ folder }: RecordRequest, device: string): string {
  return join(folder, safeName(device));
}

function conversationOf({ commands, templates, project }: RecordRequest): Conversation {
  const { endpoints } = project.settings.collect;
  if (commands.length === 0) return topologyVisit(templates, { ensureLldp: false, endpoints });
  return async (session) => {
    for (const command of commands) await session.run(command);
    return { changed: false };
  };
}

async function keepRecording(folder: string, visit: Visit, masked: MaskedVisit): Promise<RecordedDevice> {
  const answers = new Map(masked.answers.map((answer) => [answer.command, answer]));
  try {
    await clearFolder(folder);
    await writeFile(join(folder, SESSION_FILE), formatRecording(masked.recording));
    for (const { command, raw } of answers.values()) await writeFile(join(folder, answerFileName(command)), raw);
    return {
      device: visit.device,
      folder,
      platform: visit.platform,
      poll: visit.poll,
      commands: [...answers.keys()],
      difference: await tryReplay(folder, visit, masked),
      warning: masked.isWeaklyMasked ? WEAK_SECRET : null,
    };
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new ToposcopeError('STORE_WRITE_FAILED', `cannot write ${folder}: ${error.message}`, {
      hint: 'name another folder with --output-dir DIR',
      cause: error,
    });
  }
}

const WEAK_SECRET =
  'a password of this login is a word that devices print of themselves, or very short: it was taken out where it stands alone or is configured, and left inside other words; read the files before you hand them on';

/** Whether something lies there that no recording has written: it is not ours to replace. */
async function isForeign(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : ['']));
  return names.length > 0 && !names.includes(SESSION_FILE);
}

function refuseFolder(device: string, folder: string): RecordedDevice {
  const poll: PollResult = {
    status: 'skipped',
    code: 'STORE_WRITE_FAILED',
    message: `${device}: ${folder} holds other files than a recording (no ${SESSION_FILE}); nothing was written, and none removed`,
    hint: `name another folder with --output-dir DIR, or move what is in ${folder} away`,
    tookMs: 0,
    changed: false,
  };
  return { device, folder, platform: null, poll, commands: [], difference: null, warning: null };
}

/** What an earlier recording left behind must not be read as an answer of this one. Other files stay. */
async function clearFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.txt') || name === SESSION_FILE || name === EXPECTED_FILE) await rm(join(folder, name));
  }
}

/** Replays what was written, writes what came of it beside it, and says what is otherwise. */
async function tryReplay(folder: string, visit: Visit, { answers }: MaskedVisit): Promise<string | null> {
  const path = join(folder, SESSION_FILE);
  try {
    const outcome = describeReplay(await replayVisit(visit.device, parseRecording(await readFile(path, 'utf8'), path)));
    await writeFile(join(folder, EXPECTED_FILE), `${JSON.stringify(outcome, null, 2)}\n`);
    if (outcome.poll.code !== visit.poll.code) return `it ends with ${outcome.poll.code ?? 'no fault'}`;
    if (outcome.platform !== visit.platform) return `it finds the platform ${outcome.platform}`;
    const wanted = answers.map((answer) => summariseAnswer(answer, visit.platform));
    const other = wanted.find((answer, i) => !isDeepStrictEqual(answer, outcome.answers[i]));
    return other ? `the answer to "${other.command}" is another one` : null;
  } catch (error) {
    if (error instanceof ReplayMismatch) return error.message;
    throw error;
  }
}
