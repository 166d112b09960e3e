// No account gets locked: whatever goes wrong, one login per device, and few with a credential that is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialGuard, RefusalMemory } from '../../src/devices/index.ts';
import { Secret } from '../../src/model/index.ts';
import { jumpHost, startJumpServer } from './support/jump-server.ts';
import { opened } from './support/opened.ts';
import { HAS_OPENSSH, makeFolder, makeKey, publicHalf, startAgent } from './support/openssh.ts';
import { PASSWORD, startDevice, target } from './support/ssh-device.ts';
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
