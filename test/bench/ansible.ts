// The five-router lab, from process start to files written: two Ansible plays, one that turns LLDP on and one that asks a
// table and keeps it, as they are run one after the other before a script can draw; against `toposcope snapshot`, which does
// both, asks sixteen questions, and draws SVG and PDF. All read the same inventory and take turns.
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { median } from './median.ts';
import type { Place } from './place.ts';

const ROUNDS = 5;
const PICTURES = ['all.pdf', 'all.svg'];

interface Contestant {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Its files must be there after each run. */
  readonly written: { readonly folder: string; readonly names: readonly string[] };
}

/** In milliseconds. */
interface Round {
  readonly enable: number;
  readonly discover: number;
  readonly ours: number;
}

export async function benchAnsible(): Promise<void> {
  if (!hasAnsible()) return console.log('ansible with cisco.ios is not installed: no comparison');
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const lab = fork('test/bench/lab-process.ts', { execArgv: ['--import', 'tsx'] });
  try {
    const places = await listening(lab);
    writeInventory(folder, places);
    const answers = join(folder, 'answers');
    mkdirSync(answers);
    const enable = play('enable', folder, []);
    const discover = play(
      'discover',
      folder,
      places.map(({ name }) => `${name}_lldp.txt`),
    );
    const ours = toposcope(folder);
    const runRound = async (): Promise<Round> => ({
      enable: await timedRun(folder, enable),
      discover: await timedRun(folder, discover),
      ours: await timedRun(folder, ours),
    });
    // Not counted: LLDP is turned on, and nobody waits for first advertisements later.
    await runRound();
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await runRound());
    tell(places.length, rounds);
  } finally {
    lab.disconnect();
    rmSync(folder, { recursive: true });
  }
}

function hasAnsible(): boolean {
  const installed = spawnSync('ansible-doc', ['-t', 'module', '-j', 'cisco.ios.ios_command']);
  return installed.status === 0 && installed.stdout.includes('ios_command');
}

function listening(lab: ChildProcess): Promise<Place[]> {
  return new Promise((resolve) => lab.once('message', (message) => resolve(message as Place[])));
}

/** `hosts` is read by both; the settings and host keys beside it are ours. */
function writeInventory(folder: string, places: readonly Place[]): void {
  const inventory = join(folder, 'inventory');
  mkdirSync(inventory);
  const lines = places.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const variables = ['ansible_network_os=ios', 'ansible_user=cisco', 'ansible_password=cisco'];
  const become = ['ansible_become=true', 'ansible_become_password=cisco', 'ansible_become_method=enable'];
  writeFileSync(
    join(inventory, 'hosts'),
    `${['[devices]', ...lines, '[devices:vars]', ...variables, ...become].join('\n')}\n`,
  );
  const settings = ['host_keys: accept-new', `known_hosts: [${join(folder, 'known_hosts')}]`, 'plain_secrets: allow'];
  writeFileSync(
    join(inventory, 'toposcope.yml'),
    `${[...settings, 'ensure_lldp: true', 'exclude_ports: [Gi0/0]'].join('\n')}\n`,
  );
}

function toposcope(folder: string): Contestant {
  const output = join(folder, 'output');
  const paths = ['--inventory', join(folder, 'inventory'), '--output', output];
  return {
    name: 'toposcope',
    command: [process.execPath, 'dist/cli/main.js', 'snapshot', ...paths],
    written: { folder: join(output, 'diagrams'), names: PICTURES },
  };
}

/** `names`: the files that it writes. */
function play(name: 'enable' | 'discover', folder: string, names: readonly string[]): Contestant {
  const answers = join(folder, 'answers');
  const files = ['-i', join(folder, 'inventory', 'hosts'), `test/bench/ansible-${name}.yml`];
  return {
    name,
    command: ['ansible-playbook', ...files, '-e', `folder=${answers}`],
    written: { folder: answers, names },
  };
}

/** In milliseconds. Throws where the run fails or its files are missing. */
async function timedRun(folder: string, { name, command, written }: Contestant): Promise<number> {
  for (const file of written.names) rmSync(join(written.folder, file), { force: true });
  const [program, ...args] = command;
  const startedAt = performance.now();
  const child = spawn(program, args, { env: ansibleSettings(folder), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const [told, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const ms = performance.now() - startedAt;
  const there = new Set(readdirSync(written.folder));
  const isComplete = written.names.every((file) => there.has(file));
  if (code === 0 && isComplete) return ms;
  throw new Error(`${name} ended with ${code}, files ${isComplete ? 'written' : 'missing'}:\n${told}\n${complaints}`);
}

/** Its own home, and no host keys kept. Five forks are its default: one for each device. */
function ansibleSettings(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ANSIBLE_HOME: join(folder, 'ansible'),
    ANSIBLE_LOCAL_TEMP: join(folder, 'ansible', 'tmp'),
    ANSIBLE_PERSISTENT_CONTROL_PATH_DIR: join(folder, 'pc'),
    ANSIBLE_HOST_KEY_CHECKING: 'False',
    ANSIBLE_PARAMIKO_RECORD_HOST_KEYS: 'False',
    ANSIBLE_NETWORK_CLI_SSH_TYPE: 'paramiko',
    LC_ALL: 'C.UTF-8',
    PYTHONWARNINGS: 'ignore',
  };
}

function tell(devices: number, rounds: readonly Round[]): void {
  const middle = (value: (round: Round) => number) => median(rounds.map(value));
  const [enable, discover, ours] = [
    middle((one) => one.enable),
    middle((one) => one.discover),
    middle((one) => one.ours),
  ];
  const both = middle((one) => (one.enable + one.discover) / one.ours);
  const half = middle((one) => one.discover / one.ours);
  console.log(
    `${devices} devices, process start to files written, ${rounds.length} rounds: toposcope ${formatSeconds(ours)} with SVG and ` +
      `PDF; ansible-playbook ${formatSeconds(enable)} to enable and ${formatSeconds(discover)} to discover, no diagram`,
  );
  console.log(
    `  both plays take ${both.toFixed(1)} times as long as toposcope (aim: 20), the second alone ${half.toFixed(1)} times`,
  );
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
