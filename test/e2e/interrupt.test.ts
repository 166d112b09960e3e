// Ctrl-C in the middle of a poll: the process ends at once and of the signal, says so, and stores nothing.
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support.ts';

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a poll cleanly',
  async (signal) => {
    const output = await temporaryFolder();
    // Accepts and stays silent, so that the poll hangs in the SSH handshake.
    const mute = createServer();
    const called = new Promise((done) => mute.once('connection', done));
    await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done));
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const hosts = join(output.path, 'hosts');
    await writeFile(hosts, `mute ansible_host=127.0.0.1 ansible_port=${port} ansible_user=u ansible_ssh_pass=p\n`);
    const args = ['snapshot', '--inventory', hosts, '--output', output.path];
    const child = spawn(process.execPath, ['--import', 'tsx', resolve('src/cli/main.ts'), ...args]);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise((done) => child.on('close', (_code, killedBy) => done(killedBy)));
    await called;
    child.kill(signal);
    expect(await ended).toBe(signal);
    // The password in the hosts file is warned about.
    expect(stderr).toBe(
      '1 warning in the inventory: toposcope check shows them\ninterrupted: no snapshot was stored\n',
    );
    expect(await readdir(join(output.path, 'snapshots'))).toEqual([]);
    mute.close();
    await output.remove();
  },
  90_000,
);
