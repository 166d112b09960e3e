// A DNS server that never answers: the run ends by its own limits, and so does the process.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support.ts';

/** A resolv.conf of its own for one process: root, and util-linux. */
const MAY_UNSHARE = spawnSync('unshare', ['-m', 'true']).status === 0;
const SERVER = '127.0.0.53';
const NAMES = Array.from({ length: 40 }, (_, i) => `sw${i}.lab.example`);

it.skipIf(!MAY_UNSHARE)('names that are never looked up do not keep the process', { timeout: 60_000 }, async () => {
  const mute = createSocket('udp4');
  await new Promise<void>((done) => mute.bind(53, SERVER, done));
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at('resolv.conf'), `nameserver ${SERVER}\n`);
  const login = 'ansible_user=u ansible_password=env:PW ansible_network_os=ios';
  await writeFile(at('hosts'), NAMES.map((name) => `${name} ${login}\n`).join(''));
  await writeFile(at('toposcope.yml'), 'ssh: {config: none, connect_timeout: 2, retries: 0}\n');
  const command = `mount --bind ${at('resolv.conf')} /etc/resolv.conf && exec "$@"`;
  const toposcope = [process.execPath, '--import', 'tsx', resolve('src/cli/main.ts')];
  const args = ['snapshot', '--no-render', '--json', '-i', at('hosts'), '-o', at('output')];
  const child = spawn('unshare', ['-m', 'sh', '-c', command, 'sh', ...toposcope, ...args], {
    env: { ...process.env, PW: 'none' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const code = await new Promise((done) => child.on('close', done));
  const codes = JSON.parse(stdout).devices.map(({ poll }: { poll: { code: string } }) => poll.code);
  expect([code, new Set(codes), codes.length]).toEqual([1, new Set(['DEVICE_TIMEOUT']), NAMES.length]);
  mute.close();
  await folder.remove();
});
