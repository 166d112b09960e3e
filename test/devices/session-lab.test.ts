// Every quirk of the lab's terminals: the same answers as without it, or a fault that says what is wrong.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VisitTarget } from '../../src/devices/index.ts';
import { type FaultKind, type Lab, startLab } from '../../src/lab/index.ts';
import type { Visit } from '../../src/model/index.ts';
import { cleanOutput, findPlatform } from '../../src/platforms/index.ts';
import { target } from './support/ssh-device.ts';
import { ask, expectFault, visitOne } from './support/visits.ts';

let lab: Lab;
beforeAll(async () => {
  const topology = readFileSync(new URL('../../templates/lab/five-routers.yml', import.meta.url), 'utf8');
  lab = await startLab({ topology, basePort: 'free', timeScale: 100 });
});
afterEach(() => lab.fault('r1', null));
afterAll(() => lab.close());

function r1(platform: VisitTarget['platform'] = findPlatform('cisco_ios') ?? 'auto'): VisitTarget {
  const device = lab.devices.find(({ name }) => name === 'r1');
  if (!device) throw new Error('no r1 in the lab');
  const { port, user, password, enableSecret } = device;
  return { ...target(port, { user, password, become: true, becomePassword: enableSecret }), platform };
}

const COMMANDS = ['show lldp', 'show lldp neighbors detail', 'show running-config'];

/** Times change from visit to visit, and the host name by one of the quirks. */
function textsOf(visit: Visit): string[] {
  return visit.answers.map(({ command, raw }) =>
    cleanOutput(raw, command)
      .replace(/\d+ seconds/g, 'seconds')
      .replace(/^hostname .*$/m, 'hostname')
      .replace(/\d+ bytes/, 'bytes'),
  );
}

describe('a terminal of the lab', () => {
  const quirks: readonly FaultKind[] = [
    'login-key',
    'login-question',
    'prompt-like-banner',
    'hostname-change',
    'terminal-length-rejected',
    'pager-inverse',
    'pager-angle',
    'pager-dashes',
    'dribble',
    'noisy',
    'ansi',
    'osc-title',
    'bell',
    'nul-padding',
    'cr-cr-lf',
    'log-after-prompt',
    'log-in-echo',
  ];
  for (const quirk of quirks) {
    it(`with ${quirk} gives the same answers`, { timeout: 60_000 }, async () => {
      const plain = await visitOne(r1(), ask(...COMMANDS));
      await lab.fault('r1', quirk);
      const visit = await visitOne(r1(), ask(...COMMANDS));
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });
      expect(textsOf(visit)).toEqual(textsOf(plain));
    });
  }

  it('tells its OS where the inventory says auto', { timeout: 60_000 }, async () => {
    const visit = await visitOne(r1('auto'), ask('show lldp'));
    expect(visit).toMatchObject({ platform: 'cisco_ios', poll: { status: 'ok', message: null } });
  });

  it('with an invalid autocommand gives no prompt', { timeout: 60_000 }, async () => {
    await lab.fault('r1', 'invalid-autocommand');
    const visit = await visitOne(r1(), ask('show lldp'), { commandTimeoutMs: 3000 });
    expectFault(visit, 'DEVICE_PROMPT_NOT_FOUND', 'failed');
    expect(visit.poll.message).toContain('autocommand');
  });
});
