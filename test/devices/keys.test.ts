// Logins by key: files in every format that ssh-keygen writes, and OpenSSH's agent.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { type Connection, Secret } from '../../src/model/index.ts';
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
import { type DeviceScript, startDevice, target } from './support/ssh-device.ts';
import { ask, expectFault, expectNoSecret, visitAll, visitOne, WRONG_PASSWORD } from './support/visits.ts';

const PASSPHRASE = 'a long phrase';
const FORMATS: [string, string[]][] = [
  ['ed25519', ['-t', 'ed25519']],
  ['ed25519 by aes256-gcm', ['-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com']],
  ['rsa', ['-t', 'rsa', '-b', '2048']],
  ['ecdsa', ['-t', 'ecdsa']],
  ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
  ['ecdsa in PEM', ['-t', 'ecdsa', '-m', 'PEM']],
  ['rsa in PKCS#8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
  ['ecdsa in PKCS#8', ['-t', 'ecdsa', '-m', 'PKCS8']],
];

function byKey(path: string, connection: Partial<Connection> = {}): Partial<Connection> {
  return { password: null, privateKeyFiles: [{ path, required: true }], ...connection };
}

const start = async (script: DeviceScript) => opened(await startDevice(script));

describe.skipIf(!HAS_OPENSSH)('a key file', () => {
  for (const [name, options] of FORMATS) {
    it(`${name}: plain, encrypted, with a wrong passphrase and with none`, async () => {
      const { path } = opened(makeFolder());
      const plain = makeKey(path, 'plain', options);
      const locked = makeKey(path, 'locked', options, PASSPHRASE);
      const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(plain) });
      expect((await visitOne(target(device.port, byKey(plain)))).poll).toMatchObject({ status: 'ok', message: null });

      const other = await start({ methods: ['publickey'], authorizedKey: publicHalf(locked) });
      const privateKeyPassphrase = new Secret(PASSPHRASE);
      const visit = await visitOne(target(other.port, byKey(locked, { privateKeyPassphrase })));
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });

      const connections = other.connections;
      const wrong = await visitOne(
        target(other.port, byKey(locked, { privateKeyPassphrase: new Secret(WRONG_PASSWORD) })),
      );
      expectFault(wrong, 'CONFIG_INVALID_VALUE', 'failed');
      expect(wrong.poll.message).toContain(locked);
      expect(wrong.poll.hint).toContain('ansible_private_key_passphrase');
      const none = await visitOne(target(other.port, byKey(locked)));
      expectFault(none, 'CONFIG_SECRET_MISSING', 'auth-failed');
      expect(none.poll.message).toContain(locked);
      expect(none.poll.hint).toContain('ansible_private_key_passphrase');
      expect(other.connections).toBe(connections);
    });
  }

  it('is offered in the order of the list, before the password; one that is missing and not required is passed over', async () => {
    const { path } = opened(makeFolder());
    const [first, second] = ['first', 'second'].map((name) => makeKey(path, name, ['-t', 'ed25519'])) as [
      string,
      string,
    ];
    const offered: string[] = [];
    const device = await start({
      methods: ['publickey', 'password'],
      authorizedKey: publicHalf(second),
      onLogin: (context) => {
        if (context.method === 'publickey' && !context.signature) offered.push(context.key.data.toString('base64'));
        return false;
      },
    });
    const files = [`${path}/missing`, first, second].map((file) => ({ path: file, required: false }));
    const visit = await visitOne(target(device.port, { privateKeyFiles: files }));
    expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    expect(offered).toEqual([first, second].map((file) => publicHalf(file).split(' ')[1]));
    expect(device.logins).not.toContain('password');

    const onlyMissing = [{ path: `${path}/missing`, required: false }];
    const nothing = await visitOne(target(device.port, { password: null, privateKeyFiles: onlyMissing }));
    expectFault(nothing, 'CONFIG_SECRET_MISSING', 'auth-failed');
    expect(nothing.poll.message).toContain(`${path}/missing`);
  });

  it('is read and decrypted once for all devices', async () => {
    const { path } = opened(makeFolder());
    const locked = makeKey(path, 'locked', ['-t', 'ed25519'], PASSPHRASE);
    const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(locked) });
    let reads = 0;
    const readKey = async (file: string) => {
      reads++;
      return await readFile(file);
    };
    const connection = byKey(locked, { privateKeyPassphrase: new Secret(PASSPHRASE) });
    const targets = ['r1', 'r2', 'r3', 'r4', 'r5'].map((name) => target(device.port, connection, name));
    const visits = await visitAll(targets, ask(), { readFile: readKey });
    expect(visits.map((visit) => visit.poll.status)).toEqual(targets.map(() => 'ok'));
    expect(reads).toBe(1);
  });

  it("gets into OpenSSH's own server", async () => {
    const { path } = opened(makeFolder());
    const key = makeKey(path, 'rsa', ['-t', 'rsa', '-b', '2048']);
    const sshd = opened(await startSshd(path, publicHalf(key), ['ForceCommand echo "r9#"; cat']));
    const visit = await visitOne(target(sshd.port, byKey(key, { user: OPENSSH_USER })), ask(), {
      commandTimeoutMs: 1000,
    });
    expect(visit.poll.code).not.toBe('DEVICE_AUTH_FAILED');
    expect(sshd.log()).toContain('Accepted publickey');
    expectNoSecret(visit);
  });
});

describe.skipIf(!HAS_OPENSSH)('an agent', () => {
  async function withAgent(count: number, passphrase = '') {
    const { path } = opened(makeFolder());
    const keys = Array.from({ length: count }, (_, i) => makeKey(path, `key${i}`, ['-t', 'ed25519']));
    const agent = opened(await startAgent(path, keys));
    const locked = makeKey(path, 'locked', ['-t', 'ed25519'], passphrase);
    return { keys, locked, connection: { useAgent: true, agentSocket: agent.socket } };
  }

  it('signs with the key that the device knows', async () => {
    const { keys, connection } = await withAgent(3);
    const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(keys[1] ?? '') });
    const visit = await visitOne(target(device.port, { ...connection, password: null }));
    expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    expect(device.logins).toEqual(['publickey', 'publickey']);
  });

  it('with many keys shows five at most, then the password once', async () => {
    const { connection } = await withAgent(8);
    const device = await start({ methods: ['publickey', 'password'], authorizedKey: '' });
    expect((await visitOne(target(device.port, connection))).poll.status).toBe('ok');
    expect(device.logins).toEqual([...Array(5).fill('publickey'), 'password']);
  });

  describe("with ten keys, of which OpenSSH's own server knows the last", () => {
    async function withServer(...config: string[]) {
      const { path } = opened(makeFolder());
      const keys = Array.from({ length: 10 }, (_, i) => makeKey(path, `key${i}`, ['-t', 'ed25519']));
      const agent = opened(await startAgent(path, keys));
      const last = keys.at(-1) ?? '';
      const sshd = opened(await startSshd(path, publicHalf(last), ['ForceCommand echo "r9#"; cat', ...config]));
      const connection = { user: OPENSSH_USER, password: null, useAgent: true, agentSocket: agent.socket };
      return { sshd, last, connection };
    }
    const refusedKeys = (log: string) => log.match(/^Failed publickey/gm)?.length ?? 0;

    it('five are offered; the message counts them, the hint says how to name the right one', async () => {
      const { sshd, connection } = await withServer();
      const visit = await visitOne(target(sshd.port, connection));
      expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
      expect(visit.poll.message).toContain('wrong keys (5 of 10 offered)');
      expect(visit.poll.hint).toContain('ansible_private_key_file');
      expect(visit.poll.hint).toContain('IdentitiesOnly');
      expect(refusedKeys(sshd.log())).toBe(5);
    });

    it('a server that ends the login earlier is told in the same way', async () => {
      const { sshd, connection } = await withServer('MaxAuthTries 3');
      const visit = await visitOne(target(sshd.port, connection));
      expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
      expect(visit.poll.message).toMatch(/too many authentication failures/i);
      expect(visit.poll.hint).toContain('ansible_private_key_file');
      expect(visit.poll.hint).toContain('IdentitiesOnly');
    });

    for (const half of ['', '.pub']) {
      it(`it is let in where the inventory names its file, KEY${half}: that is offered first`, async () => {
        const { sshd, last, connection } = await withServer();
        const privateKeyFiles = [{ path: `${last}${half}`, required: true }];
        await visitOne(target(sshd.port, { ...connection, privateKeyFiles }), ask(), { commandTimeoutMs: 1000 });
        expect(sshd.log()).toContain('Accepted publickey');
        expect(refusedKeys(sshd.log())).toBe(0);
      });
    }
  });

  it('is not asked where the inventory says so', async () => {
    const { keys, connection } = await withAgent(1);
    const device = await start({ methods: ['publickey', 'password'], authorizedKey: publicHalf(keys[0] ?? '') });
    expect((await visitOne(target(device.port, { ...connection, useAgent: false }))).poll.status).toBe('ok');
    expect(device.logins).toEqual(['password']);
  });

  it('comes after the files, and no key is shown twice', async () => {
    const { keys, locked, connection } = await withAgent(2);
    const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(keys[1] ?? '') });
    const files = [locked, keys[0] ?? ''].map((path) => ({ path, required: true }));
    const visit = await visitOne(target(device.port, { ...connection, password: null, privateKeyFiles: files }));
    expect(visit.poll.status).toBe('ok');
    expect(device.logins).toEqual(['publickey', 'publickey', 'publickey']);
  });

  it('that holds the key of an encrypted file makes its passphrase unnecessary', async () => {
    const { path } = opened(makeFolder());
    const plain = makeKey(path, 'key', ['-t', 'ed25519']);
    const agent = opened(await startAgent(path, [plain]));
    const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(plain) });
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', plain]);
    const connection = byKey(plain, { useAgent: true, agentSocket: agent.socket });
    expect((await visitOne(target(device.port, connection))).poll).toMatchObject({ status: 'ok', message: null });
  });

  it('that does not hold the private half of a public key file', async () => {
    const { locked, connection } = await withAgent(1);
    const device = await start({ methods: ['publickey', 'password'] });
    const visit = await visitOne(target(device.port, byKey(`${locked}.pub`, connection)));
    expectFault(visit, 'CONFIG_INVALID_VALUE', 'failed');
    expect(visit.poll.message).toContain('is a public key, and no agent holds its private key');
    expect(device.connections).toBe(0);
  });

  it('that is gone is as none', async () => {
    const device = await start({});
    const connection = { useAgent: true, agentSocket: '/no/such/socket' };
    expect((await visitOne(target(device.port, connection))).poll.status).toBe('ok');
    expectFault(
      await visitOne(target(device.port, { ...connection, password: null })),
      'CONFIG_SECRET_MISSING',
      'auth-failed',
    );
  });

  it('whose key the server wants together with the password', async () => {
    const { keys, connection } = await withAgent(1);
    const device = await start({
      methods: ['publickey', 'password'],
      authorizedKey: publicHalf(keys[0] ?? ''),
      onLogin: (context) => {
        if (context.method !== 'publickey' || !context.signature) return false;
        context.reject(['password'], true);
        return true;
      },
    });
    expect((await visitOne(target(device.port, connection))).poll).toMatchObject({ status: 'ok', message: null });
  });
});

// The tests above would prove little if the server let every key in.
it.skipIf(!HAS_OPENSSH)('the scripted device refuses a key that it does not know', async () => {
  const { path } = opened(makeFolder());
  const [known, other] = ['known', 'other'].map((name) => makeKey(path, name, ['-t', 'ed25519'])) as [string, string];
  const device = await start({ methods: ['publickey'], authorizedKey: publicHalf(known) });
  const privateKey = await readFile(other);
  const outcome = await new Promise((resolve) => {
    const client = new ssh2.Client();
    client.on('ready', () => resolve('ready')).on('error', (error) => resolve(error.message));
    client.connect({ host: '127.0.0.1', port: device.port, username: 'netops', privateKey });
  });
  expect(outcome).toContain('authentication methods failed');
});
