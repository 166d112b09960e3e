// Programs of Debian that receive real messages, started by a test and ended with it; where one is missing its tests say so.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function hasProgram(program: string, args: readonly string[] = ['--version']): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
}

export const HAS_OPENSSL = hasProgram('openssl', ['version']);
export const HAS_AIOSMTPD = spawnSync('/usr/bin/python3', ['-c', 'import aiosmtpd'], { stdio: 'ignore' }).status === 0;
export const HAS_ALERTMANAGER = hasProgram('prometheus-alertmanager');
export const RSYSLOGD = ['/usr/sbin/rsyslogd', '/sbin/rsyslogd'].find((path) => existsSync(path)) ?? null;
export const HAS_RSYSLOG_TLS = existsSync(
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/rsyslog/lmnsd_gtls.so`,
);

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'toposcope-alerts-'));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export interface Tool {
  readonly child: ChildProcess;
  output(): string;
  stop(): Promise<void>;
}

export function startTool(program: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}): Tool {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Waits for it as long as a test may last. */
export async function until<T>(what: string, look: () => T | Promise<T>, seconds = 45): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An authority, and a certificate of it for `localhost` and 127.0.0.1. */
export function makeCertificates(): { ca: string; cert: string; key: string } {
  const folder = temporaryFolder();
  const [ca, caKey, cert, key, csr] = ['ca.pem', 'ca.key', 'cert.pem', 'key.pem', 'req.pem'].map((file) =>
    join(folder, file),
  ) as [string, string, string, string, string];
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', caKey, '-out', ca, '-subj', '/CN=Test CA', '-days', '3');
  openssl(
    'req',
    ...ec,
    '-keyout',
    key,
    '-out',
    csr,
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    csr,
    '-CA',
    ca,
    '-CAkey',
    caKey,
    '-out',
    cert,
    '-days',
    '3',
    '-copy_extensions',
    'copy',
  );
  return { ca, cert, key };
}

export function linesOf(path: string): string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}
