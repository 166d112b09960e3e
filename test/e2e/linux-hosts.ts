// Linux hosts for end-to-end tests: network namespaces with cables between them, a real lldpd in each, and OpenSSH's own server in
// front of a shell there. Debian packages: lldpd, iproute2, openssh-server, openssh-client.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HAS_OPENSSH, makeKey, publicHalf, type Sshd, startSshd } from '../devices/support/openssh.ts';

/** Names of namespaces are those of the machine: other runs have others. */
const PREFIX = `toposcope${process.pid}`;

/** Runs as the host's first process: /run and the host name are its own, as are the network and /sys by `ip netns`. */
const BOOT = `set -e
mount -t tmpfs tmpfs /run
mkdir /run/lldpd
hostname "$1"
exec lldpd -d -O /dev/null -I 've*' -S "Example Linux, host $1"
`;

/** Why the hosts cannot be had here; null where they can. */
export function whyNoHosts(): string | null {
  const programs = ['ip', 'nsenter', 'unshare', '/usr/sbin/lldpd', '/usr/sbin/lldpcli'];
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  if (!HAS_OPENSSH) return 'no OpenSSH server that may be run';
  const made = spawnSync('ip', ['netns', 'add', `${PREFIX}try`]).status === 0;
  const runs = made && spawnSync('ip', ['netns', 'exec', `${PREFIX}try`, 'unshare', '-u', '-m', 'true']).status === 0;
  const cables = made && spawnSync('ip', ['-n', `${PREFIX}try`, 'link', 'add', 'x', 'type', 'veth']).status === 0;
  if (made) spawnSync('ip', ['netns', 'del', `${PREFIX}try`]);
  return runs && cables ? null : 'network namespaces are not permitted';
}

export interface LinuxHost {
  readonly name: string;
  readonly sshd: Sshd;
  /** Path of the private key that its `root` lets in. */
  readonly key: string;
  /** Runs a program in it. */
  run(...command: readonly string[]): string;
}

export interface LinuxHosts {
  readonly hosts: readonly LinuxHost[];
  close(): Promise<void>;
}

export interface HostSpec {
  readonly name: string;
  /** What a login gets: a shell and its arguments. */
  readonly shell: string;
}

/** Two hosts with `cables` cables between them: ve0 to ve0, ve1 to ve1 … */
export async function startLinuxHosts(
  folder: string,
  specs: readonly [HostSpec, HostSpec],
  cables: number,
): Promise<LinuxHosts> {
  const namespaces = specs.map((_, i) => `${PREFIX}n${i}`);
  const daemons: ChildProcess[] = [];
  const sshds: Sshd[] = [];
  const close = async () => {
    for (const sshd of sshds) await sshd.close();
    for (const daemon of daemons) await stop(daemon);
    for (const namespace of namespaces) spawnSync('ip', ['netns', 'del', namespace]);
  };
  try {
    for (const namespace of namespaces) ip('netns', 'add', namespace);
    for (let i = 0; i < cables; i++) plug(namespaces, `ve${i}`);
    const boot = join(folder, 'boot.sh');
    writeFileSync(boot, BOOT);
    const hosts: LinuxHost[] = [];
    for (const [i, { name, shell }] of specs.entries()) {
      const daemon = spawn('ip', ['netns', 'exec', namespaces[i] ?? '', 'unshare', '-u', '-m', 'sh', boot, name]);
      daemons.push(daemon);
      const inside = ['-t', String(daemon.pid), '-n', '-m', '-u'];
      const run = (...command: readonly string[]) =>
        execFileSync('nsenter', [...inside, ...command], { encoding: 'utf8', stdio: 'pipe' });
      await until(() => spawnSync('nsenter', [...inside, 'lldpcli', 'show', 'configuration']).status === 0);
      run('lldpcli', 'configure', 'lldp', 'tx-interval', '1');
      const key = makeKey(folder, `key-${name}`, ['-t', 'ed25519']);
      const sshd = await startSshd(folder, publicHalf(key), [`ForceCommand nsenter ${inside.join(' ')} ${shell}`]);
      sshds.push(sshd);
      hosts.push({ name, sshd, key, run });
    }
    return { hosts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: 'pipe' });
}

function plug([a = '', b = '']: readonly string[], port: string): void {
  ip('link', 'add', port, 'netns', a, 'type', 'veth', 'peer', 'name', port, 'netns', b);
  for (const namespace of [a, b]) ip('-n', namespace, 'link', 'set', port, 'up');
}

/** lldpd's monitor takes its other half with it. */
async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await exit;
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
