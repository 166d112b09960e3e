// A stranger's client: Debian's OpenSSH logs in by password and by key.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';

const installed = ['ssh', 'ssh-keygen'].every((name) => spawnSync(name, ['-V']).error === undefined);

describe.skipIf(!installed)(`OpenSSH${installed ? '' : ' (skipped: no ssh or ssh-keygen here)'}`, () => {
  let lab: Lab;
  let folder = '';
  const options = () => [
    ...['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
    ...['-p', String(lab.devices[0]?.port)],
  ];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-ssh-'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
    const publicKey = (await readFile(join(folder, 'key.pub'), 'utf8')).trim();
    const topology = FIVE_ROUTERS.replace(
      'enableSecret: cisco\n',
      `enableSecret: cisco\n  publicKey: '${publicKey}'\n`,
    );
    lab = await startLab({ topology, basePort: 'free' });
    await writeFile(join(folder, 'askpass'), '#!/bin/sh\necho cisco\n');
    await chmod(join(folder, 'askpass'), 0o700);
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('logs in with a password and walks through a session', async () => {
    const env = { ...process.env, SSH_ASKPASS: join(folder, 'askpass'), SSH_ASKPASS_REQUIRE: 'force' };
    const client = spawn('ssh', ['-tt', ...options(), 'cisco@127.0.0.1'], { env });
    let output = '';
    client.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    client.stdin.write('enable\ncisco\nterminal length 0\nshow version\nshow ip interface brief\nexit\n');
    const code = await new Promise((resolve) => client.on('close', resolve));
    expect(code).toBe(0);
    expect(output).toContain('r1>enable\r\nPassword: \r\nr1#terminal length 0\r\nr1#show version\r\n');
    expect(output).toContain('Configuration register is 0x0');
    expect(output).toMatch(/GigabitEthernet0\/3 .* administratively down down {4}\r\nr1#exit\r\n$/);
  });

  it('logs in with a key and runs one command', async () => {
    const identity = ['-i', join(folder, 'key'), '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'];
    const before = lab.stats('r1').logins;
    const { stdout } = await promisify(execFile)('ssh', [...options(), ...identity, 'cisco@127.0.0.1', 'show lldp']);
    expect(stdout).toBe('% LLDP is not enabled\r\n');
    expect(lab.stats('r1').logins - before).toBe(1);
  });

  it('is refused with a strange key', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other')]);
    const identity = ['-i', join(folder, 'other'), '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'];
    const attempt = promisify(execFile)('ssh', [...options(), ...identity, 'cisco@127.0.0.1', 'show lldp']);
    await expect(attempt).rejects.toMatchObject({ code: 255 });
  });
});
