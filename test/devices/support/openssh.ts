// OpenSSH's own server, agent and key generator, as oracles. Tests skip visibly where they are not installed.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const SSHD = '/usr/sbin/sshd';

/** Debian packages openssh-server and openssh-client. */
export const HAS_OPENSSH =
  [SSHD, 'ssh-keygen', 'ssh-agent', 'ssh-add'].every((program) => spawnSync('which', [program]).status === 0) &&
  mayRunSshd();

function mayRunSshd(): boolean {
  if (userInfo().uid !== 0) return true;
  try {
    mkdirSync('/run/sshd', { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** The account that the server lets in: it can be no other than our own. */
export const OPENSSH_USER = userInfo().username;

/** A folder whose path is short enough for a socket. */
export function makeFolder(): { readonly path: string; close(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'ts-'));
  return { path, close: async () => rmSync(path, { recursive: true }) };
}

/** `options` as for ssh-keygen, such as `['-t', 'rsa', '-m', 'PEM']`. Returns the path of the private key. */
export function makeKey(folder: string, name: string, options: readonly string[], passphrase = ''): string {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', ...options, '-N', passphrase, '-C', name, '-f', path], { stdio: 'pipe' });
  return path;
}

export const publicHalf = (path: string): string => readFileSync(`${path}.pub`, 'utf8');

export interface Sshd {
  readonly port: number;
  /** With LogLevel VERBOSE. */
  log(): string;
  /** Kills it and every connection that it serves. */
  close(): Promise<void>;
}

/** An sshd that takes keys only. `config`: further lines of sshd_config, which win. */
export async function startSshd(folder: string, authorizedKeys: string, config: readonly string[] = []): Promise<Sshd> {
  const port = await freePort();
  const name = `sshd-${port}`;
  const hostKey = makeKey(folder, `${name}-host`, ['-t', 'ed25519']);
  const authorized = join(folder, `${name}-authorized`);
  writeFileSync(authorized, authorizedKeys);
  const lines = [
    ...config,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `PidFile ${join(folder, `${name}.pid`)}`,
    `AuthorizedKeysFile ${authorized}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'LogLevel VERBOSE',
  ];
  const configPath = join(folder, `${name}.conf`);
  writeFileSync(configPath, `${lines.join('\n')}\n`);
  const child = spawn(SSHD, ['-D', '-e', '-f', configPath], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  await untilListening(port, child);
  return { port, log: () => log, close: () => killTree(child) };
}

export interface SshAgent {
  readonly socket: string;
  close(): Promise<void>;
}

/** With the keys of these files, in this order. */
export async function startAgent(folder: string, keys: readonly string[]): Promise<SshAgent> {
  const socket = join(folder, 'agent');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await until(() => spawnSync('test', ['-S', socket]).status === 0);
  for (const key of keys) {
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
  }
  return { socket, close: () => killTree(child) };
}

/** The server's processes for single connections leave its group: they are found as its children. */
function killTree(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once('exit', () => resolve());
    for (const pid of withDescendants(child.pid)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It had ended.
      }
    }
  });
}

function withDescendants(root: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const rows = table.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [root];
  for (const parent of found) found.push(...rows.filter(([, ppid]) => ppid === parent).map(([pid]) => pid));
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}`);
    return await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not start');
}
