// Our client against OpenSSH's own server: a forced command plays IOS on a real terminal, and the host key is known, hashed.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startFleet } from '../../src/lab/index.ts';
import { HAS_OPENSSH, makeFolder, makeKey, OPENSSH_USER, publicHalf, startSshd } from '../devices/support/openssh.ts';
import { connect, connectionOptions } from '../lab/test-session.ts';
import { runCli } from './support.ts';

const COMMANDS = [
  'show lldp',
  'show lldp neighbors',
  'show lldp neighbors detail',
  'show version',
  'show interfaces',
  'show ip interface brief',
  'show snmp mib ifmib ifindex',
];
const SHELL = resolve('test/e2e/openssh-server/ios-shell.sh');
const SECRET = 'open sesame';

interface Closable {
  close(): Promise<void>;
}

describe.skipIf(!HAS_OPENSSH)("OpenSSH's server with a forced command that plays IOS", () => {
  const opened: Closable[] = [];
  let folder: string;
  let inventory: string;

  beforeAll(async () => {
    const temporary = makeFolder();
    opened.push(temporary);
    folder = temporary.path;
    const lab = await startFleet({ devices: 4 });
    opened.push(lab);
    const key = makeKey(folder, 'id', ['-t', 'ed25519']);
    const devices: Device[] = [];
    for (const { name } of lab.devices) {
      await saveAnswers(lab, name, join(folder, name));
      const forced = `ForceCommand ${SHELL} ${join(folder, name)} ${name} "${SECRET}"`;
      const sshd = await startSshd(folder, publicHalf(key), [forced]);
      opened.push(sshd);
      devices.push({ name, port: sshd.port });
    }
    inventory = await writeInventory(folder, key, devices);
    await writeKnownHosts(folder, devices);
  }, 120_000);
  afterAll(async () => {
    for (const one of opened.reverse()) await one.close();
  });

  it('is polled whole, strictly, with an enable secret that is typed unseen', { timeout: 120_000 }, async () => {
    const output = join(folder, 'output');
    const { code, stdout, stderr } = await runCli([
      'snapshot',
      '--inventory',
      `${inventory}/`,
      '--output',
      output,
      '--no-render',
      '--json',
    ]);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    const snapshot = JSON.parse(stdout);
    expect(snapshot.devices.map((device: { poll: { status: string } }) => device.poll.status)).toEqual(
      Array(4).fill('ok'),
    );
    expect(snapshot.links.map((link: { id: string; state: string }) => [link.id, link.state])).toEqual(
      [
        'core-01:TenGigabitEthernet1/1/1--core-02:TenGigabitEthernet1/1/1',
        'core-01:TenGigabitEthernet1/1/2--core-03:TenGigabitEthernet1/1/2',
        'core-01:TenGigabitEthernet1/1/3--leaf-001:TenGigabitEthernet1/1/1',
        'core-02:TenGigabitEthernet1/1/2--core-03:TenGigabitEthernet1/1/1',
        'core-02:TenGigabitEthernet1/1/3--leaf-001:TenGigabitEthernet1/1/2',
      ].map((id) => [id, 'confirmed']),
    );
    expect(stdout).not.toContain(SECRET);
  });

  it('is not talked to where its key is another one', { timeout: 120_000 }, async () => {
    const knownHosts = join(folder, 'known_hosts');
    const other = makeKey(folder, 'other-host', ['-t', 'ed25519']);
    const kept = await readFile(knownHosts, 'utf8');
    await writeFile(knownHosts, kept.replace(/ssh-ed25519 \S+/, publicHalf(other).split(' ').slice(0, 2).join(' ')));
    const { code, stdout } = await runCli([
      'snapshot',
      '--inventory',
      `${inventory}/`,
      '--output',
      join(folder, 'other-output'),
      '--no-render',
      '--json',
    ]);
    await writeFile(knownHosts, kept);
    expect(code).not.toBe(0);
    const snapshot = JSON.parse(stdout);
    const codes = snapshot.devices.map((device: { poll: { code: string | null } }) => device.poll.code);
    expect(codes).toEqual(['DEVICE_HOST_KEY_CHANGED', null, null, null]);
  });
});

interface Device {
  readonly name: string;
  readonly port: number;
}

async function saveAnswers(lab: Lab, name: string, folder: string): Promise<void> {
  await mkdir(folder);
  for (const command of COMMANDS) {
    // As IOS does, the lab hangs up behind one command.
    const client = await connect(connectionOptions(lab, name));
    await writeFile(join(folder, command.replaceAll(' ', '_')), await execute(client, command));
  }
}

/** Lines end in `\n`: the terminal adds the carriage return. */
function execute(client: Client, command: string): Promise<string> {
  return new Promise((done, fail) => {
    client.exec(command, (error, channel) => {
      if (error) return fail(error);
      let text = '';
      channel.on('data', (data: Buffer) => {
        text += data.toString();
      });
      channel.on('close', () => done(text.replaceAll('\r\n', '\n')));
    });
  });
}

async function writeInventory(folder: string, key: string, devices: readonly Device[]): Promise<string> {
  const inventory = join(folder, 'inventory');
  await mkdir(inventory);
  const lines = [
    '[switches]',
    ...devices.map(({ name, port }) => `${name} ansible_host=127.0.0.1 ansible_port=${port}`),
    '[switches:vars]',
    'ansible_network_os=ios',
    `ansible_user=${OPENSSH_USER}`,
    `ansible_ssh_private_key_file=${key}`,
    'ansible_become=true',
    'ansible_become_method=enable',
    `ansible_become_password='${SECRET}'`,
  ];
  await writeFile(join(inventory, 'hosts'), `${lines.join('\n')}\n`);
  await writeFile(
    join(inventory, 'toposcope.yml'),
    [
      'host_keys: strict',
      `known_hosts: [${join(folder, 'known_hosts')}]`,
      'plain_secrets: allow',
      'domains: [campus.example]',
      '',
    ].join('\n'),
  );
  return inventory;
}

/** One line for each, its name hashed by OpenSSH. */
async function writeKnownHosts(folder: string, devices: readonly Device[]): Promise<void> {
  const path = join(folder, 'known_hosts');
  const lines = devices.map(({ port }) => `[127.0.0.1]:${port} ${publicHalf(join(folder, `sshd-${port}-host`))}`);
  await writeFile(path, lines.join(''));
  execFileSync('ssh-keygen', ['-q', '-H', '-f', path], { stdio: 'pipe' });
  expect(await readFile(path, 'utf8')).not.toContain('127.0.0.1');
}
