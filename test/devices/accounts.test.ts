// No account gets locked: whatever goes wrong, one login per device, and few with a credential that is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialGuard, RefusalMemory } from '../../src/devices/index.ts';
import { Secret } from '../../src/model/index.ts';
import { jumpHost, startJumpServer } from './support/jump-server.ts';
import { opened } from './support/opened.ts';
import { HAS_OPENSSH, makeFolder, makeKey, publicHalf, startAgent } from './support/openssh.ts';
import { ENABLE_SECRET, PASSWORD, startDevice, type TestDevice, target } from './support/ssh-device.ts';
import { ask, expectFault, visitAll, WRONG_PASSWORD } from './support/visits.ts';

const wrong = { password: new Secret(WRONG_PASSWORD) };
const names = Array.from({ length: 20 }, (_, i) => `r${i + 1}`);
const once = { concurrency: 20, retries: 3, retryDelayMs: 1 };

type Answer = 'accepted' | 'refused' | 'unanswered' | 'withdrawn';

/** Logs in on all devices at once; each answers after some turns. Returns how many saw the credential. */
async function loginEverywhere(answers: readonly { answer: Answer; turns: number }[], guard: CredentialGuard) {
  const seen: Answer[] = [];
  await Promise.all(
    answers.map(async ({ answer, turns }, i) => {
      if (!(await guard.enter('credential', new AbortController().signal))) return;
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      if (answer !== 'withdrawn') seen.push(answer);
      guard.leave('credential', `r${i}`, answer);
    }),
  );
  return seen;
}

class CountingGuard extends CredentialGuard {
  asked = 0;

  override enter(credential: string, signal: AbortSignal): Promise<boolean> {
    this.asked++;
    return super.enter(credential, signal);
  }
}

const turns = fc.integer({ min: 0, max: 30 });
const answering = (...kinds: Answer[]) =>
  fc.array(fc.record({ answer: fc.constantFrom(...kinds), turns }), { maxLength: 60 });

describe('the guard', () => {
  it('lets three devices at most see a credential that none accepts', async () => {
    await fc.assert(
      fc.asyncProperty(answering('refused', 'unanswered', 'withdrawn'), async (answers) => {
        expect((await loginEverywhere(answers, new CredentialGuard())).length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('holds nobody back from a credential that all accept, and nobody waits for ever', async () => {
    await fc.assert(
      fc.asyncProperty(answering('accepted', 'withdrawn'), async (answers) => {
        const guard = new CredentialGuard();
        const accepting = answers.filter(({ answer }) => answer === 'accepted');
        expect(await loginEverywhere(answers, guard)).toHaveLength(accepting.length);
        expect(guard.refusals('credential')).toBeNull();
      }),
    );
  });

  it('ends for good what is refused more often than accepted', async () => {
    await fc.assert(
      fc.asyncProperty(answering('accepted', 'refused', 'unanswered'), async (answers) => {
        const guard = new CredentialGuard();
        const seen = await loginEverywhere(answers, guard);
        const accepted = seen.filter((answer) => answer === 'accepted').length;
        expect(seen.length - accepted).toBeLessThanOrEqual(3 + 2 * accepted);
        if (guard.refusals('credential')) {
          expect(await guard.enter('credential', new AbortController().signal)).toBe(false);
        } else {
          expect(seen).toHaveLength(answers.length);
        }
      }),
    );
  });

  it('goes on where one device in twenty refuses', async () => {
    const answers = Array.from({ length: 500 }, (_, i) => ({
      answer: i % 20 === 7 ? ('refused' as const) : ('accepted' as const),
      turns: i % 7,
    }));
    expect(await loginEverywhere(answers, new CredentialGuard())).toHaveLength(500);
  });
});

describe('a wrong password', () => {
  it('is shown three times in all, whatever retries say', async () => {
    const device = opened(await startDevice());
    const visits = await visitAll(
      names.map((name) => target(device.port, wrong, name)),
      ask(),
      once,
    );
    for (const visit of visits) expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(device.logins).toEqual(['password', 'password', 'password']);
  });

  it('that is met with silence is shown three times in all, and not again', async () => {
    const shown: string[] = [];
    const device = opened(
      await startDevice({
        onLogin: (context) => {
          if (context.method !== 'password') return false;
          shown.push(context.password);
          return true;
        },
      }),
    );
    const visits = await visitAll(
      names.map((name) => target(device.port, wrong, name)),
      ask(),
      {
        ...once,
        connectTimeoutMs: 1500,
      },
    );
    expect(visits.every((visit) => visit.poll.status !== 'ok')).toBe(true);
    expect(shown).toHaveLength(3);
  });

  it('of the jump host and of the devices behind it is one credential', async () => {
    const device = opened(await startDevice());
    const jump = opened(await startJumpServer());
    const jumps = [jumpHost(jump.port, wrong)];
    const targets = names.map((name, i) => target(device.port, { ...wrong, jumps: i < 10 ? jumps : [] }, name));
    await visitAll(targets, ask(), once);
    expect(jump.logins.length).toBeLessThanOrEqual(1);
    expect(jump.logins.length + device.logins.length).toBeLessThanOrEqual(3);
  });

  it('is shown by no second run that shares the guard', async () => {
    const device = opened(await startDevice());
    const guard = new CredentialGuard();
    for (let run = 0; run < 3; run++) {
      await visitAll(
        names.map((name) => target(device.port, wrong, name)),
        ask(),
        { ...once, guard },
      );
    }
    expect(device.logins).toHaveLength(3);
  });

  it('is shown to nobody by the runs of an hour, and a corrected one is', async () => {
    const device = opened(await startDevice());
    const hour = 60 * 60 * 1000;
    let now = 0;
    const memory = new RefusalMemory(() => now);
    const run = async (password: string) => {
      const [visit] = await visitAll([target(device.port, { password: new Secret(password) })], ask(), {
        ...once,
        guard: new CredentialGuard(memory),
      });
      return visit?.poll.code;
    };
    for (let minute = 0; minute < 60; minute += 10) {
      now = minute * 60 * 1000;
      expect(await run(WRONG_PASSWORD)).toBe('DEVICE_AUTH_FAILED');
    }
    expect(device.logins).toHaveLength(1);
    expect(await run(PASSWORD)).toBeNull();
    now = hour;
    expect(await run(WRONG_PASSWORD)).toBe('DEVICE_AUTH_FAILED');
    expect(device.logins).toHaveLength(3);
  });

  it('of many devices is shown three times by all runs of an hour', async () => {
    const device = opened(await startDevice());
    const memory = new RefusalMemory();
    for (let run = 0; run < 3; run++) {
      const targets = names.map((name) => target(device.port, wrong, name));
      const visits = await visitAll(targets, ask(), { ...once, guard: new CredentialGuard(memory) });
      for (const visit of visits) expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    }
    expect(device.logins).toHaveLength(3);
  });

  it('is not shown to a jump host again by the next ring of a crawl', async () => {
    const device = opened(await startDevice());
    const jump = opened(await startJumpServer());
    const guard = new CredentialGuard();
    for (let ring = 0; ring < 3; ring++) {
      await visitAll([target(device.port, { jumps: [jumpHost(jump.port, wrong)] }, `r${ring}`)], ask(), {
        ...once,
        guard,
      });
    }
    expect([jump.logins, device.logins]).toEqual([['password'], []]);
  });

  it.skipIf(!HAS_OPENSSH)('after keys of an agent that nobody knows', async () => {
    const { path } = opened(makeFolder());
    const keys = ['a', 'b'].map((name) => makeKey(path, name, ['-t', 'ed25519']));
    const agent = opened(await startAgent(path, keys));
    const device = opened(await startDevice({ methods: ['publickey', 'password'] }));
    const connection = { ...wrong, useAgent: true, agentSocket: agent.socket };
    const visits = await visitAll(
      names.map((name) => target(device.port, connection, name)),
      ask(),
      once,
    );
    for (const visit of visits) expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(device.logins.filter((login) => login === 'password')).toHaveLength(3);
    expect(device.logins.filter((login) => login === 'publickey')).toHaveLength(6);
  });

  it.skipIf(!HAS_OPENSSH)('is not proved by a key that works', async () => {
    const { path } = opened(makeFolder());
    const key = makeKey(path, 'a', ['-t', 'ed25519']);
    const agent = opened(await startAgent(path, [key]));
    const authorizedKey = publicHalf(key);
    const knowing = opened(await startDevice({ methods: ['publickey'], authorizedKey }));
    const strange = opened(await startDevice({ methods: ['publickey', 'password'] }));
    const connection = { ...wrong, useAgent: true, agentSocket: agent.socket };
    const targets = names.map((name, i) => target(i % 2 === 0 ? knowing.port : strange.port, connection, name));
    const visits = await visitAll(targets, ask(), once);
    expect(visits.filter((visit) => visit.poll.status === 'ok').length).toBe(10);
    expect(strange.logins.filter((login) => login === 'password')).toHaveLength(3);
  });
});

describe('a wrong enable password', () => {
  const wrongEnable = { become: true, becomePassword: new Secret(WRONG_PASSWORD) };
  const rightEnable = { become: true, becomePassword: new Secret(ENABLE_SECRET) };
  const HOUR = 60 * 60 * 1000;

  const start = async () => opened(await startDevice({ enableSecret: ENABLE_SECRET }));
  const typed = (device: TestDevice, line: string) =>
    device.terminals.flatMap((terminal) => terminal.typed).filter((one) => one === line).length;

  it('is shown three times in all; the other devices are not even asked', async () => {
    const device = await start();
    const targets = names.map((name) => target(device.port, wrongEnable, name));
    const visits = await visitAll(targets, ask(), once);
    for (const visit of visits) expectFault(visit, 'DEVICE_ENABLE_FAILED', 'failed');
    expect(typed(device, '<password>')).toBe(3);
    expect(typed(device, 'enable')).toBe(3);
    const messages = visits.map((visit) => visit.poll.message ?? '');
    expect(messages.filter((message) => message.includes('the password was refused'))).toHaveLength(3);
    const refusers = visits.filter((visit) => visit.poll.message?.includes('was refused')).map(({ device }) => device);
    const heldBack = visits.filter((visit) => visit.poll.message?.includes('not tried, because'));
    expect(heldBack).toHaveLength(17);
    for (const visit of heldBack) {
      for (const name of refusers) expect(visit.poll.message).toMatch(new RegExp(`because .*\\b${name}\\b.* refused`));
      expect(visit.poll.hint).toContain('ansible_become_password');
    }
  });

  it('is counted apart from the same password of the login, which all accept', async () => {
    const device = await start();
    const connection = { become: true, becomePassword: new Secret(PASSWORD) };
    const targets = names.map((name) => target(device.port, connection, name));
    await visitAll(targets, ask(), once);
    expect(device.logins).toHaveLength(20);
    expect(typed(device, '<password>')).toBe(3);
  });

  it('that is met with silence is shown three times in all', async () => {
    const device = opened(
      await startDevice({
        enableSecret: ENABLE_SECRET,
        onPassword: () => true,
      }),
    );
    const targets = names.map((name) => target(device.port, wrongEnable, name));
    const visits = await visitAll(targets, ask(), { ...once, commandTimeoutMs: 1500 });
    expect(visits.every((visit) => visit.poll.status === 'failed')).toBe(true);
    expect(typed(device, '<password>')).toBe(3);
  });

  it('holds no device back from one that all accept', async () => {
    const device = await start();
    const many = Array.from({ length: 60 }, (_, i) => target(device.port, rightEnable, `r${i}`));
    const visits = await visitAll(many, ask(), { concurrency: 60 });
    expect(visits.map((visit) => visit.poll.status)).toEqual(many.map(() => 'ok'));
    expect(typed(device, '<password>')).toBe(60);
  });

  it('rests for an hour between the runs of a schedule, and a corrected one is shown at once', async () => {
    const device = await start();
    let now = 0;
    const memory = new RefusalMemory(() => now);
    const run = async (secret: string) => {
      const connection = { become: true, becomePassword: new Secret(secret) };
      const guard = new CredentialGuard(memory);
      const [visit] = await visitAll([target(device.port, connection)], ask(), { ...once, guard });
      return visit?.poll.code;
    };
    for (let minute = 0; minute < 60; minute += 10) {
      now = minute * 60 * 1000;
      expect(await run(WRONG_PASSWORD)).toBe('DEVICE_ENABLE_FAILED');
    }
    expect(typed(device, '<password>')).toBe(1);
    expect(await run(ENABLE_SECRET)).toBeNull();
    now = HOUR;
    expect(await run(WRONG_PASSWORD)).toBe('DEVICE_ENABLE_FAILED');
    expect(typed(device, '<password>')).toBe(3);
  });

  it('of many devices is shown three times by all runs of an hour', async () => {
    const device = await start();
    const memory = new RefusalMemory();
    for (let run = 0; run < 3; run++) {
      const targets = names.map((name) => target(device.port, wrongEnable, name));
      const visits = await visitAll(targets, ask(), { ...once, guard: new CredentialGuard(memory) });
      for (const visit of visits) expectFault(visit, 'DEVICE_ENABLE_FAILED', 'failed');
    }
    expect(typed(device, '<password>')).toBe(3);
  });

  it('is not blamed where the device asks for none', async () => {
    const device = opened(await startDevice({ enableSecret: null }));
    const targets = names.map((name) => target(device.port, wrongEnable, name));
    const guard = new CredentialGuard();
    const visits = await visitAll(targets, ask(), { ...once, guard });
    expect(visits.map((visit) => visit.poll.status)).toEqual(names.map(() => 'ok'));
    const asking = await start();
    await visitAll([target(asking.port, wrongEnable)], ask(), { guard });
    expect(typed(asking, '<password>')).toBe(1);
  });

  it('is none where it is empty: it is typed nowhere, and every device is asked', async () => {
    const device = await start();
    const empty = { become: true, becomePassword: new Secret('') };
    const targets = names.map((name) => target(device.port, empty, name));
    const visits = await visitAll(targets, ask(), once);
    for (const visit of visits) {
      expectFault(visit, 'DEVICE_ENABLE_FAILED', 'failed');
      expect(visit.poll.message).toContain('none is set');
    }
    expect([typed(device, 'enable'), typed(device, '<password>')]).toEqual([20, 0]);
  });

  it('that others wait for keeps no run from being stopped', async () => {
    const device = opened(await startDevice({ enableSecret: ENABLE_SECRET, onPassword: () => true }));
    const stop = new AbortController();
    const guard = new CountingGuard();
    const running = visitAll(
      names.map((name) => target(device.port, wrongEnable, name)),
      ask(),
      { ...once, guard, signal: stop.signal },
    );
    // Twenty for the login, twenty for the privilege.
    await expect.poll(() => [guard.asked, typed(device, '<password>')], { timeout: 10_000 }).toEqual([40, 3]);
    stop.abort();
    const visits = await running;
    for (const visit of visits) expectFault(visit, 'DEVICE_SKIPPED', 'skipped');
    const waiting = visits.filter(({ poll }) =>
      poll.message?.includes('waiting for others to prove the enable password'),
    );
    const shown = visits.filter(({ poll }) => poll.message?.includes('in "enable"'));
    expect([waiting.length, shown.length]).toEqual([17, 3]);
    expect(typed(device, '<password>')).toBe(3);
  });
});
