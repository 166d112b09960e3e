// `toposcope record` against the lab, from the command line to a snapshot of what it wrote; no secret in any file.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecording, replayVisit } from '../../src/devices/index.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { CLOCK_RATE, runCli, temporaryFolder } from './support.ts';

const PASSWORD = 'tr0ub4dor-7';
const ENABLE_SECRET = 'c0rrect-h0rse';

let lab: Lab;
let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  const plain = await readFile('templates/lab/five-routers.yml', 'utf8');
  const topology = plain
    .replace('password: cisco', `password: ${PASSWORD}`)
    .replace('enableSecret: cisco', `enableSecret: ${ENABLE_SECRET}`);
  lab = await startLab({ topology, basePort: 'free', timeScale: CLOCK_RATE });
  place = await temporaryFolder();
  const hosts = lab.devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const variables = [
    'ansible_network_os=ios',
    'ansible_user=cisco',
    `ansible_password=${PASSWORD}`,
    'ansible_become=true',
    `ansible_become_password=${ENABLE_SECRET}`,
  ];
  await writeFile(join(place.path, 'hosts'), ['[devices]', ...hosts, '[devices:vars]', ...variables, ''].join('\n'));
  await writeFile(
    join(place.path, 'toposcope.yml'),
    `host_keys: accept-new\nknown_hosts: [${join(place.path, 'known_hosts')}]\nplain_secrets: allow\n`,
  );
});
afterAll(async () => {
  await lab.close();
  await place.remove();
});

const cli = (...args: string[]) =>
  runCli([...args, '--inventory', join(place.path, 'hosts'), '--output', join(place.path, 'output')]);

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('record', () => {
  it('keeps a visit that replays alike, and of which a snapshot can be taken', { timeout: 60_000 }, async () => {
    const folder = join(place.path, 'recordings');
    const { code, stdout, stderr } = await cli('record', 'r1', 'r5-tor', '--output-dir', folder, '--json');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const recorded = JSON.parse(stdout);
    expect(recorded.map((one: { device: string }) => one.device)).toEqual(['r1', 'r5-tor']);
    for (const one of recorded) expect(one).toMatchObject({ difference: null, warning: null, platform: 'cisco_ios' });

    const files = await filesOf(folder);
    expect(files).toContain(join(folder, 'r1', 'show_lldp_neighbors.txt'));
    for (const path of [...files, ...(await filesOf(join(place.path, 'output')).catch(() => []))]) {
      const text = await readFile(path, 'utf8');
      for (const secret of [PASSWORD, ENABLE_SECRET]) expect(text, path).not.toContain(secret);
    }
    expect(stdout + stderr).not.toContain(PASSWORD);

    const path = join(folder, 'r1', 'session.yml');
    const recording = parseRecording(await readFile(path, 'utf8'), path);
    const { hostname, typed } = await replayVisit('r1', recording, { nextSize: () => 7 });
    expect(hostname).toBe('r1');
    expect(typed).toContain('<removed>');

    const snapshot = await cli('snapshot', '--from', folder, '--no-render', '--json');
    const { devices } = JSON.parse(snapshot.stdout);
    const r1 = devices.find((device: { name: string }) => device.name === 'r1');
    expect(r1).toMatchObject({ hostname: 'r1', platform: 'cisco_ios', poll: { status: 'ok' } });
    expect(r1.ports.length).toBeGreaterThan(3);
  });

  it('asks what it is told to, and takes the secrets out of a configuration', { timeout: 60_000 }, async () => {
    const folder = join(place.path, 'configuration');
    const asked = ['--command', 'show running-config', '--command', 'show clock'];
    const { code } = await cli('record', 'r2', ...asked, '--output-dir', folder);
    expect(code).toBe(0);
    expect((await readdir(join(folder, 'r2'))).sort()).toEqual([
      'expected.json',
      'session.yml',
      'show_clock.txt',
      'show_running-config.txt',
    ]);
    const configuration = await readFile(join(folder, 'r2', 'show_running-config.txt'), 'utf8');
    expect(configuration).toContain('hostname r2');
    for (const line of configuration.split('\n').filter((one) => /\b(?:secret|password) /.test(one))) {
      expect(line).toContain('<removed>');
    }
  });

  it('keeps what a device that fails has said, and says so', { timeout: 60_000 }, async () => {
    const folder = join(place.path, 'failed');
    await lab.fault('r3', 'drop-mid-command');
    const { code, stdout } = await cli('record', 'r3', '--output-dir', folder);
    await lab.fault('r3', null);
    expect(code).toBe(1);
    expect(stdout).toContain('DEVICE_CONNECTION_LOST');
    expect(await readdir(join(folder, 'r3'))).toContain('session.yml');
  });

  it('replaces a recording only: a folder with other files stays as it is', { timeout: 60_000 }, async () => {
    const folder = join(place.path, 'occupied');
    await mkdir(join(folder, 'r1'), { recursive: true });
    await writeFile(join(folder, 'r1', 'notes.txt'), 'keep me\n');
    const record = () => cli('record', 'r1', 'r2', '--command', 'show clock', '--output-dir', folder);
    const first = await record();
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('STORE_WRITE_FAILED');
    expect(first.stderr).toContain(join(folder, 'r1'));
    expect(first.stderr).toContain('--output-dir');
    expect(await readdir(join(folder, 'r1'))).toEqual(['notes.txt']);
    expect(await readdir(join(folder, 'r2'))).toContain('session.yml');

    await writeFile(join(folder, 'r2', 'show_version.txt'), 'of an earlier recording\n');
    await record();
    expect(await readdir(join(folder, 'r2'))).not.toContain('show_version.txt');
  });

  it('says what cannot be done at all', { timeout: 60_000 }, async () => {
    const unknown = await cli('record', 'r77');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('CONFIG_PATTERN_NO_MATCH');
    expect((await cli('record')).code).toBe(2);
  });

  it('is a case for the tests as it stands', async () => {
    const expected = JSON.parse(await readFile(join(place.path, 'recordings', 'r1', 'expected.json'), 'utf8'));
    expect(expected).toMatchObject({ hostname: 'r1', platform: 'cisco_ios', poll: { status: 'ok', code: null } });
    expect(expected.typed[0]).toBe('enable');
  });
});
