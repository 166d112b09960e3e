// Every fault, met by a real SSH client.
import { connect as connectTcp } from 'node:net';
import type { Algorithms } from 'ssh2';
import ssh2 from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type Fault, type FaultKind, type Lab, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { connect, connectionOptions, openTestSession } from './test-session.ts';

/** How every prompt of a noisy device ends. */
const BELL = new RegExp(`${'\x07'}$`);

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
});
afterEach(async () => {
  await lab.fault('r1', null);
});
afterAll(() => lab.close());

const tried = new Set<FaultKind>();

async function inflict(...kinds: FaultKind[]): Promise<void> {
  for (const kind of kinds) tried.add(kind);
  await lab.fault('r1', kinds);
}

const login = (overrides = {}) => connect({ ...connectionOptions(lab, 'r1'), ...overrides });

/** The next thing that happens to a bare TCP connection. */
function touchPort(): Promise<string> {
  const { host, port } = connectionOptions(lab, 'r1');
  return new Promise((resolve) => {
    const socket = connectTcp(port ?? 0, host ?? '');
    const settle = (what: string) => {
      socket.destroy();
      resolve(what);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'error'));
    socket.on('data', (data) => settle(data.toString('latin1').split('\r')[0] ?? ''));
    socket.on('close', () => settle('closed'));
  });
}

describe('before login', () => {
  it('greets like IOS when nothing is wrong', async () => {
    expect(await touchPort()).toBe('SSH-2.0-Cisco-1.25');
  });

  it('refuse-connections closes the port, and healing opens the same one', async () => {
    await inflict('refuse-connections');
    expect(await touchPort()).toBe('ECONNREFUSED');
    await lab.fault('r1', null);
    expect(await touchPort()).toBe('SSH-2.0-Cisco-1.25');
  });

  it('refuse-connections leaves open sessions alone', async () => {
    const session = await openTestSession(lab, 'r1');
    await inflict('refuse-connections');
    expect(await session.run('show lldp')).toContain('r1>');
    session.close();
  });

  it('no-handshake takes the connection and says nothing', async () => {
    await inflict('no-handshake');
    await expect(login({ readyTimeout: 150 })).rejects.toThrow(/Timed out while waiting for handshake/);
  });

  it('vty-full closes before a word', async () => {
    await inflict('vty-full');
    expect(await touchPort()).toMatch(/closed|ECONNRESET/);
  });

  it('wrong-host-key shows another key, and healing the old one', async () => {
    const key = async () => {
      let seen = '';
      const client = await login({
        hostVerifier: (raw: Buffer) => {
          seen = raw.toString('base64');
          return true;
        },
      });
      client.end();
      return seen;
    };
    const before = await key();
    await inflict('wrong-host-key');
    const during = await key();
    await lab.fault('r1', null);
    expect(during).not.toBe(before);
    expect(await key()).toBe(before);
  });

  it('legacy-algorithms cannot be met with the defaults, and can with what IOS 15 offers', async () => {
    await inflict('legacy-algorithms');
    await expect(login()).rejects.toThrow(/no matching key exchange algorithm/);
    const algorithms: Algorithms = {
      kex: ['diffie-hellman-group14-sha1'],
      serverHostKey: ['ssh-rsa'],
      cipher: ['aes128-cbc'],
      hmac: ['hmac-sha1'],
    };
    const session = await openTestSession(lab, 'r1', { algorithms });
    expect(await session.run('show lldp')).toContain('% LLDP is not enabled');
    session.close();
  });
});

describe('login', () => {
  it('reject-auth refuses, and counts each attempt once', async () => {
    await inflict('reject-auth');
    const before = lab.stats('r1');
    await expect(login()).rejects.toThrow(/All configured authentication methods failed/);
    const after = lab.stats('r1');
    expect(after.logins - before.logins).toBe(1);
    expect(after.failedLogins - before.failedLogins).toBe(1);
  });

  it('counts a second method as a second attempt, for accounts lock on both', async () => {
    const before = lab.stats('r1').failedLogins;
    const client = new ssh2.Client();
    await new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('keyboard-interactive', (_name, _text, _lang, _prompts, finish) => finish(['wrong']));
      client.connect({ ...connectionOptions(lab, 'r1'), password: 'wrong', tryKeyboard: true });
    });
    expect(lab.stats('r1').failedLogins - before).toBe(2);
  });

  it('keyboard-interactive-only refuses the password method without counting it', async () => {
    await inflict('keyboard-interactive-only');
    const before = lab.stats('r1').logins;
    await expect(login()).rejects.toThrow(/authentication methods failed/);
    expect(lab.stats('r1').logins).toBe(before);
    const client = new ssh2.Client();
    const prompts = await new Promise<string[]>((resolve, reject) => {
      const asked: string[] = [];
      client.on('error', reject);
      client.on('ready', () => resolve(asked));
      client.on('keyboard-interactive', (_name, _text, _lang, questions, finish) => {
        asked.push(...questions.map(({ prompt }) => prompt));
        finish(['cisco']);
      });
      client.connect({ ...connectionOptions(lab, 'r1'), tryKeyboard: true });
    });
    client.end();
    expect(prompts).toEqual(['Password: ']);
    expect(lab.stats('r1').logins - before).toBe(1);
  });

  it('hangs up after three refused attempts', async () => {
    const before = lab.stats('r1').failedLogins;
    const { username = '', ...rest } = connectionOptions(lab, 'r1');
    const attempt = { type: 'password', username, password: 'wrong' } as const;
    const client = new ssh2.Client();
    const end = new Promise<void>((resolve) => client.on('close', () => resolve()));
    client.on('error', () => undefined);
    client.connect({ ...rest, username, authHandler: (_left, _partial, next) => next(attempt) });
    await end;
    expect(lab.stats('r1').failedLogins - before).toBe(3);
  });
});

describe('in a session', () => {
  it('drop-mid-command closes in the middle of an answer', async () => {
    const session = await openTestSession(lab, 'r1');
    await inflict('drop-mid-command');
    const part = await session.run('show interfaces', /never ends/);
    expect(session.closed).toBe(true);
    expect(part).toContain('GigabitEthernet0/0 is up');
    expect(part).not.toContain('GigabitEthernet0/3');
  });

  it('hang-mid-command stops and takes no more input', async () => {
    const session = await openTestSession(lab, 'r1');
    await session.run('terminal length 0');
    await inflict('hang-mid-command');
    expect(await session.run('show interfaces', /GigabitEthernet0\/1 is up/)).not.toContain('GigabitEthernet0/3');
    session.send('\r\rshow clock\r');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(session.transcript).not.toMatch(/show clock|UTC|r1>$/);
    session.close();
  });

  it('no-enable refuses any secret', async () => {
    const session = await openTestSession(lab, 'r1');
    await inflict('no-enable');
    await session.run('enable');
    expect(await session.run('cisco')).toBe('\r\n% Error in authentication.\r\n\r\nr1>');
    session.close();
  });

  it('command-authorization-failed answers every show and every change', async () => {
    const session = await openTestSession(lab, 'r1');
    await session.enable();
    await inflict('command-authorization-failed');
    for (const line of ['show version', 'configure terminal', 'write memory']) {
      expect(await session.run(line)).toBe(`${line}\r\nCommand authorization failed.\r\n\r\nr1#`);
    }
    session.close();
  });

  it('noisy wraps everything in what terminals send, and the text is still there', async () => {
    await inflict('noisy');
    const session = await openTestSession(lab, 'r1', {}, BELL);
    session.send('show lldp\r');
    await session.until(/changed state to up\r\r\n\0\0$/);
    expect(session.transcript).toContain('% LLDP is not enabled\r\r\n\0\0');
    expect(session.transcript).toContain('\x1b]0;r1>\x07');
    expect(session.transcript).toContain('\x1b[1mr1>\x1b[0m');
    expect(session.transcript).toMatch(/\*\w{3} .*%LINEPROTO-5-UPDOWN/);
    session.close();
  });

  it('latency delays each answer', async () => {
    const session = await openTestSession(lab, 'r1');
    const slow: Fault = { latencyMs: 50 };
    await lab.fault('r1', slow);
    session.send('show lldp\rshow clock\r');
    await session.until(/LLDP is not enabled\r\nr1>show clock\r\n$/);
    expect(await session.until(/r1>$/)).toMatch(/^\*.* UTC .*\r\nr1>$/);
    session.close();
  });
});

describe('the list of faults', () => {
  it('was tried whole', () => {
    expect([...tried].sort()).toEqual([...FAULT_KINDS].sort());
  });
});
