// Every way in which a device can fail a visit: the code, the status, the hint, and one login at most.
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { SECRET_MASK } from '../../src/devices/index.ts';
import { Secret, type Visit } from '../../src/model/index.ts';
import { opened } from './support/opened.ts';
import {
  closedPort,
  type DeviceScript,
  PASSWORD,
  startDevice,
  startSocket,
  target,
  testKey,
} from './support/ssh-device.ts';
import { ask, expectFault, expectNoSecret, visitAll, visitOne, WRONG_PASSWORD } from './support/visits.ts';

const start = async (script: DeviceScript = {}) => opened(await startDevice(script));
const listen = async (onSocket: Parameters<typeof startSocket>[0]) => opened(await startSocket(onSocket));

describe('no connection', () => {
  it('refused', async () => {
    const visit = await visitOne(target(await closedPort()));
    expectFault(visit, 'DEVICE_UNREACHABLE', 'unreachable');
    expect(visit.poll.hint).toContain('ansible_port');
  });

  it('a name that DNS does not know', async () => {
    const visit = await visitOne(target(22, { host: 'no-such-host.invalid' }));
    expectFault(visit, 'DEVICE_UNREACHABLE', 'unreachable');
    expect(visit.poll.message).toContain('no-such-host.invalid');
    expect(visit.poll.hint).toMatch(/DNS|ansible_host/);
  });

  it('a port that says nothing', async () => {
    const server = await listen(() => undefined);
    const visit = await visitOne(target(server.port), ask(), { connectTimeoutMs: 150 });
    expectFault(visit, 'DEVICE_TIMEOUT', 'unreachable');
    expect(visit.poll.message).toContain('150 ms');
    expect(visit.poll.message).toContain('handshake');
  });

  it('closed before the handshake, as with all vty lines taken', async () => {
    const server = await listen((socket) => socket.end());
    const visit = await visitOne(target(server.port));
    expectFault(visit, 'DEVICE_CONNECTION_LOST', 'unreachable');
    expect(visit.poll.hint).toContain('vty');
  });

  it('reset before the handshake', async () => {
    const server = await listen((socket) => socket.resetAndDestroy());
    expectFault(await visitOne(target(server.port)), 'DEVICE_CONNECTION_LOST', 'unreachable');
  });

  it('closed in the handshake', async () => {
    const server = await listen((socket) => {
      socket.write('SSH-2.0-Cisco-1.25\r\n');
      socket.once('data', () => socket.end());
    });
    expectFault(await visitOne(target(server.port)), 'DEVICE_CONNECTION_LOST', 'unreachable');
  });

  it('something else than SSH', async () => {
    const server = await listen((socket) => socket.write('SSH-1.5-Cisco-1.25\r\n'));
    const visit = await visitOne(target(server.port));
    expectFault(visit, 'DEVICE_UNREACHABLE', 'unreachable');
    expect(visit.poll.hint).toContain('ip ssh version 2');
  });
});

describe('algorithms', () => {
  const ios15: DeviceScript = {
    hostKeys: [testKey('legacy', 'rsa').private],
    algorithms: {
      kex: ['diffie-hellman-group14-sha1'],
      cipher: ['aes128-cbc'],
      hmac: ['hmac-sha1'],
      serverHostKey: ['ssh-rsa'],
    },
  };

  it('old ones are not offered unless the inventory asks for them, and the hint says how', async () => {
    const device = await start(ios15);
    const visit = await visitOne(target(device.port));
    expectFault(visit, 'DEVICE_ALGORITHMS', 'failed');
    expect(visit.poll.message).toContain('diffie-hellman-group14-sha1');
    expect(visit.poll.hint).toContain('toposcope_legacy_algorithms: ios15');
    expect(device.logins).toEqual([]);
  });

  it('ios15 talks to IOS 15', async () => {
    const device = await start(ios15);
    const visit = await visitOne(target(device.port, { legacyAlgorithms: 'ios15' }));
    expect(visit.poll).toMatchObject({ status: 'ok', message: null });
  });

  it('an SHA-1 signature by the host key is an old algorithm too', async () => {
    const device = await start({ hostKeys: ios15.hostKeys ?? [], algorithms: { serverHostKey: ['ssh-rsa'] } });
    expectFault(await visitOne(target(device.port)), 'DEVICE_ALGORITHMS', 'failed');
    expect((await visitOne(target(device.port, { legacyAlgorithms: 'ios15' }))).poll.status).toBe('ok');
  });

  it('group1 has a set of its own, and the hint knows which one is needed', async () => {
    const device = await start({ ...ios15, algorithms: { ...ios15.algorithms, kex: ['diffie-hellman-group1-sha1'] } });
    const visit = await visitOne(target(device.port, { legacyAlgorithms: 'ios15' }));
    expectFault(visit, 'DEVICE_ALGORITHMS', 'failed');
    expect(visit.poll.hint).toContain('toposcope_legacy_algorithms: group1');
    expect((await visitOne(target(device.port, { legacyAlgorithms: 'group1' }))).poll.status).toBe('ok');
  });
});

describe('the login', () => {
  const wrong = { password: new Secret(WRONG_PASSWORD) };

  it('by password, where the server takes both: one method only', async () => {
    const device = await start({ methods: ['keyboard-interactive', 'password'] });
    expect((await visitOne(target(device.port))).poll.status).toBe('ok');
    expect(device.logins).toEqual(['password']);
  });

  for (const methods of [['password'], ['keyboard-interactive'], ['password', 'keyboard-interactive']] as const) {
    it(`wrong password by ${methods.join(' or ')}: tried once`, async () => {
      const device = await start({ methods });
      const visit = await visitOne(target(device.port, wrong));
      expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
      expect(visit.poll.message).toContain('"netops"');
      expect(visit.poll.message).toContain(`127.0.0.1:${device.port}`);
      expect(device.logins).toEqual([methods[0]]);
    });
  }

  it('by keyboard-interactive, where that is all there is', async () => {
    const device = await start({ methods: ['keyboard-interactive'] });
    expect((await visitOne(target(device.port))).poll.status).toBe('ok');
    expect(device.logins).toEqual(['keyboard-interactive']);
  });

  it('needs no password where the device wants none', async () => {
    const device = await start({ methods: ['none'] });
    expect((await visitOne(target(device.port))).poll.status).toBe('ok');
    expect(device.logins).toEqual([]);
  });

  it('by private key', async () => {
    const key = testKey('operator');
    const device = await start({ methods: ['publickey'], authorizedKey: key.public });
    const byKey = { password: null, privateKeyFiles: [{ path: '/keys/operator', required: true }] };
    const readFile = async () => Buffer.from(key.private);
    expect((await visitOne(target(device.port, byKey), ask(), { readFile })).poll.status).toBe('ok');
    expect(device.logins).toEqual(['publickey']);
  });

  it('by password after the key was refused, where both are set', async () => {
    const device = await start({ methods: ['publickey', 'password'], authorizedKey: testKey('other').public });
    const readFile = async () => Buffer.from(testKey('operator').private);
    const visit = await visitOne(
      target(device.port, { privateKeyFiles: [{ path: '/keys/operator', required: true }] }),
      ask(),
      { readFile },
    );
    expect(visit.poll.status).toBe('ok');
    expect(device.logins).toEqual(['publickey', 'password']);
  });

  it('says which methods there are where none fits', async () => {
    const device = await start({ methods: ['publickey'] });
    const visit = await visitOne(target(device.port));
    expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(visit.poll.message).toContain('publickey');
  });

  it('needs something to log in with', async () => {
    const device = await start();
    const nothing = await visitOne(target(device.port, { password: null }));
    expectFault(nothing, 'CONFIG_SECRET_MISSING', 'auth-failed');
    expectFault(await visitOne(target(device.port, { user: null })), 'CONFIG_SECRET_MISSING', 'auth-failed');
    expect(device.connections).toBe(0);
  });

  it('needs a private key that can be read', async () => {
    const device = await start();
    const missing = target(device.port, { privateKeyFiles: [{ path: '/no/such/key', required: true }] });
    expectFault(await visitOne(missing), 'CONFIG_FILE_MISSING', 'failed');
    const readFile = async () => Buffer.from('not a key');
    expectFault(await visitOne(missing, ask(), { readFile }), 'CONFIG_INVALID_VALUE', 'failed');
    expect(device.connections).toBe(0);
  });

  it('by key and then password, where the server wants both', async () => {
    const key = testKey('operator');
    const device = await start({
      methods: ['publickey', 'password'],
      authorizedKey: key.public,
      onLogin: (context) => {
        if (context.method !== 'publickey' || !context.signature) return false;
        context.reject(['password'], true);
        return true;
      },
    });
    const readFile = async () => Buffer.from(key.private);
    const both = { privateKeyFiles: [{ path: '/keys/operator', required: true }] };
    expect((await visitOne(target(device.port, both), ask(), { readFile })).poll.status).toBe('ok');
    const keyOnly = { ...both, password: null };
    const visit = await visitOne(target(device.port, keyOnly), ask(), { readFile });
    expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(visit.poll.message).toContain('it also wants password');
  });

  it('with a password that has expired', async () => {
    const device = await start({
      onLogin: (context) => {
        if (context.method !== 'password') return false;
        context.requestChange('Your password has expired', () => undefined);
        return true;
      },
    });
    const visit = await visitOne(target(device.port));
    expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(visit.poll.message).toContain('expired');
  });

  it('is not answered where it asks for more than a password', async () => {
    const answers: string[][] = [];
    const device = await start({
      methods: ['keyboard-interactive'],
      onLogin: (context) => {
        if (context.method !== 'keyboard-interactive') return false;
        const prompts = [
          { prompt: 'Password: ', echo: false },
          { prompt: 'Token: ', echo: false },
        ];
        context.prompt(prompts, (given) => answers.push([...given]));
        return true;
      },
    });
    const visit = await visitOne(target(device.port));
    expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(answers).toEqual([]);
  });

  it('that is met with silence times out, and says so', async () => {
    const device = await start({ onLogin: (context) => context.method === 'password' });
    const visit = await visitOne(target(device.port), ask(), { connectTimeoutMs: 1500 });
    expectFault(visit, 'DEVICE_TIMEOUT', 'unreachable');
    expect(visit.poll.message).toContain('login');
  });

  it('that is met with a closed connection', async () => {
    let end: () => void = () => undefined;
    const device = await start({
      onConnection: (client) => {
        end = () => void client.end();
      },
      onLogin: (context) => {
        if (context.method !== 'password') return false;
        end();
        return true;
      },
    });
    const visit = await visitOne(target(device.port));
    expectFault(visit, 'DEVICE_CONNECTION_LOST', 'unreachable');
    expect(visit.poll.message).toContain('login');
  });
});

it('a key file on a disk that hangs does not hold the visit longer than its time', async () => {
  const device = await start();
  const connection = { privateKeyFiles: [{ path: '/mnt/gone/id_ed25519', required: true }] };
  const visit = await visitOne(target(device.port, connection), ask(), {
    visitTimeoutMs: 300,
    readFile: () => new Promise(() => undefined),
  });
  expectFault(visit, 'DEVICE_TIMEOUT', 'unreachable');
});

describe('a device that says the password back', () => {
  const said = `you typed ${PASSWORD}, `;
  const hang = (command: string, terminal: { write(text: string): void }) => {
    if (command === 'show clock') terminal.write(said);
    return command === 'show clock';
  };
  it.each<[string, DeviceScript, string]>([
    ['before the first prompt', { decoratePrompt: () => said }, 'DEVICE_PROMPT_NOT_FOUND'],
    ['in an answer that does not end', { onCommand: hang }, 'DEVICE_TIMEOUT'],
    ['as it refuses', { banner: `% Authorization failed: ${said}\n`, decoratePrompt: () => '' }, 'DEVICE_AUTH_FAILED'],
  ])('%s is not quoted with it', async (_, script, code) => {
    const device = await start({ privileged: true, ...script });
    const visit = await visitOne(target(device.port), ask('show clock'), { commandTimeoutMs: 1500 });
    expect([visit.poll.code, visit.poll.message]).toEqual([code, expect.stringContaining(SECRET_MASK)]);
    expect(JSON.stringify(visit.poll)).not.toContain(PASSWORD);
  });
});

describe('one credential on many devices', () => {
  const names = Array.from({ length: 12 }, (_, i) => `r${i + 1}`);

  for (const concurrency of [1, 20]) {
    it(`is left alone after three refusals, with ${concurrency} visits at a time`, async () => {
      const device = await start();
      const wrong = { password: new Secret(WRONG_PASSWORD) };
      const targets = names.map((name) => target(device.port, wrong, name));
      const visits = await visitAll(targets, ask(), { concurrency });
      for (const visit of visits) expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
      expect(device.logins).toHaveLength(3);
      expect(visits.filter((visit) => visit.poll.message?.includes('not tried'))).toHaveLength(9);
    });
  }

  it('that works is used on all at the same time, and another one is judged apart', async () => {
    const device = await start();
    const wrong = { password: new Secret(WRONG_PASSWORD) };
    const targets = names.map((name, i) => target(device.port, i % 2 === 0 ? {} : wrong, name));
    const visits = await visitAll(targets, ask(), { concurrency: 20 });
    expect(visits.map((visit) => visit.poll.status)).toEqual(names.map((_, i) => (i % 2 === 0 ? 'ok' : 'auth-failed')));
    expect(device.logins).toHaveLength(6 + 3);
  });

  it('is not held up by devices that cannot be reached', async () => {
    const device = await start();
    const silent = await listen(() => undefined);
    const targets = names.map((name, i) => target(i < 4 ? silent.port : device.port, {}, name));
    const visits = await visitAll(targets, ask(), { concurrency: 20, connectTimeoutMs: 2500 });
    expect(visits.map((visit) => visit.poll.status)).toEqual(names.map((_, i) => (i < 4 ? 'unreachable' : 'ok')));
  });
});

describe('in the session', () => {
  const LONG = `${'x'.repeat(100)}\n`;

  it('no prompt at all', async () => {
    const device = await start({ banner: 'Choose: 1) shell 2) menu\n', decoratePrompt: () => 'Your choice?' });
    const visit = await visitOne(target(device.port), ask(), { commandTimeoutMs: 1500 });
    expectFault(visit, 'DEVICE_PROMPT_NOT_FOUND', 'failed');
    expect(visit.poll.message).toContain('Your choice?');
    expect(visit.poll.hint).toContain('ansible_network_os');
  });

  it('hangs in a command: which, how long, and what came is kept', async () => {
    const device = await start({
      answers: { 'show version': 'fine\n' },
      onCommand: (command, terminal) => {
        if (command !== 'show tech') return false;
        terminal.write(LONG);
        return true;
      },
    });
    const visit = await visitOne(target(device.port), ask('show version', 'show tech', 'show version'), {
      commandTimeoutMs: 1500,
    });
    expectFault(visit, 'DEVICE_TIMEOUT', 'failed');
    expect(visit.poll.message).toContain('"show tech"');
    expect(visit.poll.message).toContain('1.5 s');
    expect(visit.answers.map((answer) => answer.command)).toEqual(['show version', 'show tech']);
    expect(visit.answers[1]?.raw).toContain(LONG.trim());
    await expect.poll(() => device.openConnections).toBe(0);
  });

  it('talks without end: the visit ends, and what came is kept', async () => {
    const flood = 'a line that never stops\n'.repeat(40_000);
    const device = await start({
      onCommand: (command, terminal) => {
        if (command !== 'show version') return false;
        for (let i = 0; i < 30; i++) terminal.write(flood);
        return true;
      },
    });
    const visit = await visitOne(target(device.port), ask('show version'), { commandTimeoutMs: 20_000 });
    expectFault(visit, 'DEVICE_PROMPT_NOT_FOUND', 'failed');
    expect(visit.poll.message).toContain('16777216 characters');
    expect(visit.answers[0]?.raw.length).toBeLessThan(17_000_000);
  });

  it('says more in all than a visit keeps: what came is kept whole, and no more is asked', async () => {
    const device = await start({ answers: { 'show version': 'fine\n', 'show tech': `${'x'.repeat(1000)}\n` } });
    const commands = ['show version', ...Array(9).fill('show tech')];
    const visit = await visitOne(target(device.port), ask(...commands), { keptLimit: 3000 });
    expectFault(visit, 'DEVICE_PROMPT_NOT_FOUND', 'failed');
    expect(visit.poll.message).toContain('longer than 3000 characters together, so "show tech" was not asked');
    expect(visit.poll.hint).toContain('a visit keeps no more');
    expect(visit.answers.map(({ command }) => command)).toEqual(['show version', ...Array(3).fill('show tech')]);
    for (const { raw } of visit.answers) expect(raw).toMatch(/r1>$/);
    expect(device.terminals[0]?.typed.filter((line) => line === 'show tech')).toHaveLength(3);
    await expect.poll(() => device.openConnections).toBe(0);
  });

  it('says as much in its last answer: the visit went well', async () => {
    const device = await start({ answers: { 'show tech': `${'x'.repeat(1000)}\n` } });
    const visit = await visitOne(target(device.port), ask('show tech'), { keptLimit: 500 });
    expect(visit.poll).toMatchObject({ status: 'ok', message: null });
  });

  it('takes longer than a visit may', async () => {
    const device = await start({ onCommand: (command) => command === 'show tech' });
    const visit = await visitOne(target(device.port), ask('show tech'), { visitTimeoutMs: 2500 });
    expectFault(visit, 'DEVICE_TIMEOUT', 'failed');
    expect(visit.poll.message).toContain('"show tech"');
    expect(visit.poll.message).toContain('2.5 s');
  });

  it('takes longer than a visit may before it is logged into', async () => {
    const server = await listen(() => undefined);
    const visit = await visitOne(target(server.port), ask(), { visitTimeoutMs: 200 });
    expectFault(visit, 'DEVICE_TIMEOUT', 'unreachable');
    expect(visit.poll.message).toContain('connecting');
  });

  it('takes longer than a visit may while it waits for others to prove its credential', async () => {
    const silent = await start({ onLogin: (context) => context.method === 'password' });
    const device = await start();
    const targets = ['r1', 'r2', 'r3', 'r4'].map((name) => target(name === 'r4' ? device.port : silent.port, {}, name));
    const visits = await visitAll(targets, ask(), { visitTimeoutMs: 3000, connectTimeoutMs: 5000 });
    expectFault(visits[0] as Visit, 'DEVICE_TIMEOUT', 'unreachable');
    expect(visits.every((visit) => visit.poll.code === 'DEVICE_TIMEOUT' || visit.device === 'r4')).toBe(true);
    expect(silent.connections).toBe(3);
  });

  it('takes longer than a visit may while nothing is asked of the device', async () => {
    const device = await start();
    const forever = () => new Promise<never>(() => undefined);
    const visit = await visitOne(target(device.port), forever, { visitTimeoutMs: 2500 });
    expectFault(visit, 'DEVICE_TIMEOUT', 'failed');
    await expect.poll(() => device.openConnections).toBe(0);
  });

  for (const how of ['politely', 'rudely'] as const) {
    it(`drops the connection in a command, ${how}: which, and what came is kept`, async () => {
      let drop: () => void = () => undefined;
      const device = await start({
        onConnection: (client) => {
          const socket = (client as unknown as { _sock: { destroy(): void } })._sock;
          drop = () => void (how === 'politely' ? client.end() : socket.destroy());
        },
        onCommand: (command, terminal) => {
          if (command !== 'show tech') return false;
          terminal.write(LONG);
          setTimeout(drop, 50);
          return true;
        },
      });
      const visit = await visitOne(target(device.port), ask('show tech'));
      expectFault(visit, 'DEVICE_CONNECTION_LOST', 'failed');
      expect(visit.poll.message).toContain('"show tech"');
      expect(visit.answers[0]?.raw).toContain(LONG.trim());
    });
  }

  it('fails every later call with the same error', async () => {
    const device = await start({ onCommand: (command) => command === 'show tech' });
    const visit = await visitOne(
      target(device.port),
      async (session) => {
        await session.run('show tech').catch(() => undefined);
        await session.run('show version');
        return { changed: false };
      },
      { commandTimeoutMs: 1500 },
    );
    expectFault(visit, 'DEVICE_TIMEOUT', 'failed');
    expect(visit.poll.message).toContain('"show tech"');
  });
});

describe('visiting many', () => {
  it('keeps the order of the targets, bounds the visits at a time, and tells each one as it ends', async () => {
    let atOnce = 0;
    let most = 0;
    const device = await start();
    const ended: string[] = [];
    const targets = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'].map((name) => target(device.port, {}, name));
    const visits = await visitAll(
      targets,
      async (_session, { name }) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, name === 'r1' ? 150 : 10));
        atOnce--;
        return { changed: name === 'r2' };
      },
      { concurrency: 2, onVisit: (visit) => ended.push(visit.device) },
    );
    expect(visits.map((visit) => visit.device)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6']);
    expect(visits.map((visit) => visit.poll.changed)).toEqual([false, true, false, false, false, false]);
    expect([...ended].sort()).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6']);
    expect(ended[0]).not.toBe('r1');
    expect(most).toBe(2);
    for (const visit of visits) expectNoSecret(visit);
  });

  it('rejects for a mistake in the conversation, and leaves no connection open', async () => {
    const device = await start();
    const mistaken = visitOne(target(device.port), async () => {
      throw new TypeError('a mistake');
    });
    await expect(mistaken).rejects.toThrow('a mistake');
    await expect.poll(() => device.openConnections).toBe(0);
    const twoLines = visitOne(target(device.port), ask('show version\nreload'));
    await expect(twoLines).rejects.toThrow('not one command');
    expect(device.terminals.flatMap((terminal) => terminal.typed)).not.toContain('reload');
  });

  it('has nothing to do for no targets', async () => {
    expect(await visitAll([])).toEqual([]);
  });
});

// The tests above would prove little if the server let everyone in.
it('the scripted device refuses a wrong password', async () => {
  const device = await start();
  const outcome = await new Promise((resolve) => {
    const client = new ssh2.Client();
    client.on('ready', () => resolve('ready')).on('error', (error) => resolve(error.message));
    client.connect({ host: '127.0.0.1', port: device.port, username: 'netops', password: `${PASSWORD}!` });
  });
  expect(outcome).toContain('authentication methods failed');
});
