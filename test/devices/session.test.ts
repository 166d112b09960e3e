// Sessions on terminals as they are met: plain, noisy, slow, paged, renamed in mid-session.
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/devices/index.ts';
import { Secret } from '../../src/model/index.ts';
import { TEST_PLATFORM } from './support/platform.ts';
import { type DeviceScript, ENABLE_SECRET, startDevice, type TestDevice, target } from './support/ssh-device.ts';
import { ask, expectFault, expectNoSecret, visitOne, WRONG_PASSWORD } from './support/visits.ts';

const devices: TestDevice[] = [];
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
});

async function start(script: DeviceScript = {}): Promise<TestDevice> {
  const device = await startDevice(script);
  devices.push(device);
  return device;
}

const NEIGHBORS = 'Device ID           Local Intf\nr5                  Gi0/1\n\nTotal entries displayed: 1\n\n';
const LOG_LINE = '\n*Nov 21 10:00:00.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Lo9, changed state to up\n';
const ANSWERS = { 'show lldp neighbors': NEIGHBORS, 'show version': 'Cisco IOS Software\n' };

describe('a plain terminal', () => {
  it('gives raw answers with echo and closing prompt, in the order asked', async () => {
    const device = await start({ answers: ANSWERS });
    const visit = await visitOne(target(device.port), ask('show lldp neighbors', 'show version'));
    expect(visit.poll).toMatchObject({ status: 'ok', code: null, message: null, hint: null, changed: false });
    expect(visit.answers.map((answer) => [answer.command, answer.raw])).toEqual([
      ['show lldp neighbors', `show lldp neighbors\r\n${NEIGHBORS.replaceAll('\n', '\r\n')}r1>`],
      ['show version', 'show version\r\nCisco IOS Software\r\nr1>'],
    ]);
    expect(visit.answers[0]?.takenAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('asks for no paging, once, and leaves by exit', async () => {
    const device = await start({ answers: ANSWERS });
    await visitOne(target(device.port), ask('show version'));
    expect(device.terminals[0]?.typed).toEqual(['terminal length 0', 'terminal width 512', 'show version', 'exit']);
    expect(device.connections).toBe(1);
    await expect.poll(() => device.openConnections).toBe(0);
  });

  it('hands back what the device rejected: that is an answer', async () => {
    const device = await start();
    const visit = await visitOne(target(device.port), ask('show nonsense'));
    expect(visit.poll.status).toBe('ok');
    expect(visit.answers[0]?.raw).toContain('% Invalid input detected');
  });

  it('sends commands asked at the same time one after the other', async () => {
    const device = await start({ answers: ANSWERS });
    const visit = await visitOne(target(device.port), async (session) => {
      await Promise.all([session.run('show lldp neighbors'), session.run('show version')]);
      return { changed: false };
    });
    expect(visit.answers[0]?.raw).toContain('Total entries');
    expect(visit.answers[1]?.raw).toContain('Cisco IOS');
  });

  it('keeps letters that are cut in two by the network', async () => {
    const device = await start({ answers: { 'show run': 'description Zürich → Genève\n' }, chunkBytes: 1 });
    const visit = await visitOne(target(device.port), ask('show run'));
    expect(visit.answers[0]?.raw).toContain('Zürich → Genève');
  });
});

describe('what an OS wants otherwise', () => {
  const dialect = { ...TEST_PLATFORM.dialect, loginSuffix: '+cte512w', lineEnd: '\r' as const };
  const platform = { ...TEST_PLATFORM, dialect };

  it('terminal settings behind the user name, and its own line end', async () => {
    const users: string[] = [];
    const onLogin: DeviceScript['onLogin'] = (context) => {
      users.push(context.username);
      if (context.method === 'none') return false;
      context.accept();
      return true;
    };
    const device = await start({ answers: ANSWERS, onLogin });
    const visit = await visitOne({ ...target(device.port), platform }, ask('show version'));
    expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    expect(new Set(users)).toEqual(new Set(['netops+cte512w']));
    expect(visit.answers[0]?.raw).toBe('show version\r\nCisco IOS Software\r\nr1>');
  });
});

describe('an unusual terminal', () => {
  const banner = '\n# Authorised use only # \n>>> core# <<<\ncore#\nLeave now >\n\nr1> is watched\n';
  const noise = {
    newline: '\r\r\n\0\0',
    decoratePrompt: (prompt: string) => `\x1b]0;${prompt}\x07\x1b[0m\x1b[1m${prompt}\x1b[0m\x1b[K\x07`,
  };
  const cases: Record<string, DeviceScript> = {
    'a banner that holds prompts': { banner },
    'a banner that ends in what looks like a prompt': { banner: '\n\ncore#' },
    'one byte at a time': { chunkBytes: 1, banner },
    'seven bytes at a time': { chunkBytes: 7, banner },
    'ANSI, OSC titles, BEL, NUL and CR CR LF': noise,
    'all of that, one byte at a time': { ...noise, chunkBytes: 1 },
    'a log line after every prompt': { afterPrompt: LOG_LINE },
    'a log line after every prompt, on its line': { afterPrompt: LOG_LINE.slice(1) },
    'a log line and noise': { ...noise, afterPrompt: LOG_LINE },
    'a blank after the prompt': { decoratePrompt: (prompt) => `${prompt} ` },
    'no echo': { echo: false },
  };
  for (const [name, script] of Object.entries(cases)) {
    it(`copes with ${name}`, async () => {
      const device = await start({ answers: ANSWERS, ...script });
      const visit = await visitOne(target(device.port), ask('show lldp neighbors', 'show version'));
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });
      expect(visit.answers.map((answer) => answer.raw.includes('Total entries displayed: 1'))).toEqual([true, false]);
      expect(visit.answers.map((answer) => answer.raw.includes('Cisco IOS Software'))).toEqual([false, true]);
      expect(device.terminals[0]?.typed.filter((line) => line.startsWith('show'))).toEqual([
        'show lldp neighbors',
        'show version',
      ]);
    });
  }

  it('waits on while lines that look like prompts go by', async () => {
    const text = 'banner motd\nr1>\nr1# not yet\nother#\n*Nov 21 10:00:00: %SYS-5-CONFIG_I: by console\nlast line\n';
    const device = await start({ answers: { 'show run': text, ...ANSWERS } });
    const visit = await visitOne(target(device.port), ask('show run', 'show version'));
    expect(visit.answers[0]?.raw).toContain('last line');
    expect(visit.answers[1]?.raw).toBe('show version\r\nCisco IOS Software\r\nr1>');
  });

  it('types a newline where the device says nothing first', async () => {
    let asked = false;
    const device = await start({
      answers: ANSWERS,
      decoratePrompt: (prompt) => {
        if (asked) return prompt;
        asked = true;
        return 'Press RETURN to get started.';
      },
    });
    const visit = await visitOne(target(device.port), ask('show version'));
    expect(visit.poll.status).toBe('ok');
  });
});

describe('a pager', () => {
  const long = Array.from({ length: 50 }, (_, i) => `line ${i + 1}`).join('\n');
  for (const paging of ['ignored', 'rejected'] as const) {
    for (const chunkBytes of [0, 1]) {
      it(`is answered with blanks where "terminal length 0" is ${paging}, ${chunkBytes || 'all'} bytes at a time`, async () => {
        const device = await start({ answers: { 'show tech': `${long}\n` }, paging, pageLines: 10, chunkBytes });
        const visit = await visitOne(target(device.port), ask('show tech'));
        expect(visit.poll.status).toBe('ok');
        const numbers = [...(visit.answers[0]?.raw ?? '').matchAll(/line (\d+)/g)].map((match) => Number(match[1]));
        expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
        expect(device.terminals[0]?.keys.join('')).toMatch(/^ {4,5}$/);
      });
    }
  }
});

describe('privilege', () => {
  const enabled = { become: true, becomePassword: new Secret(ENABLE_SECRET) };

  it('is entered with the enable password', async () => {
    const device = await start({ answers: ANSWERS, enableSecret: ENABLE_SECRET });
    const visit = await visitOne(target(device.port, enabled), ask('show version'));
    expect(visit.answers[0]?.raw).toMatch(/r1#$/);
    expect(device.terminals[0]?.typed.slice(0, 2)).toEqual(['enable', '<password>']);
    expectNoSecret(visit);
  });

  it('is entered without a password where none is asked for', async () => {
    const device = await start({ answers: ANSWERS });
    const visit = await visitOne(target(device.port, { become: true }), ask('show version'));
    expect(visit.answers[0]?.raw).toMatch(/r1#$/);
  });

  it('is not asked for where it is there already', async () => {
    const device = await start({ answers: ANSWERS, privileged: true, enableSecret: ENABLE_SECRET });
    const visit = await visitOne(target(device.port, enabled), ask('show version'));
    expect(visit.poll.status).toBe('ok');
    expect(device.terminals[0]?.typed).not.toContain('enable');
  });

  it('is tried once with a wrong password', async () => {
    const device = await start({ enableSecret: ENABLE_SECRET });
    const wrong = { become: true, becomePassword: new Secret(WRONG_PASSWORD) };
    const visit = await visitOne(target(device.port, wrong));
    expectFault(visit, 'DEVICE_ENABLE_FAILED', 'failed');
    expect(device.terminals[0]?.typed.filter((line) => line === '<password>')).toHaveLength(1);
  });

  it('fails where a password is wanted and none is set', async () => {
    const device = await start({ enableSecret: ENABLE_SECRET });
    const visit = await visitOne(target(device.port, { become: true }));
    expectFault(visit, 'DEVICE_ENABLE_FAILED', 'failed');
    expect(device.terminals[0]?.typed).not.toContain('<password>');
  });

  it('fails where the device refuses the command', async () => {
    const device = await start({ answers: { enable: '% Authorization failed\n' } });
    expectFault(await visitOne(target(device.port, enabled)), 'DEVICE_ENABLE_FAILED', 'failed');
  });
});

describe('configuration', () => {
  const privileged = { privileged: true, answers: { ...ANSWERS, 'lldp run': '', 'write memory': 'Building…\n[OK]\n' } };

  it('goes in, types line by line, comes out and saves', async () => {
    const device = await start(privileged);
    const raws: string[] = [];
    const visit = await visitOne(target(device.port), async (session) => {
      raws.push(...(await session.configure(['lldp run'])).map((answer) => answer.raw));
      raws.push(...(await session.save()).map((answer) => answer.raw));
      return { changed: true };
    });
    expect(visit.poll).toMatchObject({ status: 'ok', changed: true });
    expect(raws).toEqual(['lldp run\r\nr1(config)#', expect.stringContaining('[OK]')]);
    expect(visit.answers.map((answer) => answer.command)).toEqual([
      'configure terminal',
      'lldp run',
      'end',
      'write memory',
    ]);
  });

  it('leaves configuration mode after a rejected line, and says which', async () => {
    const device = await start(privileged);
    const visit = await visitOne(target(device.port), async (session) => {
      await session.configure(['lldp run', 'lldp nonsense', 'never typed']);
      return { changed: true };
    });
    expectFault(visit, 'DEVICE_CONFIG_REJECTED', 'failed');
    expect(visit.poll.message).toContain('lldp nonsense');
    expect(visit.poll.message).toContain('% Invalid input');
    expect(visit.poll.changed).toBe(true);
    expect(device.terminals[0]?.typed.slice(-4)).toEqual(['lldp run', 'lldp nonsense', 'end', 'exit']);
  });

  it('can go on after a rejected line', async () => {
    const device = await start(privileged);
    const visit = await visitOne(target(device.port), async (session) => {
      await session.configure(['lldp nonsense']).catch(() => undefined);
      await session.run('show version');
      return { changed: false };
    });
    expect(visit.poll.status).toBe('ok');
    expect(visit.answers.at(-1)?.raw).toBe('show version\r\nCisco IOS Software\r\nr1#');
  });

  it('is refused without privilege', async () => {
    const device = await start();
    const visit = await visitOne(target(device.port), async (session) => {
      await session.configure(['lldp run']);
      return { changed: true };
    });
    expectFault(visit, 'DEVICE_CONFIG_REJECTED', 'failed');
    expect(visit.poll.changed).toBe(false);
    expect(device.terminals[0]?.typed).not.toContain('lldp run');
  });

  it('answers the questions of a save with Enter', async () => {
    let confirmed = 0;
    const device = await start({
      privileged: true,
      answers: { '': '' },
      onCommand: (command, terminal) => {
        if (command !== 'write memory') return false;
        confirmed++;
        terminal.write('Overwrite the previous NVRAM configuration?[confirm]');
        return true;
      },
    });
    const visit = await visitOne(target(device.port), async (session) => {
      await session.save();
      return { changed: true };
    });
    expect(visit.poll.status).toBe('ok');
    expect(confirmed).toBe(1);
  });

  it('follows a host name that changes in mid-session, also where IOS cuts it', async () => {
    const device = await start(privileged);
    const names: (string | null)[] = [];
    const note = (session: Session) => names.push(session.hostname);
    const visit = await visitOne(target(device.port), async (session) => {
      note(session);
      await session.configure(['hostname edge-9']);
      note(session);
      await session.run('show version');
      return { changed: true };
    });
    expect(visit.poll.status).toBe('ok');
    expect(names).toEqual(['r1', 'edge-9']);
    expect(visit.answers.at(-1)?.raw).toMatch(/edge-9#$/);
  });

  it('knows its device by the first 20 characters of a long name', async () => {
    const hostname = 'a-very-long-hostname-of-a-router';
    const cut = (prompt: string) => prompt.replace(/^(.{20}).*(\(config\)#)$/, '$1$2');
    const device = await start({ ...privileged, hostname, decoratePrompt: cut });
    const visit = await visitOne(target(device.port), async (session) => {
      await session.configure(['lldp run']);
      expect(session.hostname).toBe(hostname);
      return { changed: true };
    });
    expect(visit.poll.status).toBe('ok');
    expect(visit.answers[1]?.raw).toBe('lldp run\r\na-very-long-hostname(config)#');
  });
});

describe('a prompt that is another one each time', () => {
  it('is not asked for again and again', async () => {
    let prompts = 0;
    const device = await start({ decoratePrompt: () => `r${++prompts}#` });
    const visit = await visitOne(target(device.port), ask('show version'));
    expectFault(visit, 'DEVICE_PROMPT_NOT_FOUND', 'failed');
    expect(prompts).toBeLessThan(30);
  });

  it('is not believed in mid-session either', async () => {
    let prompts = 0;
    const isFlapping = () => device.terminals[0]?.typed.includes('show version');
    const device = await start({ decoratePrompt: (own) => (isFlapping() ? `x${++prompts}#` : own), answers: ANSWERS });
    const visit = await visitOne(target(device.port), ask('show version'));
    expectFault(visit, 'DEVICE_TIMEOUT', 'failed');
    expect(prompts).toBeLessThan(30);
  });
});
