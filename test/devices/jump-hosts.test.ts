// Devices behind jump hosts: one connection to each, shared; what is wrong with it explains every device behind it.
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKnownHosts } from '../../src/devices/index.ts';
import { type JumpHost, Secret } from '../../src/model/index.ts';
import { type JumpScript, jumpHost, startJumpServer } from './support/jump-server.ts';
import { opened } from './support/opened.ts';
import {
  HAS_OPENSSH,
  makeFolder,
  makeKey,
  OPENSSH_USER,
  publicHalf,
  startAgent,
  startSshd,
} from './support/openssh.ts';
import { closedPort, type DeviceScript, startDevice, startSocket, target, testKey } from './support/ssh-device.ts';
import { ask, expectFault, expectNoSecret, visitAll, visitOne, WRONG_PASSWORD } from './support/visits.ts';

/** Does it when `show tech` is typed, which then has no answer. */
function onShowTech(act: () => void): DeviceScript {
  return {
    onCommand: (command) => {
      if (command === 'show tech') act();
      return command === 'show tech';
    },
  };
}

const start = async (script: DeviceScript = {}) => opened(await startDevice(script));
const startJump = async (script: JumpScript = {}) => opened(await startJumpServer(script));
const names = Array.from({ length: 12 }, (_, i) => `r${i + 1}`);

describe('a jump host', () => {
  it('is logged into once for all devices behind it, and left without a connection', async () => {
    const [device, jump] = [await start(), await startJump()];
    const jumps = [jumpHost(jump.port)];
    const visits = await visitAll(names.map((name) => target(device.port, { jumps }, name)));
    for (const visit of visits) expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    expect(jump.logins).toEqual(['password']);
    expect(jump.forwards).toEqual(names.map(() => device.port));
    await expect.poll(() => [jump.openConnections, device.openConnections]).toEqual([0, 0]);
  });

  it('carries so many sessions at a time as the limits say', async () => {
    const [device, jump] = [await start(), await startJump()];
    const jumps = [jumpHost(jump.port)];
    const none = { sessions: null, loginsPerSecond: null };
    const limits = { loginsPerSecond: null, perSite: none, perJumpHost: { sessions: 2, loginsPerSecond: null } };
    const visits = await visitAll(
      names.map((name) => target(device.port, { jumps }, name)),
      ask(),
      { limits },
    );
    expect(visits.map((visit) => visit.poll.status)).toEqual(names.map(() => 'ok'));
    expect(jump.mostAtOnce).toBe(2);
  });

  it('behind another one, and that behind a third', async () => {
    const [device, first, second, third] = [await start(), await startJump(), await startJump(), await startJump()];
    const chain = [first, second, third].map(({ port }, i) => jumpHost(port, { name: `bastion${i + 1}` }));
    const visits = await visitAll([
      target(device.port, { jumps: chain }, 'far'),
      target(device.port, { jumps: chain.slice(0, 2) }, 'near'),
      target(device.port, {}, 'direct'),
    ]);
    for (const visit of visits) expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    expect(first.forwards).toEqual([second.port]);
    expect([...second.forwards].sort()).toEqual([third.port, device.port].sort());
    expect(third.forwards).toEqual([device.port]);
  });

  it('that refuses the password is asked once, and named for every device behind it', async () => {
    const [device, jump] = [await start(), await startJump()];
    const jumps = [jumpHost(jump.port, { password: new Secret(WRONG_PASSWORD) })];
    const targets = [...names.map((name) => target(device.port, { jumps }, name)), target(device.port, {}, 'direct')];
    const visits = await visitAll(targets, ask(), { concurrency: 4, retries: 3, retryDelayMs: 1 });
    for (const visit of visits.slice(0, -1)) {
      expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
      expect(visit.poll.message).toContain('bastion');
    }
    expect(visits.at(-1)?.poll.status).toBe('ok');
    expect(jump.logins).toEqual(['password']);
  });

  it('that cannot be reached is tried as often as retries say, for all devices together', async () => {
    let connections = 0;
    const server = opened(
      await startSocket((socket) => {
        connections++;
        socket.destroy();
      }),
    );
    const jumps = [jumpHost(server.port)];
    const visits = await visitAll(
      names.map((name) => target(22, { jumps }, name)),
      ask(),
      { retries: 2, retryDelayMs: 10 },
    );
    for (const visit of visits) expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visits[0]?.poll.hint).toContain(
      'bastion, which toposcope_jump_host (hosts:1) names: check the name and the port',
    );
    expect(visits[0]?.poll.hint).not.toContain('vty');
    expect(connections).toBe(3);
  });

  it('that says nothing', async () => {
    const server = opened(await startSocket(() => undefined));
    const visit = await visitOne(target(22, { jumps: [jumpHost(server.port)] }), ask(), { connectTimeoutMs: 200 });
    expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visit.poll.message).toContain('200 ms');
  });

  it('that says nothing keeps no visit longer than it may last', async () => {
    const server = opened(await startSocket(() => undefined));
    const visit = await visitOne(target(22, { jumps: [jumpHost(server.port)] }), ask(), {
      visitTimeoutMs: 200,
      connectTimeoutMs: 60_000,
    });
    expectFault(visit, 'DEVICE_TIMEOUT', 'unreachable');
  });

  it('that shows another key than the known one', async () => {
    const [device, jump] = [await start(), await startJump()];
    const hostKeys = await openKnownHosts([], 'accept-new');
    const other = testKey('another');
    await hostKeys.remember('127.0.0.1', jump.port, Buffer.from(other.public.split(' ')[1] ?? '', 'base64'));
    const visit = await visitOne(target(device.port, { jumps: [jumpHost(jump.port)] }), ask(), { hostKeys });
    expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visit.poll.message).toContain('host key');
    expect(jump.logins).toEqual([]);
  });

  it('is shown no password of the device behind it', async () => {
    const [device, jump] = [await start(), await startJump()];
    const jumps = [jumpHost(jump.port, { user: null, password: null })];
    const visit = await visitOne(target(device.port, { jumps }));
    expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visit.poll.message).toContain('password');
    expect(jump.connections).toBe(0);
  });

  it('that does not forward', async () => {
    const [device, jump] = [await start(), await startJump({ refuse: true })];
    const visit = await visitOne(target(device.port, { jumps: [jumpHost(jump.port)] }), ask(), { retries: 2 });
    expect(visit.poll.message).toContain('bastion');
    expect(visit.poll.status).toBe('unreachable');
    expectNoSecret(visit);
  });

  it('that is lost in mid-session is named; the devices after it get a new connection', async () => {
    const jump = await startJump();
    const device = await start(onShowTech(() => jump.drop()));
    const jumps = [jumpHost(jump.port)];
    const [lost] = await visitAll([target(device.port, { jumps }, 'r1')], ask('show tech'));
    expectFault(lost!, 'DEVICE_CONNECTION_LOST', 'failed');
    expect(lost?.poll.message).toContain('"show tech": its jump host bastion was lost');

    const both = await visitAll(
      [target(device.port, { jumps }, 'r1'), target(device.port, { jumps }, 'r2')],
      async (session, { name }) => {
        if (name === 'r1') await session.run('show tech');
        return { changed: false };
      },
      { concurrency: 1 },
    );
    expect(both.map((visit) => visit.poll.status)).toEqual(['failed', 'ok']);
    expect(jump.logins).toEqual(['password', 'password', 'password']);
  });

  it('lets a device behind it hang, drop and refuse as if it were reached directly', async () => {
    const jump = await startJump();
    const jumps = [jumpHost(jump.port)];
    const device = await start({ onCommand: (command) => command === 'show tech' });
    const silent = opened(await startSocket(() => undefined));
    const visits = await visitAll(
      [
        target(device.port, { jumps }, 'hangs'),
        target(silent.port, { jumps }, 'silent'),
        target(device.port, { jumps, password: new Secret(WRONG_PASSWORD) }, 'refuses'),
      ],
      ask('show tech'),
      { commandTimeoutMs: 1500, connectTimeoutMs: 2000 },
    );
    expectFault(visits[0]!, 'DEVICE_TIMEOUT', 'failed');
    expectFault(visits[1]!, 'DEVICE_TIMEOUT', 'unreachable');
    expectFault(visits[2]!, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(jump.logins).toEqual(['password']);
  });
});

describe.skipIf(!HAS_OPENSSH)("OpenSSH's server as jump host", () => {
  async function bastion(config: readonly string[] = []) {
    const folder = opened(makeFolder()).path;
    const key = makeKey(folder, 'operator', ['-t', 'ed25519']);
    const sshd = opened(await startSshd(folder, publicHalf(key), config));
    const byKey = { user: OPENSSH_USER, password: null, privateKeyFiles: [{ path: key, required: true }] };
    return { folder, key, sshd, jump: jumpHost(sshd.port, byKey) };
  }

  it('a chain of two, the second by agent, in front of a device', async () => {
    const { folder, key, sshd, jump } = await bastion();
    const second = opened(await startSshd(folder, publicHalf(key)));
    const agent = opened(await startAgent(folder, [key]));
    const byAgent = { privateKeyFiles: [], useAgent: true, agentSocket: agent.socket };
    const chain = [jump, { ...jump, ...byAgent, name: 'inner', port: second.port }];
    const device = await start();
    const visits = await visitAll(names.map((name) => target(device.port, { jumps: chain }, name)));
    for (const visit of visits) expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    for (const { log } of [sshd, second]) expect(log().match(/^Accepted publickey/gm)).toHaveLength(1);
  });

  it('an encrypted key: without its passphrase, with it, and a key that does not exist', async () => {
    const { key, jump } = await bastion();
    spawnSync('ssh-keygen', ['-q', '-p', '-N', 'correct horse', '-f', key]);
    const device = await start();
    const visitBy = (changes: Partial<JumpHost>) => visitOne(target(device.port, { jumps: [{ ...jump, ...changes }] }));
    const locked = await visitBy({});
    expectFault(locked, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(locked.poll.message).toContain(`private key ${key} is encrypted`);
    expect(locked.poll.hint).toContain('set toposcope_jump_private_key_passphrase');
    const wrong = await visitBy({ privateKeyPassphrase: new Secret('battery staple') });
    expect(wrong.poll.message).toContain('wrong passphrase');
    expect(wrong.poll.hint).toContain('toposcope_jump_private_key_passphrase');
    expect(JSON.stringify(wrong.poll)).not.toContain('battery staple');
    const asDevice = await visitBy({ isDevice: true });
    expect(asDevice.poll.hint).toContain('for bastion, set ansible_private_key_passphrase');
    const missing = await visitBy({ privateKeyFiles: [{ path: '/no/such/key', required: true }] });
    expect(missing.poll.message).toContain('private key /no/such/key does not exist');
    expect(missing.poll.hint).toContain('toposcope_jump_private_key_file');
    const notRequired = await visitBy({ privateKeyFiles: [{ path: key, required: false }] });
    expect(notRequired.poll.message).toContain(`${key} is encrypted`);
    expect((await visitBy({ privateKeyPassphrase: new Secret('correct horse') })).poll.status).toBe('ok');
  });

  it('nobody listens behind it', async () => {
    const { jump } = await bastion();
    const port = await closedPort();
    const visit = await visitOne(target(port, { jumps: [jump] }));
    expectFault(visit, 'DEVICE_UNREACHABLE', 'unreachable');
    expect(visit.poll.message).toMatch(/jump host bastion cannot connect to 127\.0\.0\.1:\d+: Connection refused/);
  });

  it('forwarding is prohibited', async () => {
    const { jump } = await bastion(['AllowTcpForwarding no']);
    const device = await start();
    const visit = await visitOne(target(device.port, { jumps: [jump] }), ask(), { retries: 2, retryDelayMs: 1 });
    expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visit.poll.message).toContain('administratively prohibited');
    expect(visit.poll.hint).toContain('AllowTcpForwarding');
  });

  it('a revoked host key', async () => {
    const { folder, sshd, jump } = await bastion();
    const file = join(folder, 'known_hosts');
    const hostKey = await readFile(join(folder, `sshd-${sshd.port}-host.pub`), 'utf8');
    await writeFile(file, `[127.0.0.1]:${sshd.port} ${hostKey}@revoked * ${hostKey}`);
    const hostKeys = await openKnownHosts([file], 'accept-new');
    const visit = await visitOne(target(22, { jumps: [jump] }), ask(), { hostKeys });
    expectFault(visit, 'DEVICE_JUMP_FAILED', 'unreachable');
    expect(visit.poll.message).toContain('revoked');
  });

  it('is killed in mid-session', async () => {
    const { sshd, jump } = await bastion();
    const device = await start(onShowTech(() => void sshd.close()));
    const visit = await visitOne(target(device.port, { jumps: [jump] }), ask('show tech'));
    expectFault(visit, 'DEVICE_CONNECTION_LOST', 'failed');
    expect(visit.poll.message).toContain('bastion');
  });
});
