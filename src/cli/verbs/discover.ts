// `toposcope discover`: from a few known devices to all of them; proposes an inventory and changes nothing.
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { type CrawledDevice, type Discovery, discover, type FenceAction, parseFenceRule } from '../../app/index.ts';
import { formatEnd, type HostKeyPolicy, shortPortName, ToposcopeError } from '../../model/index.ts';
import { openAsk } from '../ask.ts';
import { countBy, formatTable, type Output, plural, printable } from '../console.ts';
import { sayWarnings } from '../problems.ts';
import { openProgress } from '../progress.ts';
import {
  type CommonOptions,
  type ExitCode,
  printJson,
  projectPaths,
  runVerb,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface DiscoverOptions extends CommonOptions {
  readonly depth: string;
  readonly max: string;
  readonly user?: string;
  readonly password?: string;
  readonly write?: string;
  readonly hostKeys?: HostKeyPolicy;
}

/** In the order of the command line: the first that fits a device wins. */
type WrittenRules = (readonly [FenceAction, string])[];

const FENCE: readonly (readonly [FenceAction, string])[] = [
  ['permit', 'log in, and follow its neighbours'],
  ['leaf', 'log in, but do not follow its neighbours'],
  ['include', 'list it without logging in'],
  ['deny', 'leave it out'],
];

export function defineDiscover(program: Command): void {
  const rules: WrittenRules = [];
  const command = program
    .command('discover')
    .argument('<host...>', 'where to begin: names of the inventory, addresses or DNS names')
    .description('find devices ring by ring from known ones; proposes an inventory, changes nothing');
  for (const [action, meaning] of FENCE) {
    const option = new Option(`--${action} <rule>`, `${meaning}: an address range, name:, platform: or capability:`);
    command.addOption(option.argParser((text: string) => void rules.push([action, text])));
  }
  command
    .option('--depth <links>', 'how far from the hosts to begin with', '10')
    .option('--max <devices>', 'how many devices to visit, those that do not answer included', '500')
    .option('--user <name>', 'who logs in where the inventory does not say')
    .option('--password <source>', 'env:NAME or ask')
    .addOption(new Option('--host-keys <policy>', 'instead of what the settings say').choices(['strict', 'accept-new']))
    .option('--write <file>', 'write the proposed inventory to a new file');
  withExample(
    withCommonOptions(command),
    'toposcope discover core-1 --permit 192.0.2.0/24 --deny name:*-lab > proposed.yml',
    'toposcope discover 192.0.2.1 --user netops --password ask --host-keys accept-new --depth 2 --write inventory/found.yml',
  );
  command.action((hosts: string[], options: DiscoverOptions) =>
    runVerb(options, (output) => run(output, hosts, options, rules)),
  );
}

async function run(
  output: Output,
  seeds: readonly string[],
  options: DiscoverOptions,
  written: WrittenRules,
): Promise<ExitCode> {
  const limits = { maxDepth: readCount('--depth', options.depth), maxDevices: readCount('--max', options.max, 1) };
  const rules = written.map(([action, text]) => parseFenceRule(action, text));
  const progress = openProgress(output, 'nothing was proposed');
  try {
    const found = await discover({
      ...{ paths: projectPaths(options), env: process.env, ask: openAsk(), seeds, rules, limits, progress },
      ...{
        variables: readLogin(options),
        hostKeys: options.hostKeys ?? null,
        output: options.output,
      },
    });
    sayWarnings(output, found.known);
    await tell(output, found, options);
    return found.devices.some(({ status }) => status === 'failed') ? 1 : 0;
  } finally {
    progress.stop();
  }
}

function readCount(option: string, text: string, least = 0): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text);
  throw new ToposcopeError('CLI_USAGE', `${option} must be a whole number from ${least}, not "${text}"`, {
    hint: `${option} 5`,
  });
}

/** What the command line says of the login, as inventory variables. A password itself would stand in the process list. */
function readLogin({ user, password }: DiscoverOptions): Record<string, string> {
  if (password !== undefined && password !== 'ask' && !/^env:\w+$/.test(password)) {
    throw new ToposcopeError('CLI_USAGE', '--password takes env:NAME or ask, not the password itself', {
      hint: 'what stands on a command line can be read by every user of this machine',
    });
  }
  return {
    ...(user !== undefined && { ansible_user: user }),
    ...(password !== undefined && { ansible_password: password }),
  };
}

/** The proposal is the result, so it goes to standard output, or to its file; the table goes beside it. */
async function tell(output: Output, found: Discovery, { json, write }: DiscoverOptions): Promise<void> {
  if (write !== undefined) await writeNew(write, found.proposal);
  if (json) {
    const devices = found.devices.map(({ facts, ...device }) => ({
      ...device,
      model: facts?.model ?? null,
      version: facts?.version ?? null,
    }));
    printJson(output, { devices, proposed: found.proposed, proposal: found.proposal });
    return;
  }
  const say = write === undefined ? output.say : output.print;
  say(formatFound(found.devices));
  for (const hint of hintsOf(found.devices)) say(`    ${hint}`);
  say('');
  say(
    `${countBy(found.devices, ({ status }) => status)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
  );
  if (write === undefined) output.print(found.proposal.trimEnd());
  else say(`proposed ${plural(found.proposed.length, 'device')}: ${write}`);
}

/** What to do about what failed, each once. */
function hintsOf(devices: readonly CrawledDevice[]): string[] {
  return [...new Set(devices.flatMap(({ hint }) => hint ?? []))].map(printable);
}

function formatFound(devices: readonly CrawledDevice[]): string {
  const rows = devices.map(({ name, address, status, platform, facts, depth, via, reason }) => [
    ...[name, address ?? '-', String(depth), status, platform ?? '-', facts?.model ?? '-'],
    ...[via === null ? '-' : formatEnd({ ...via, port: via.port && shortPortName(via.port) }), reason],
  ]);
  const head = ['device', 'address', 'depth', 'status', 'platform', 'model', 'heard by', 'why'];
  return formatTable([head, ...rows.map((row) => row.map(printable))]);
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'it exists' : message;
    throw new ToposcopeError('STORE_WRITE_FAILED', `${path} was not written: ${reason}`, {
      hint: 'name a new file: a discovery never changes one',
      cause: error,
    });
  }
}
