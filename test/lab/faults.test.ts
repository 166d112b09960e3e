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

describe('before the first prompt', () => {
  it('login-question wants a yes', async () => {
    await inflict('login-question');
    const question = /\[Y\/N\]:$/;
    const yes = await openTestSession(lab, 'r1', {}, question);
    expect(await yes.run('Y')).toBe('Y\r\nr1>');
    yes.close();
    const no = await openTestSession(lab, 'r1', {}, question);
    await no.run('n', /never/);
    expect(no.closed).toBe(true);
  });

  it('login-key waits for any key', async () => {
    await inflict('login-key');
    const session = await openTestSession(lab, 'r1', {}, /any key to continue$/);
    session.send(' ');
    expect(await session.until(/r1>$/)).toMatch(/r1>$/);
    session.close();
  });

  it('prompt-like-banner shows lines that look like prompts', async () => {
    await inflict('prompt-like-banner');
    const session = await openTestSession(lab, 'r1', {}, /r1>$/);
    expect(session.greeting).toMatch(/\r\nRouter#\r\nswitch>\r\n\r\nr1>$/);
    session.close();
  });

  it('invalid-autocommand says so and hangs up', async () => {
    await inflict('invalid-autocommand');
    const session = await openTestSession(lab, 'r1', {}, /never/);
    expect(session.greeting).toBe('\r\nLine has invalid autocommand "show lldp neighbors"\r\n');
    expect(session.closed).toBe(true);
  });

  it('can be so from the start', async () => {
    const topology = FIVE_ROUTERS.replace(
      '    sshPort: 22218',
      '    sshPort: 22218\n    faults: [bell, {latencyMs: 1}]',
    );
    const faulty = await startLab({ topology, basePort: 'free' });
    const session = await openTestSession(faulty, 'r1', {}, BELL);
    expect(session.greeting).toMatch(BELL);
    await faulty.close();
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

  it('silent-auth never says what became of a wrong password', async () => {
    await inflict('silent-auth');
    const { failedLogins } = lab.stats('r1');
    await expect(login({ password: 'wrong', readyTimeout: 300 })).rejects.toThrow(/Timed out|closed before login/);
    expect(lab.stats('r1').failedLogins - failedLogins).toBe(1);
    (await login()).end();
  });

  it.each([
    ['ansi', '\x1b[0m\x1b[1mr1>\x1b[0m\x1b[K'],
    ['osc-title', '\x1b]0;r1>\x07r1>'],
    ['bell', 'r1>\x07'],
    ['nul-padding', '\r\n\0\0r1>'],
    ['cr-cr-lf', '\r\r\nr1>'],
  ] as const)('%s decorates every prompt', async (kind, prompt) => {
    await inflict(kind);
    const session = await openTestSession(lab, 'r1', {}, /r1>.{0,10}$/s);
    expect(session.greeting.endsWith(prompt)).toBe(true);
    session.close();
  });

  it('log-after-prompt throws a log line in, without a new prompt', async () => {
    await inflict('log-after-prompt');
    const session = await openTestSession(lab, 'r1');
    expect(await session.run('show lldp', /up\r\n$/)).toMatch(/r1>\r\n\*.*changed state to up\r\n$/);
    session.close();
  });

  it('log-in-echo throws a log line into what is typed', async () => {
    await inflict('log-in-echo');
    const session = await openTestSession(lab, 'r1');
    expect(await session.run('show lldp')).toMatch(/^sho\r\n\*.*changed state to up\r\nw lldp\r\n% LLDP is not/);
    session.close();
  });

  it('hostname-change renames the device behind the third command', async () => {
    await inflict('hostname-change');
    const session = await openTestSession(lab, 'r1');
    await session.run('show clock');
    await session.run('show clock');
    expect(await session.run('show clock')).toMatch(/\r\nr1-renamed>$/);
    session.close();
    await lab.close();
    lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
  });

  it('terminal-length-rejected leaves the pager on', async () => {
    await inflict('terminal-length-rejected');
    const session = await openTestSession(lab, 'r1');
    expect(await session.run('terminal length 0')).toContain("% Invalid input detected at '^' marker.");
    expect(await session.run('show interfaces')).toMatch(/ --More-- $/);
    session.close();
  });

  it.each([
    ['pager-inverse', '\x1b[7m--More--\x1b[m', '\r\x1b[K'],
    ['pager-angle', '<--- More --->', '\r              \r'],
    ['pager-dashes', '  ---- More ----', '\x1b[16D                \x1b[16D'],
  ] as const)('%s asks and wipes in its own way', async (kind, question, wipe) => {
    await inflict(kind);
    const session = await openTestSession(lab, 'r1');
    const asks = /More ?-+>?.{0,3}$/s;
    expect((await session.run('show interfaces', asks)).endsWith(question)).toBe(true);
    session.send(' ');
    expect((await session.until(asks)).startsWith(wipe)).toBe(true);
    session.close();
  });

  it('dribble loses nothing', async () => {
    const session = await openTestSession(lab, 'r1');
    await session.run('terminal length 0');
    const whole = await session.run('show running-config');
    await inflict('dribble');
    expect(await session.run('show running-config')).toBe(whole);
    expect(await session.run('exit', /never/)).toBe('exit\r\n');
    session.close();
  });

  it('unauthorized commands are refused, others are not', async () => {
    await lab.fault('r1', { unauthorized: ['show lldp', 'configure'] });
    const session = await openTestSession(lab, 'r1');
    expect(await session.run('show lldp neighbors')).toBe('show lldp neighbors\r\n% Authorization failed.\r\n\r\nr1>');
    expect(await session.run('show clock')).toMatch(/UTC/);
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
