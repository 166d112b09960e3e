// End to end: real visits to the virtual routers of the lab, with the real IOS platform.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openKnownHosts, type VisitTarget, visitDevices } from '../../src/devices/index.ts';
import { type FaultKind, type Lab, startLab } from '../../src/lab/index.ts';
import { type Connection, type ErrorCode, type PollStatus, Secret } from '../../src/model/index.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { target } from './support/ssh-device.ts';
import { ask, expectFault, visitAll, visitOne } from './support/visits.ts';

const NEIGHBORS = 'show lldp neighbors';

let lab: Lab;
beforeAll(async () => {
  const topology = readFileSync(new URL('../../templates/lab/five-routers.yml', import.meta.url), 'utf8');
  lab = await startLab({ topology, basePort: 'free', timeScale: 100 });
});
afterEach(async () => {
  for (const { name } of lab.devices) await lab.fault(name, null);
});
afterAll(async () => {
  await lab.close();
});

function targetOf(name: string, connection: Partial<Connection> = {}): VisitTarget {
  const device = lab.devices.find((candidate) => candidate.name === name);
  const platform = findPlatform('cisco_ios');
  if (!device || !platform) throw new Error(`no ${name} in the lab`);
  const { host, port, user, password } = device;
  return { ...target(port, { host, user, password, ...connection }, name), platform };
}

const all = () => lab.devices.map((device) => targetOf(device.name));

describe('the five routers', () => {
  it('answer every command of a topology visit, all at the same time', async () => {
    const commands = findPlatform('cisco_ios')?.visit ?? [];
    const visits = await visitAll(all(), ask(...commands));
    for (const visit of visits) {
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });
      expect(visit.answers.map((answer) => answer.command)).toEqual([...commands]);
      for (const { command, raw } of visit.answers) {
        expect(raw.startsWith(command)).toBe(true);
        expect(raw).toMatch(/\n[\w-]+[>#]$/);
      }
    }
  });

  it('are configured, read back and saved', async () => {
    const device = lab.devices.find(({ name }) => name === 'r1');
    const become = { become: true, becomePassword: device?.enableSecret ?? null };
    const visit = await visitOne(targetOf('r1', become), async (session) => {
      await session.configure(['lldp run']);
      await session.save();
      await session.run('show lldp');
      return { changed: true };
    });
    expect(visit.poll).toMatchObject({ status: 'ok', changed: true });
    expect(visit.answers.at(-1)?.raw).toMatch(/ACTIVE/);
  });

  it('are left without an open session', async () => {
    await visitAll(all(), ask(NEIGHBORS));
    await expect.poll(() => lab.stats().openSessions).toBe(0);
  });

  it('see a wrong password three times at most', async () => {
    const before = lab.stats().failedLogins;
    const wrong = { password: new Secret('not-the-password') };
    const visits = await visitAll(lab.devices.map(({ name }) => targetOf(name, wrong)));
    for (const visit of visits) expectFault(visit, 'DEVICE_AUTH_FAILED', 'auth-failed');
    expect(lab.stats().failedLogins - before).toBe(3);
  });
});

describe('a router that misbehaves', () => {
  const cases: [FaultKind, ErrorCode, PollStatus][] = [
    ['refuse-connections', 'DEVICE_UNREACHABLE', 'unreachable'],
    ['no-handshake', 'DEVICE_TIMEOUT', 'unreachable'],
    ['vty-full', 'DEVICE_CONNECTION_LOST', 'unreachable'],
    ['reject-auth', 'DEVICE_AUTH_FAILED', 'auth-failed'],
    ['legacy-algorithms', 'DEVICE_ALGORITHMS', 'failed'],
    ['drop-mid-command', 'DEVICE_CONNECTION_LOST', 'failed'],
    ['hang-mid-command', 'DEVICE_TIMEOUT', 'failed'],
  ];
  for (const [fault, code, status] of cases) {
    it(`${fault}: ${code}, and the others are not disturbed`, async () => {
      await lab.fault('r2', fault);
      const visits = await visitAll(all(), ask(NEIGHBORS), { connectTimeoutMs: 4000, commandTimeoutMs: 4000 });
      for (const visit of visits) {
        if (visit.device === 'r2') expectFault(visit, code, status);
        else expect(visit.poll).toMatchObject({ status: 'ok', message: null });
      }
    });
  }

  it('shows another host key than before: refused, before any login', async () => {
    const options = {
      concurrency: 5,
      connectTimeoutMs: 3000,
      commandTimeoutMs: 3000,
      visitTimeoutMs: 9000,
      hostKeys: await openKnownHosts([], 'accept-new'),
    };
    const [first] = await visitDevices([targetOf('r3')], ask(NEIGHBORS), options);
    expect(first?.poll.status).toBe('ok');
    await lab.fault('r3', 'wrong-host-key');
    const logins = lab.stats('r3').logins;
    const [second] = await visitDevices([targetOf('r3')], ask(NEIGHBORS), options);
    expect(second?.poll).toMatchObject({ code: 'DEVICE_HOST_KEY_CHANGED', status: 'failed' });
    expect(lab.stats('r3').logins).toBe(logins);
  });

  const harmless: [FaultKind, Partial<Connection>][] = [
    ['noisy', {}],
    ['keyboard-interactive-only', {}],
    ['legacy-algorithms', { legacyAlgorithms: 'ios15' }],
  ];
  for (const [fault, connection] of harmless) {
    it(`${fault} is coped with`, async () => {
      await lab.fault('r1', fault);
      const visit = await visitOne(targetOf('r1', connection), ask(NEIGHBORS));
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });
      expect(visit.answers[0]?.raw).toContain('Total entries displayed');
    });
  }
});
