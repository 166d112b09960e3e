// Debian's own senders, as real ones: logger (bsdutils), snmptrap (snmp), rsyslogd (rsyslog). Tests without them are skipped, visibly.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function has(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
}

export const HAS = {
  logger: has('logger', '--version'),
  snmptrap: has('snmptrap', '-V'),
  rsyslogd: has('rsyslogd', '-v'),
};

export const absent = (package_: keyof typeof HAS) => (HAS[package_] ? '' : ` is absent: skipped`);

/** net-snmp keeps its counters there; nothing is read from the machine's own configuration. */
const SNMP_DIR = mkdtempSync(join(tmpdir(), 'toposcope-snmp-'));
const ENV = { ...process.env, SNMPCONFPATH: SNMP_DIR, SNMP_PERSISTENT_DIR: SNMP_DIR, MIBS: '' };

/** Resolves with the exit code and what was said on standard error. */
export function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(program, [...args], { env: ENV }, (error, _, said) =>
      resolve({ code: error ? Number(error.code) : 0, said }),
    );
  });
}

/** A relay that takes messages by UDP on one port and passes them on; resolves once it listens. */
export async function startRelay(udpPort: number, forward: string): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-rsyslog-'));
  const file = join(folder, 'rsyslog.conf');
  const lines = [
    `global(workDirectory="${folder}")`,
    'module(load="imudp")',
    `input(type="imudp" port="${udpPort}" address="127.0.0.1")`,
    forward,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const relay = spawn('rsyslogd', ['-n', '-f', file, '-i', join(folder, 'pid')], { stdio: 'ignore' });
  return async () => {
    relay.kill('SIGKILL');
    if (relay.exitCode === null && relay.signalCode === null)
      await new Promise((resolve) => relay.once('exit', resolve));
  };
}
