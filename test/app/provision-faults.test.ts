// Devices that refuse, forget or change their minds while they are configured: what is told, and what is left behind.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProject, openTemplates, type ProvisionedDevice, provision } from '../../src/app/index.ts';
import { PASSWORD, startDevice, type TestDevice } from '../devices/support/ssh-device.ts';
import type { TerminalScript } from '../devices/support/virtual-terminal.ts';

const LLDP_OFF = '% LLDP is not enabled\n';
const NETFLOW = 'netflow: {style: classic, version: 9, collectors: [192.0.2.9:2055], ports: [{port: "Gi*"}]}\n';
const WANTED = [
  'ip flow-export version 9',
  'ip flow-export destination 192.0.2.9 2055',
  'ip flow-cache timeout active 1',
];
const configOf = (...lines: string[]) => ['!', 'version 15.2', 'hostname r1', ...lines, 'end', ''].join('\n');

describe('provision', () => {
  let folder: string;
  let device: TestDevice;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-provision-'));
  });
  afterEach(async () => {
    await device.close();
    await rm(folder, { recursive: true });
  });

  async function run(feature: 'lldp' | 'netflow', script: TerminalScript, check = false): Promise<ProvisionedDevice> {
    device = await startDevice({ privileged: true, ...script });
    const login = `ansible_user=netops ansible_password=env:PW ansible_network_os=cisco_ios`;
    await writeFile(join(folder, 'hosts'), `r1 ansible_host=127.0.0.1 ansible_port=${device.port} ${login}\n`);
    const common = `host_keys: accept-new\nknown_hosts: [${join(folder, 'known_hosts')}]\nssh: {config: none}\n`;
    await writeFile(join(folder, 'toposcope.yml'), common + NETFLOW);
    const project = await loadProject({ inventory: join(folder, 'hosts'), config: null }, 'poll', { PW: PASSWORD });
    const [result] = await provision({
      ...{ project, feature, limit: null, check, save: true, output: folder, templates: openTemplates() },
      progress: { onVisit: () => undefined, onWait: () => undefined },
    });
    if (!result) throw new Error('no result');
    return result;
  }

  const typed = () => device.terminals.flatMap((terminal) => terminal.typed);

  it('enters no configuration mode to check', async () => {
    const script = { answers: { 'show lldp': LLDP_OFF, 'show running-config': configOf() } };
    expect(await run('lldp', script, true)).toMatchObject({ changed: true, saved: false, diff: ['+ lldp run'] });
    expect(typed()).toEqual([
      ...['terminal length 0', 'terminal width 512', 'show lldp', 'show running-config', 'exit'],
    ]);
  });

  it('says that nothing was changed where the first line is refused, and leaves the mode', async () => {
    const result = await run('lldp', { answers: { 'show lldp': LLDP_OFF, 'show running-config': configOf() } });
    expect(result).toMatchObject({ changed: false, saved: false, poll: { code: 'DEVICE_CONFIG_REJECTED' } });
    expect(typed().slice(-3)).toEqual(['lldp run', 'end', 'exit']);
  });

  it('says that something was changed where a later line is refused, and saves nothing', async () => {
    const answers = { 'show running-config': configOf('interface GigabitEthernet0/1'), [WANTED[0] ?? '']: '' };
    const result = await run('netflow', { answers });
    expect(result).toMatchObject({ changed: true, saved: false, poll: { code: 'DEVICE_CONFIG_REJECTED' } });
    expect(typed().slice(-3)).toEqual([WANTED[1], 'end', 'exit']);
  });

  it('does not take it for done where the configuration was changed back meanwhile', async () => {
    const taken = Object.fromEntries(WANTED.map((line) => [line, '']));
    const result = await run('netflow', { answers: { ...taken, 'show running-config': configOf() } });
    expect(result).toMatchObject({ changed: true, saved: false, poll: { code: 'DEVICE_CONFIG_REJECTED' } });
    expect(result.poll.message).toContain('does not show');
    expect(typed()).not.toContain('write memory');
  });

  it('compares ten thousand lines, with the indentation of any release', { timeout: 60_000 }, async () => {
    const vlans = Array.from({ length: 4000 }, (_, i) => `interface Vlan${i + 1}\n   no ip address`);
    const port = 'interface GigabitEthernet0/1\n   ip flow ingress\n   no shutdown\n!';
    const script = { answers: { 'show running-config': configOf(...WANTED, ...vlans, port) } };
    expect(await run('netflow', script)).toMatchObject({ changed: false, diff: [], poll: { code: null } });
    expect(typed()).not.toContain('configure terminal');
  });
});
