// Neighbours choose their names, addresses and models: none of that may decide who is shown which password.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthContext } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { discover, parseFenceRule } from '../../src/app/index.ts';
import { startDevice, type TestDevice } from '../devices/support/ssh-device.ts';
import { type JumpServer, startJumpServer } from '../e2e/jump-server.ts';

interface Stranger {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** What `sw-seed` hears, one on each port. */
const HEARD: readonly Stranger[] = [
  // It bears the name of a device of the inventory, whose password is its own.
  { name: 'treasure', addresses: ['192.0.2.66'] },
  // Both would be called `sw-1`.
  { name: 'sw_1', addresses: ['192.0.2.11'] },
  { name: 'sw@1', addresses: ['192.0.2.12'] },
  { name: 'sw#1', addresses: ['192.0.2.13'] },
  // Its first address is outside of the fence.
  { name: 'two-homed', addresses: ['203.0.113.5', '192.0.2.14'] },
  // The name of a group.
  { name: 'vaults', addresses: ['192.0.2.15'] },
];
const HOSTILE_MODEL = `{{lookup('pipe','id')}}`;

describe('strangers on the way', () => {
  let folder: string;
  let jump: JumpServer;
  const devices: TestDevice[] = [];
  /** Address → `user password` in the order shown. */
  const shown = new Map<string, string[]>();
  const ports = new Map<string, number>();

  async function addDevice(address: string, hostname: string, answers: Record<string, string>): Promise<void> {
    const logins: string[] = [];
    const onLogin = (context: AuthContext) => {
      if (context.method !== 'password') return false;
      logins.push(`${context.username} ${context.password}`);
      context.accept();
      return true;
    };
    const device = await startDevice({ hostname, privileged: true, answers, onLogin });
    devices.push(device);
    shown.set(address, logins);
    ports.set(address, device.port);
  }

  beforeAll(async () => {
    await addDevice('192.0.2.1', 'sw-seed', { ...tablesOf(HEARD), 'show version': versionOf('WS-1') });
    const quiet = { ...tablesOf([]), 'show version': versionOf(HOSTILE_MODEL) };
    for (const { name, addresses } of HEARD) {
      for (const address of addresses) await addDevice(address, name.replace(/\W/g, '.'), quiet);
    }
    await addDevice('198.51.100.7', 'treasure', quiet);
    jump = await startJumpServer((host) => ports.get(host) ?? null);
    folder = await mkdtemp(join(tmpdir(), 'toposcope-strangers-'));
    await mkdir(join(folder, 'inventory', 'group_vars'), { recursive: true });
    const write = (name: string, ...lines: string[]) =>
      writeFile(join(folder, 'inventory', name), `${lines.join('\n')}\n`);
    await write('campus', '[vaults]', 'treasure ansible_host=198.51.100.7');
    await write('group_vars/vaults.yml', 'ansible_user: keeper', 'ansible_password: env:TREASURE');
    await write(
      'group_vars/all.yml',
      'ansible_network_os: cisco_ios',
      'ansible_user: netops',
      'ansible_password: env:COMMON',
      `toposcope_jump_host: hopper@127.0.0.1:${jump.port}`,
      'toposcope_jump_password: env:JUMP',
    );
    await write(
      'toposcope.yml',
      'host_keys: accept-new',
      `known_hosts: [${join(folder, 'known_hosts')}]`,
      'ssh: {config: none}',
    );
  });
  afterAll(async () => {
    await jump.close();
    await Promise.all(devices.map((device) => device.close()));
    await rm(folder, { recursive: true });
  });

  it('get no password but the one that strangers get, each once, inside the fence only', {
    timeout: 60_000,
  }, async () => {
    const found = await discover({
      paths: { inventory: join(folder, 'inventory'), config: null },
      env: { COMMON: 'common', TREASURE: 'gold', JUMP: 'over' },
      ask: null,
      seeds: ['192.0.2.1'],
      rules: ['192.0.2.0/24', '198.51.100.0/24'].map((range) => parseFenceRule('permit', range)),
      limits: { maxDepth: 3, maxDevices: 50 },
      variables: {},
      hostKeys: null,
      output: folder,
      progress: { onVisit: () => undefined, onWait: () => undefined },
    });
    const { '192.0.2.66': impostor, ...others } = Object.fromEntries(shown);
    // The device of the inventory is what the name stands for, and its password is shown to nobody else.
    expect(impostor).toEqual([]);
    expect(others).toEqual({
      '192.0.2.1': ['netops common'],
      '192.0.2.11': ['netops common'],
      '192.0.2.12': ['netops common'],
      '192.0.2.13': ['netops common'],
      '192.0.2.14': ['netops common'],
      '192.0.2.15': ['netops common'],
      '203.0.113.5': [],
      '198.51.100.7': ['keeper gold'],
    });
    expect(found.devices.map(({ status }) => status)).toEqual(Array(7).fill('visited'));
    expect(found.proposal).not.toContain('{{');
    const { hosts } = parse(found.proposal).all.children.cisco_ios;
    const addresses = Object.values<{ ansible_host: string }>(hosts).map(({ ansible_host }) => ansible_host);
    expect(addresses.sort()).toEqual([
      '192.0.2.1',
      '192.0.2.11',
      '192.0.2.12',
      '192.0.2.13',
      '192.0.2.14',
      '192.0.2.15',
    ]);
  });
});

function tablesOf(heard: readonly Stranger[]): Record<string, string> {
  const rows = heard.map(
    ({ name }, i) => `${name.padEnd(20)}Gi0/${i}${' '.repeat(10)}120        B,R             Gi0/9\n`,
  );
  const blocks = heard.map(({ name, addresses }, i) =>
    [
      '------------------------------------------------',
      `Local Intf: Gi0/${i}`,
      `Chassis id: 5254.0011.00${(i + 16).toString(16)}`,
      'Port id: Gi0/9',
      'Port Description: uplink',
      `System Name: ${name}`,
      '',
      'System Description: ',
      'Example OS',
      '',
      'Time remaining: 112 seconds',
      'System Capabilities: B,R',
      'Enabled Capabilities: B,R',
      'Management Addresses:',
      ...addresses.map((address) => `    IP: ${address}`),
      'Auto Negotiation - not supported',
      'Physical media capabilities - not advertised',
      'Media Attachment Unit type - not advertised',
      'Vlan ID: - not advertised',
      '',
      '',
    ].join('\n'),
  );
  const total = `\nTotal entries displayed: ${heard.length}\n\n`;
  return {
    'show lldp': '\nGlobal LLDP Information:\n    Status: ACTIVE\n    LLDP advertisements are sent every 30 seconds\n',
    'show lldp neighbors': `\nDevice ID           Local Intf     Hold-time  Capability      Port ID\n${rows.join('')}${total}`,
    'show lldp neighbors detail': `${blocks.join('')}${total}`,
  };
}

function versionOf(model: string): string {
  return [
    'Cisco IOS Software, vios_l2 Software (vios_l2-ADVENTERPRISEK9-M), Version 15.2(4.0.55)E, TEST ENGINEERING',
    'sw uptime is 3 hours, 12 minutes',
    `cisco ${model} (revision 1.0) with 935161K/111616K bytes of memory.`,
    'Processor board ID 9ABCDEFGHIJ',
    '',
  ].join('\n');
}
