// From one address to the whole campus, through a bastion, over real SSH.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generateCampus, type Lab, startFleet } from '../../src/lab/index.ts';
import { type JumpServer, startJumpServer } from './jump-server.ts';
import { runCli, temporaryFolder } from './support.ts';

const DEVICES = 12;

describe('toposcope discover', () => {
  let fleet: Lab;
  let jump: JumpServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let inventory: string;
  /** Any address of a device → its name. */
  const owners = new Map<string, string>();

  beforeAll(async () => {
    fleet = await startFleet({ devices: DEVICES });
    for (const [name, { interfaces }] of Object.entries(generateCampus(DEVICES).devices)) {
      for (const address of Object.values(interfaces)) {
        const text = typeof address === 'string' ? address : (address?.address ?? '');
        if (text) owners.set(text.split('/')[0] ?? '', name);
      }
    }
    const ports = new Map(fleet.devices.map(({ name, port }) => [name, port]));
    jump = await startJumpServer((host) => ports.get(owners.get(host) ?? '') ?? null);
    folder = await temporaryFolder();
    inventory = join(folder.path, 'inventory');
    await mkdir(join(inventory, 'group_vars'), { recursive: true });
    await writeFile(join(inventory, 'group_vars', 'all.yml'), allVariables(jump.port));
    await writeFile(join(inventory, 'toposcope.yml'), settings(folder.path));
  });
  afterAll(async () => {
    await jump.close();
    await fleet.close();
    await folder.remove();
  });

  function discover(...args: string[]) {
    const places = ['--inventory', `${inventory}/`, '--output', folder.path];
    return runCli(['discover', ...args, ...places], '', { JUMP_PASSWORD: 'over', DEVICE_PASSWORD: 'cisco' });
  }

  it('visits every device once and proposes an inventory that names them', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await discover(seedOf(owners, 'leaf-001'));
    expect([stderr, code]).toEqual([expect.stringContaining(`visited ${DEVICES}`), 0]);
    const hosts = parse(stdout).all.children.cisco_ios.hosts;
    expect(Object.keys(hosts)).toEqual(fleet.devices.map(({ name }) => name).sort());
    for (const [name, { ansible_host }] of Object.entries<{ ansible_host: string }>(hosts)) {
      expect(owners.get(ansible_host)).toBe(name);
    }
    expect(fleet.devices.map(({ name }) => fleet.stats(name).logins)).toEqual(Array(DEVICES).fill(1));
    expect(stdout + stderr).not.toContain('over\n');
  });

  it('stays inside the fence, and writes a new file only', { timeout: 120_000 }, async () => {
    const file = join(folder.path, 'proposed.yml');
    const seed = seedOf(owners, 'core-01');
    const { code, stdout } = await discover(seed, '--deny', 'name:leaf-*', '--write', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/visited 3\n/);
    const text = await readFile(file, 'utf8');
    expect(Object.keys(parse(text).all.children.cisco_ios.hosts)).toEqual(['core-01', 'core-02', 'core-03']);
    expect(text).toMatch(/^# refused: leaf-001 .*heard by core-01:.*deny name:leaf-\*$/m);
    const again = await discover(seed, '--depth', '0', '--write', file);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('it exists')]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('proposes nothing that the inventory has, and a proposal can be polled', { timeout: 120_000 }, async () => {
    const { stdout } = await discover(seedOf(owners, 'core-01'), '--depth', '1');
    await writeFile(join(inventory, 'found.yml'), stdout);
    const again = await discover('core-01', '--depth', '1', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ proposed: [] });
    const env = { JUMP_PASSWORD: 'over', DEVICE_PASSWORD: 'cisco' };
    const places = ['--inventory', `${inventory}/`, '--output', folder.path];
    const snapshot = await runCli(['snapshot', '--no-render', '--json', ...places], '', env);
    expect([snapshot.stderr, snapshot.code]).toEqual([expect.any(String), 0]);
    expect(JSON.parse(snapshot.stdout).links.length).toBeGreaterThan(10);
  });

  it('takes a port with the address, and says what to do where nobody answers', { timeout: 60_000 }, async () => {
    const port = fleet.devices[0]?.port;
    const login = ['--user', 'cisco', '--password', 'env:DEVICE_PASSWORD', '--host-keys', 'accept-new', '--depth', '0'];
    const places = ['--inventory', join(folder.path, 'none'), '--output', folder.path];
    const env = { DEVICE_PASSWORD: 'cisco', HOME: folder.path };
    const seeds = [`127.0.0.1:${port}`, 'localhost:1'];
    const { code, stdout, stderr } = await runCli(['discover', ...seeds, ...login, ...places], '', env);
    expect(code).toBe(1);
    expect(parse(stdout).all.children.cisco_ios).toMatchObject({
      vars: { ansible_network_os: 'cisco.ios.ios' },
      hosts: { 'core-01': { ansible_host: '127.0.0.1', ansible_port: String(port) } },
    });
    expect(stderr).toMatch(/localhost .* failed .*refused the connection\n/);
    expect(stderr).toMatch(/^ {4}check ansible_port/m);
    expect((await discover('r1', '--max', '0')).code).toBe(2);
  });

  it('refuses a password on the command line, and a rule that is none', { timeout: 60_000 }, async () => {
    const open = await discover('r1', '--password', 'hunter2');
    expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('env:NAME or ask')]);
    expect(open.stderr).not.toContain('hunter2');
    const rule = await discover('r1', '--permit', 'capability:teapot');
    expect([rule.code, rule.stderr]).toEqual([2, expect.stringContaining('capability:teapot')]);
  });
});

function seedOf(owners: ReadonlyMap<string, string>, device: string): string {
  return [...owners].find(([, name]) => name === device)?.[0] ?? '';
}

function allVariables(jumpPort: number): string {
  return [
    'ansible_user: cisco',
    'ansible_password: env:DEVICE_PASSWORD',
    `toposcope_jump_host: hopper@127.0.0.1:${jumpPort}`,
    'toposcope_jump_password: env:JUMP_PASSWORD',
    '',
  ].join('\n');
}

function settings(output: string): string {
  return [
    'host_keys: accept-new',
    `known_hosts: [${join(output, 'known_hosts')}]`,
    'domains: [campus.example]',
    'ssh: {config: none}',
    '',
  ].join('\n');
}
