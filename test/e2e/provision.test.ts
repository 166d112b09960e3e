// Devices brought to a configuration, over real SSH to the lab: check, change, read back, change nothing again.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { runCli, startFiveRouters, temporaryFolder } from './support.ts';

const NETFLOW = {
  classic: [
    'netflow:',
    '  version: 9',
    '  collectors: [{ address: 192.0.2.9, port: 2055, vrf: Mgmt }]',
    '  ports:',
    '    - { device: edge, port: Gi0/1, direction: both }',
    '    - { device: edge, port: Gi0/2 }',
    '    - { device: spine, port: "Gi0/*" }',
  ],
  flexible: [
    'netflow:',
    '  style: flexible',
    '  version: ipfix',
    '  collectors: [192.0.2.9:4739, 192.0.2.10]',
    '  source: Loopback0',
    '  sampling: 100',
    '  ports: [{ port: Gi0/1 }]',
  ],
};

describe('toposcope provision', { timeout: 120_000 }, () => {
  let lab: Lab;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    lab = await startFiveRouters();
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    await lab.close();
    await folder.remove();
  });

  async function writeInventory(...settings: string[]): Promise<void> {
    const inventory = join(folder.path, 'inventory');
    await mkdir(inventory, { recursive: true });
    const hosts = lab.devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
    const groups = ['[edge]', 'r6-edge', '[spine]', 'r1', 'r2', 'r3'];
    const login = [
      'ansible_user=cisco',
      'ansible_password=env:PASSWORD',
      'ansible_become=true',
      'ansible_become_password=env:PASSWORD',
    ];
    await writeFile(join(inventory, 'hosts'), [...hosts, ...groups, '[all:vars]', ...login, ''].join('\n'));
    const common = [
      'host_keys: accept-new',
      `known_hosts: [${join(folder.path, 'known_hosts')}]`,
      'ssh: {config: none}',
    ];
    await writeFile(join(inventory, 'toposcope.yml'), [...common, ...settings, ''].join('\n'));
  }

  function provision(...args: string[]) {
    const places = ['--inventory', `${join(folder.path, 'inventory')}/`, '--output', folder.path];
    return runCli(['provision', ...args, ...places], '', { PASSWORD: 'cisco' });
  }

  it('turns LLDP on once, and says beforehand what it would do', async () => {
    await writeInventory();
    const check = await provision('lldp', '--check', '--diff');
    expect([check.stderr, check.code]).toEqual([expect.any(String), 1]);
    expect(check.stdout).toContain('--- r1\n+ lldp run\n');
    expect(check.stdout.match(/changed=1/g)).toHaveLength(5);
    const first = await provision('lldp', '--save');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^r6-edge : ok=4 {2}changed=1 {2}unreachable=0 {2}failed=0 {2}saved$/m);
    const second = await provision('lldp', '--save');
    expect(second.code).toBe(0);
    expect(second.stdout.match(/ok=1 {2}changed=0/g)).toHaveLength(5);
  });

  it.each(['classic', 'flexible'] as const)(
    'configures %s NetFlow, and finds nothing missing the second time',
    async (style) => {
      await writeInventory(...NETFLOW[style]);
      const first = await provision('netflow', '--diff');
      expect([first.stderr, first.code]).toEqual([expect.any(String), 0]);
      expect(first.stdout.match(/changed=1/g)).toHaveLength(5);
      expect(first.stderr).toMatch(/^ {2}r1: ok, changed, \d+ ms$/m);
      expect(first.stderr.includes('PROVISION_COUNTS_TWICE')).toBe(style === 'classic');
      const second = await provision('netflow', '--check', '--diff');
      expect([second.stdout, second.code]).toEqual([expect.stringMatching(/changed=0/), 0]);
      expect(second.stdout).not.toContain('+ ');
    },
  );

  it('goes on with the others where one cannot be reached', async () => {
    await writeInventory();
    await lab.fault('r2', 'refuse-connections');
    const { code, stdout } = await provision('lldp', '--json');
    expect(code).toBe(1);
    const results: { device: string; changed: boolean; poll: { code: string | null } }[] = JSON.parse(stdout);
    expect(results.map(({ device, changed }) => [device, changed])).toEqual([
      ['r1', true],
      ['r2', false],
      ['r3', true],
      ['r5-tor', true],
      ['r6-edge', true],
    ]);
  });

  it('says that the settings do not say what is wanted', async () => {
    await writeInventory();
    const { code, stderr } = await provision('netflow');
    expect([code, stderr]).toEqual([2, expect.stringContaining('CONFIG_SECTION_MISSING')]);
  });

  it('has no template for sFlow on IOS, and says which platforms have one', async () => {
    await writeInventory('sflow:', '  collectors: [192.0.2.9]', '  ports: [{ port: "*" }]');
    const { code, stderr } = await provision('sflow', '--limit', 'r1');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('error r1: PROVISION_UNSUPPORTED: there is no template'),
    ]);
    expect(lab.stats('r1').logins).toBe(0);
  });
});
