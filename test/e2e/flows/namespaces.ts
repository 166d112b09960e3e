// Two hosts in network namespaces with one cable between them, a collector of ours beside the first, and what the kernel counted.
// Debian packages: iproute2, ethtool, iperf3.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Daemon, output, PATHS, start, until, whyNot } from './programs.ts';

/** Names of namespaces are those of the machine: other runs have others. */
const PREFIX = `topoflow${process.pid}`;

/** Why there can be no such hosts here; null where they can. */
export function whyNoNamespaces(): string | null {
  const missing = whyNot('ip', 'ethtool', 'iperf3');
  if (missing !== null) return missing;
  const made = spawnSync('ip', ['netns', 'add', `${PREFIX}try`], { env: PATHS }).status === 0;
  const cabled =
    made && spawnSync('ip', ['-n', `${PREFIX}try`, 'link', 'add', 'x', 'type', 'veth'], { env: PATHS }).status === 0;
  if (made) spawnSync('ip', ['netns', 'del', `${PREFIX}try`], { env: PATHS });
  return cabled ? null : 'skipped: network namespaces are not permitted';
}

/** Why packets cannot be logged to a group by nftables here; null where they can. */
export function whyNoNflog(): string | null {
  const name = `${PREFIX}log`;
  const nft = (...words: readonly string[]) =>
    spawnSync('ip', ['netns', 'exec', name, 'nft', ...words], { env: PATHS }).status === 0;
  spawnSync('ip', ['netns', 'add', name], { env: PATHS });
  const works =
    nft('add', 'table', 'ip', 'try') &&
    nft('add chain ip try input { type filter hook input priority 0; }') &&
    nft('add rule ip try input log group 5');
  spawnSync('ip', ['netns', 'del', name], { env: PATHS });
  return works ? null : 'skipped: nftables cannot log to a group here';
}

/** Why a switch in user space can have no port of its own here; null where it can. */
export function whyNoTap(): string | null {
  return existsSync('/dev/net/tun') ? null : 'skipped: no /dev/net/tun';
}

export interface PortTotals {
  readonly inBytes: number;
  readonly inPackets: number;
  readonly outBytes: number;
  readonly outPackets: number;
}

export interface Host {
  readonly name: string;
  run(program: string, ...args: readonly string[]): Promise<string>;
  start(program: string, ...args: readonly string[]): Daemon;
  /** By `ip -s link`: octets of frames without FCS. */
  totals(port: string): Promise<PortTotals>;
}

export interface TwoHosts {
  /** The one that is watched: 192.0.2.1 at `eth0`, ifIndex 64. */
  readonly near: Host;
  /** 192.0.2.2. */
  readonly far: Host;
  /** Also after failure. */
  close(): Promise<void>;
}

export const [NEAR, FAR] = ['192.0.2.1', '192.0.2.2'];
export const NEAR_IFINDEX = 64;

export async function startTwoHosts(): Promise<TwoHosts> {
  const [near, far] = [`${PREFIX}a`, `${PREFIX}b`];
  const daemons: Daemon[] = [];
  const close = async () => {
    for (const daemon of daemons.reverse()) await daemon.stop('SIGKILL');
    for (const name of [near, far]) {
      // Daemons leave children behind: whoever is in a namespace of ours is ours.
      const { stdout } = spawnSync('ip', ['netns', 'pids', name], { env: PATHS, encoding: 'utf8' });
      for (const id of stdout.split('\n').filter((line) => line !== '')) killed(Number(id));
      spawnSync('ip', ['netns', 'del', name], { env: PATHS });
    }
  };
  const host = (name: string): Host => ({
    name,
    run: (...command) => output('ip', 'netns', 'exec', name, ...command),
    start: (...command) => {
      const daemon = start('ip', 'netns', 'exec', name, ...command);
      daemons.push(daemon);
      return daemon;
    },
    totals: async (port) => {
      const [{ stats64 }] = JSON.parse(await output('ip', '-n', name, '-j', '-s', 'link', 'show', port));
      const { rx, tx } = stats64;
      return { inBytes: rx.bytes, inPackets: rx.packets, outBytes: tx.bytes, outPackets: tx.packets };
    },
  });
  try {
    for (const name of [near, far]) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
      // Nothing is said on the cable that the test does not say.
      for (const which of ['all', 'default'])
        ip('netns', 'exec', name, 'sysctl', '-qw', `net.ipv6.conf.${which}.disable_ipv6=1`);
    }
    ip(
      'link',
      'add',
      'eth0',
      'index',
      String(NEAR_IFINDEX),
      'netns',
      near,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      far,
    );
    for (const [name, address] of [
      [near, NEAR],
      [far, FAR],
    ] as const) {
      // Else "frames" of 64 kilobytes are counted, and switches in user space see unfinished checksums.
      ip('netns', 'exec', name, 'ethtool', '-K', 'eth0', 'tx', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off');
      // Else netfilter sees packets before they are cut into frames.
      ip('-n', name, 'link', 'set', 'eth0', 'gso_max_segs', '1');
      ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
    }
    return { near: host(near), far: host(far), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function killed(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: 'pipe', env: PATHS });
}

export type FlowLine = Readonly<Record<string, string | number | null>>;

/** `toposcope flows listen` on that host: its lines so far. */
export interface Listener {
  readonly daemon: Daemon;
  lines(): FlowLine[];
}

export async function listenOn(host: Host, ...ports: readonly number[]): Promise<Listener> {
  const points = ports.flatMap((port) => ['--port', String(port)]);
  const main = resolve('src/cli/main.ts');
  const daemon = host.start(process.execPath, '--import', 'tsx', main, 'flows', 'listen', ...points);
  await daemon.says(/listening on/);
  const lines = () =>
    daemon
      .said()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as FlowLine);
  return { daemon, lines };
}

/** Four megabytes there, one back, and some small datagrams. */
export async function makeTraffic({ near, far }: TwoHosts): Promise<void> {
  const server = far.start('iperf3', '-s', '-B', FAR, '-p', '5201');
  await until(async () => (await far.run('ss', '-ltn')).includes(':5201'), 'iperf3 listens');
  await near.run('iperf3', '-c', FAR, '-p', '5201', '-n', '4M', '-b', '20M');
  await near.run('iperf3', '-c', FAR, '-p', '5201', '-n', '1M', '-b', '10M', '-R');
  await near.run('iperf3', '-c', FAR, '-p', '5201', '-u', '-l', '300', '-n', '60K', '-b', '5M');
  await server.stop();
}
