// Tries after network faults, limits over real visits, and a run that is stopped.
import { describe, expect, it } from 'vitest';
import type { TransportFactory } from '../../src/devices/index.ts';
import { Secret, ToposcopeError } from '../../src/model/index.ts';
import { opened } from './support/opened.ts';
import { startDevice, startSocket, target } from './support/ssh-device.ts';
import { ask, expectFault, visitAll, visitOne, WRONG_PASSWORD } from './support/visits.ts';

const quick = { retries: 3, retryDelayMs: 5 };

describe('a retry', () => {
  it('gets into a device whose lines were all taken before', async () => {
    let connections = 0;
    const device = opened(
      await startDevice({
        onConnection: (client) => {
          if (++connections < 3) (client as unknown as { _sock: { destroy(): void } })._sock.destroy();
        },
      }),
    );
    expect((await visitOne(target(device.port), ask(), quick)).poll).toMatchObject({ status: 'ok', message: null });
    expect(device.connections).toBe(3);
    expect(device.logins).toEqual(['password']);
  });

  it('is made as often as the settings say, and the last fault is told', async () => {
    let connections = 0;
    const server = opened(
      await startSocket((socket) => {
        connections++;
        socket.end();
      }),
    );
    expectFault(await visitOne(target(server.port), ask(), quick), 'DEVICE_CONNECTION_LOST', 'unreachable');
    expect(connections).toBe(4);
  });

  it('is never made after a credential was shown', async () => {
    let end: () => void = () => undefined;
    const device = opened(
      await startDevice({
        onConnection: (client) => {
          end = () => void client.end();
        },
        onLogin: (context) => {
          if (context.method !== 'password') return false;
          end();
          return true;
        },
      }),
    );
    expectFault(await visitOne(target(device.port), ask(), quick), 'DEVICE_CONNECTION_LOST', 'unreachable');
    expect(device.connections).toBe(1);
  });

  it('is never made for a device that was talked to, nor for one that refused', async () => {
    const device = opened(await startDevice({ onCommand: (command) => command === 'show tech' }));
    const wrong = { password: new Secret(WRONG_PASSWORD) };
    await visitAll([target(device.port), target(device.port, wrong, 'r2')], ask('show tech'), {
      ...quick,
      commandTimeoutMs: 1500,
    });
    expect(device.connections).toBe(2);
  });

  it('holds no session while it waits', async () => {
    const ended: string[] = [];
    const device = opened(await startDevice());
    const server = opened(await startSocket((socket) => socket.end()));
    await visitAll([target(server.port, {}, 'shut'), target(device.port, {}, 'open')], ask(), {
      concurrency: 1,
      retries: 1,
      retryDelayMs: 3000,
      onVisit: (visit) => ended.push(visit.device),
    });
    expect(ended).toEqual(['open', 'shut']);
  });
});

describe('limits', () => {
  it('on the sessions of a site hold for that site only', async () => {
    const device = opened(await startDevice());
    const now = new Map<string | null, number>();
    const most = new Map<string | null, number>();
    const targets = Array.from({ length: 12 }, (_, i) => {
      const site = i % 3 === 0 ? null : `s${i % 3}`;
      return { ...target(device.port, {}, `r${i}`), site };
    });
    const none = { sessions: null, loginsPerSecond: null };
    const visits = await visitAll(
      targets,
      async (_session, { site = null }) => {
        now.set(site, (now.get(site) ?? 0) + 1);
        most.set(site, Math.max(most.get(site) ?? 0, now.get(site) ?? 0));
        await new Promise((resolve) => setTimeout(resolve, 200));
        now.set(site, (now.get(site) ?? 0) - 1);
        return { changed: false };
      },
      {
        concurrency: 12,
        jitterMs: 50,
        limits: { loginsPerSecond: null, perSite: { sessions: 2, loginsPerSecond: null }, perJumpHost: none },
      },
    );
    expect(visits.map((visit) => visit.poll.status)).toEqual(targets.map(() => 'ok'));
    expect([most.get('s1'), most.get('s2')]).toEqual([2, 2]);
    expect(most.get(null)).toBeGreaterThan(2);
  });
});

describe('a run that is stopped', () => {
  it('ends what is under way, skips the rest, and has a result for each', async () => {
    const device = opened(await startDevice({ onCommand: (command) => command === 'show tech' }));
    const stop = new AbortController();
    const targets = ['r1', 'r2', 'r3', 'r4'].map((name) => target(device.port, {}, name));
    const visits = await visitAll(
      targets,
      async (session, { name }) => {
        setTimeout(() => stop.abort(), name === 'r1' ? 300 : 60_000).unref();
        await session.run('show tech');
        return { changed: false };
      },
      { concurrency: 2, signal: stop.signal },
    );
    for (const visit of visits) expectFault(visit, 'DEVICE_SKIPPED', 'skipped');
    const messages = visits.map((visit) => visit.poll.message);
    expect(messages.filter((message) => message?.includes('in "show tech"'))).toHaveLength(2);
    expect(messages.filter((message) => message?.includes('before its visit began'))).toHaveLength(2);
    await expect.poll(() => device.openConnections).toBe(0);
  });

  it('before it began does nothing', async () => {
    const device = opened(await startDevice());
    const visit = await visitOne(target(device.port), ask(), { signal: AbortSignal.abort() });
    expectFault(visit, 'DEVICE_SKIPPED', 'skipped');
    expect(device.connections).toBe(0);
  });
});

it('a transport of its own is used instead of SSH', async () => {
  const openTransport: TransportFactory = async ({ name }) => {
    throw new ToposcopeError('DEVICE_UNREACHABLE', `${name}: there is nothing`, { hint: 'nothing to do' });
  };
  expectFault(await visitOne(target(22), ask(), { openTransport }), 'DEVICE_UNREACHABLE', 'unreachable');
});
