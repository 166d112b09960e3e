// One visit: connect, log in, enable, five commands, close. Against the lab in another process, interleaved with Debian's
// OpenSSH client saying the same. Cost per core is our own CPU time; OpenSSH's start-up is part of its figure, as it is
// for every tool that spawns it.
import { fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conversation, openKnownHosts, type VisitTarget, visitDevices } from '../../src/devices/index.ts';
import { Secret } from '../../src/model/index.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { median } from './median.ts';

const COMMANDS = [
  'show lldp',
  'show lldp neighbors',
  'show lldp neighbors detail',
  'show version',
  'show ip interface brief',
];
const ROUNDS = 30;
const PARALLEL = 20;
const PARALLEL_VISITS = 300;

interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

const conversation: Conversation = async (session) => {
  for (const command of COMMANDS) await session.run(command);
  return { changed: false };
};

export async function benchVisit(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const child = fork('test/bench/lab-process.ts', { execArgv: ['--import', 'tsx'] });
  try {
    const places = await new Promise<Place[]>((resolve) =>
      child.once('message', (message) => resolve(message as Place[])),
    );
    const targets = places.map(toTarget);
    const visit = await visitor(folder);
    const [target] = targets as [VisitTarget];
    await visit(
      Array.from({ length: 20 }, () => target),
      1,
    );
    await benchSequential(folder, targets, visit);
    await benchParallel(targets, visit);
  } finally {
    child.disconnect();
    rmSync(folder, { recursive: true });
  }
}

type Visitor = (targets: readonly VisitTarget[], concurrency: number) => Promise<void>;

async function visitor(folder: string): Promise<Visitor> {
  const hostKeys = await openKnownHosts([join(folder, 'known_hosts')], 'accept-new');
  return async (targets, concurrency) => {
    const visits = await visitDevices(targets, conversation, {
      concurrency,
      connectTimeoutMs: 10_000,
      commandTimeoutMs: 10_000,
      visitTimeoutMs: 60_000,
      hostKeys,
    });
    const failed = visits.filter((one) => one.poll.status !== 'ok' || one.answers.length < COMMANDS.length);
    if (failed.length > 0) throw new Error(`a visit failed: ${JSON.stringify(failed[0]?.poll)}`);
  };
}

async function benchSequential(folder: string, targets: readonly VisitTarget[], visit: Visitor): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const hasOpenSsh = spawnSync('ssh', ['-V']).status === 0;
  for (let round = 0; round < ROUNDS; round++) {
    const target = targets[round % targets.length] as VisitTarget;
    ours.push(await timed(() => visit([target], 1)));
    if (hasOpenSsh) theirs.push(await timed(() => openSshVisit(folder, target)));
  }
  console.log(`one after the other, ${ROUNDS} rounds, ms per visit: toposcope ${median(ours).toFixed(1)}`);
  if (!hasOpenSsh) return console.log('OpenSSH is not installed: no comparison');
  const ratios = ours.map((ms, i) => ms / (theirs[i] ?? Number.NaN));
  console.log(
    `  OpenSSH client, same commands: ${median(theirs).toFixed(1)}; ratio ${median(ratios).toFixed(2)} (below 1 is faster)`,
  );
}

async function benchParallel(targets: readonly VisitTarget[], visit: Visitor): Promise<void> {
  const many = Array.from({ length: PARALLEL_VISITS }, (_, i) => targets[i % targets.length] as VisitTarget);
  const cpuBefore = process.cpuUsage();
  const ms = await timed(() => visit(many, PARALLEL));
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1000 / PARALLEL_VISITS;
  console.log(
    `${PARALLEL} at a time, ${PARALLEL_VISITS} visits: ${((PARALLEL_VISITS * 1000) / ms).toFixed(0)} visits/s here, ` +
      `${cpuMs.toFixed(2)} ms of our CPU per visit = ${(1000 / cpuMs).toFixed(0)} visits per second per core`,
  );
}

/** Type-ahead is what a script piped into ssh does: nothing waits for a prompt. */
async function openSshVisit(folder: string, { connection }: VisitTarget): Promise<void> {
  const askpass = join(folder, 'askpass');
  writeFileSync(askpass, '#!/bin/sh\necho cisco\n', { mode: 0o700 });
  const options = [
    'StrictHostKeyChecking=no',
    `UserKnownHostsFile=${join(folder, 'ssh_known_hosts')}`,
    'LogLevel=ERROR',
  ];
  const child = spawn(
    'ssh',
    [...options.flatMap((option) => ['-o', option]), '-tt', '-p', `${connection.port}`, `cisco@${connection.host}`],
    { env: { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.write(`${['enable', 'cisco', 'terminal length 0', ...COMMANDS, 'exit'].join('\r')}\r`);
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  if (!output.includes('uptime is')) throw new Error(`the OpenSSH visit failed: ${output.slice(-300)}`);
}

function toTarget({ name, host, port }: Place): VisitTarget {
  const platform = findPlatform('cisco_ios');
  if (!platform) throw new Error('no platform cisco_ios');
  return {
    name,
    platform,
    connection: {
      host,
      port,
      user: 'cisco',
      password: new Secret('cisco'),
      privateKeyFiles: [],
      privateKeyPassphrase: null,
      useAgent: false,
      agentSocket: null,
      jumps: [],
      become: true,
      becomePassword: new Secret('cisco'),
      legacyAlgorithms: 'none',
      hostKeyChecking: true,
    },
  };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
