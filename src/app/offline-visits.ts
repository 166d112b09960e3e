// A snapshot from files instead of SSH: which folder is which device, which file which command.
import { join } from 'node:path';
import type { Answer, InventoryDevice, PollResult, SnapshotProblem, Visit } from '../model/index.ts';
import { detectPlatform, type Platform, type Templates } from '../platforms/index.ts';
import { answerFileName, commandOfFile } from './answer-files.ts';
import { readOfflineAnswers } from './offline-answers.ts';
import { isAuto, platformOf } from './platform-of.ts';
import type { Project } from './project.ts';

/** One visit per chosen device, and a problem for every folder that the inventory does not name. */
export async function readOfflineVisits(
  folder: string,
  { inventory, settings, templates }: Project,
  chosen: readonly InventoryDevice[],
  startedAt: Date,
): Promise<{ readonly visits: readonly Visit[]; readonly problems: readonly SnapshotProblem[] }> {
  const { devices } = inventory;
  const found = await readOfflineAnswers(folder, startedAt.toISOString());
  const answers = nameAsInventory(found, devices, settings.domains);
  const visits = chosen.map((device) => {
    const own = answers.get(device.name);
    return own ? answeredVisit(device, own, templates) : unansweredVisit(device.name, folder);
  });
  const known = new Set(devices.map((device) => device.name));
  const strangers = [...answers.keys()].filter((name) => !known.has(name));
  return {
    visits,
    problems: strangers.map((name) => notInInventory(name, folder)),
  };
}

/** File names hold no slashes and the like: which command was meant, the platform tells. */
function answeredVisit({ name, networkOs }: InventoryDevice, found: readonly Answer[], templates: Templates): Visit {
  const platform = isAuto(networkOs) ? recognise(found) : platformOf({ networkOs }, templates);
  const answers = found.map((answer) => ({
    ...answer,
    command: commandOfFile(answerFileName(answer.command), platform),
  }));
  if (platform !== null) return { device: name, platform: platform.name, answers, poll: okPoll() };
  const message = `nothing in the answers of ${name} tells which network OS it runs`;
  const hint = 'add the answer to its version command, or set ansible_network_os';
  const code = 'DEVICE_PLATFORM_UNKNOWN';
  return { device: name, platform: null, answers, poll: { ...okPoll(), status: 'failed', code, message, hint } };
}

function recognise(found: readonly Answer[]): Platform | null {
  const answers = new Map(found.map(({ command, raw }) => [command, raw]));
  const detection = detectPlatform({ serverIdent: null, banner: '', prompt: '', answers });
  return detection.kind === 'known' ? detection.platform : null;
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

function unansweredVisit(device: string, folder: string): Visit {
  const files = [join(folder, device, '<command>.txt'), join(folder, `${device}_lldp_output.txt`)];
  return {
    device,
    platform: null,
    answers: [],
    poll: {
      ...okPoll(),
      status: 'skipped',
      code: 'DEVICE_NO_ANSWERS',
      message: `no raw answers for ${device} in ${folder}`,
      hint: `expected ${files.join(' or ')}; --limit leaves devices out`,
    },
  };
}
