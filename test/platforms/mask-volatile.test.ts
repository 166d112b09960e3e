// What is masked before answers are compared. A capture with later.txt, the same device a little later, must look the same; and no
// change of a fact may be masked.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedRecord, RecordValue } from '../../src/model/index.ts';
import { findPlatform, maskVolatile, type Platform, parseCommand, platformNames } from '../../src/platforms/index.ts';
import { TEMPLATES } from './templates.ts';

const CAPTURES = new URL('../captures/platforms/', import.meta.url);
const SEED = 20261121;

interface Capture {
  readonly folder: string;
  readonly platform: Platform;
  readonly command: string;
  readonly text: string;
  readonly later: string | null;
}

function loadCapture(folder: string): Capture[] {
  const [name = '', command = ''] = folder.split('/');
  const platform = findPlatform(name);
  if (platform === undefined || !existsSync(new URL(`${folder}/raw.txt`, CAPTURES))) return [];
  const read = (file: string) => readFileSync(new URL(`${folder}/${file}`, CAPTURES), 'utf8');
  const later = existsSync(new URL(`${folder}/later.txt`, CAPTURES)) ? read('later.txt') : null;
  return [{ folder, platform, command, text: read('raw.txt'), later }];
}

const captures = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/raw.txt'))
  .map((path) => path.replace(/\/raw\.txt$/, ''))
  .sort()
  .flatMap(loadCapture);

const aged = captures.filter(({ later }) => later !== null);

const mask = ({ platform, command }: Capture, text: string) => maskVolatile(platform, command, text);

/** Fields that say how much time has passed, or how much traffic. CDP's hold time counts down; an ARP entry's type ages. */
const VOLATILE =
  /^(?:timeRemaining|uptime|ageMinutes|(?:input|output)(?:RateBps|Packets|Errors)|cdp_\w+ holdTime|lldp_neighbors holdTime|arp type)$/;
const COUNTS_DOWN = ['huawei_vrp'];

function factsIn(capture: Capture, text: string): string {
  const { platform, command } = capture;
  const { outcome, records } = parseCommand(platform, command, [text], TEMPLATES);
  return JSON.stringify([outcome, records.map((record) => withoutVolatile(capture, record))]);
}

function withoutVolatile({ platform, command }: Capture, record: ParsedRecord): [string, RecordValue][] {
  const isVolatile = (field: string) => {
    if (command === 'lldp_neighbors' && field === 'holdTime') return COUNTS_DOWN.includes(platform.name);
    return VOLATILE.test(field) || VOLATILE.test(`${command} ${field}`);
  };
  return Object.entries(record).filter(([field]) => !isVolatile(field));
}

describe('the same device, later', () => {
  it('was captured on every platform', () => {
    const names = new Set(aged.map(({ platform }) => platform.name));
    expect(platformNames().filter((name) => !names.has(name))).toEqual(['cisco_xe']);
    expect(aged.length).toBeGreaterThan(80);
  });

  it.each(aged)('says the same: $folder', (capture) => {
    expect(capture.later).not.toBe(capture.text);
    expect(mask(capture, capture.later ?? '').split('\n')).toEqual(mask(capture, capture.text).split('\n'));
    expect(factsIn(capture, capture.later ?? '')).toBe(factsIn(capture, capture.text));
  });
});

/** One letter or digit of the text exchanged. */
function mutate(text: string, place: number, letter: string): string {
  const places = [...text.matchAll(/[A-Za-z0-9]/g)].map(({ index }) => index);
  const at = places[place % Math.max(1, places.length)] ?? 0;
  return text.slice(0, at) + letter + text.slice(at + 1);
}

describe('a fact', () => {
  it('that changes is never masked', () => {
    const letter = fc.constantFrom(...'0123456789abXYZ-.');
    let changed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...captures), fc.nat(), letter, (capture, place, to) => {
        const mutated = mutate(capture.text, place, to);
        if (factsIn(capture, mutated) === factsIn(capture, capture.text)) return;
        changed++;
        expect(mask(capture, mutated)).not.toBe(mask(capture, capture.text));
      }),
      { numRuns: 2500, seed: SEED },
    );
    expect(changed).toBeGreaterThan(500);
  });

  it('is not taken for a countdown where a neighbour wrote it', () => {
    const hostile = captures.filter(({ folder }) => folder.includes('hostile'));
    expect(hostile.length).toBeGreaterThan(5);
    for (const capture of hostile) {
      for (const [i, letter] of [...'0123456789'].entries()) {
        const mutated = mutate(capture.text, 37 * i, letter);
        if (factsIn(capture, mutated) !== factsIn(capture, capture.text))
          expect(mask(capture, mutated)).not.toBe(mask(capture, capture.text));
      }
    }
  });

  it.each([
    ['cisco_nxos', 'show lldp neighbors detail', 'cisco-nxos/lldp_neighbors_detail/hostile-description'],
    ['cisco_xr', 'show lldp neighbors detail', 'cisco-xr/lldp_neighbors_detail/hostile-description'],
  ])('that looks like %s counting down is kept', (name, command, folder) => {
    const text = readFileSync(new URL(`${folder}/raw.txt`, CAPTURES), 'utf8');
    const masked = maskVolatile(findPlatform(name), command, text);
    expect(masked).toContain('Time remaining: 5 seconds');
    expect(masked).toContain('Time remaining: ~ seconds');
  });
});

describe('what is not volatile', () => {
  it('stays byte for byte, line by line', () => {
    let masked = 0;
    for (const capture of captures) {
      const before = capture.text.split('\n');
      const after = mask(capture, capture.text).split('\n');
      expect(after).toHaveLength(before.length);
      for (const [i, line] of after.entries()) {
        if (line === before[i]) continue;
        masked++;
        for (const part of line.split('~')) expect(before[i]).toContain(part);
      }
    }
    expect(masked).toBeGreaterThan(300);
  });
});

describe('a session around the answer', () => {
  const ios = findPlatform('cisco_ios');
  const table = 'r2  Gi0/1  120  R  Gi0/2';

  it('tells the time at every prompt', () => {
    const xr = (clock: string) => `RP/0/RP0/CPU0:pe1#show bundle\n${clock}\nBundle-Ether1\nRP/0/RP0/CPU0:pe1#`;
    const platform = findPlatform('cisco_xr');
    const [one, other] = ['Sat Nov 21 10:00:00.123 UTC', 'Sun Nov 22 09:59:59.004 UTC'];
    expect(maskVolatile(platform, 'show bundle', xr(one))).toBe(maskVolatile(platform, 'show bundle', xr(other)));
  });

  it('stamps its log messages, and what they say stays', () => {
    const said = (stamp: string, port: string) =>
      maskVolatile(
        ios,
        'show lldp neighbors',
        `r1#show lldp neighbors\n${stamp}: %LINK-3-UPDOWN: ${port}, up\n${table}\nr1#`,
      );
    expect(said('000012: *Nov 21 10:00:00.123', 'Gi0/1')).toBe(said('000345: *Nov 22 11:00:00.99', 'Gi0/1'));
    expect(said('*Nov 21 10:00:00.123', 'Gi0/1')).not.toBe(said('*Nov 21 10:00:00.123', 'Gi0/2'));
  });

  it('says how loaded the device is', () => {
    const stamped = (load: string) =>
      maskVolatile(
        ios,
        'show lldp neighbors',
        `Load for five secs: ${load}; one minute: 9%; five minutes: 8%\nTime source is NTP, 1${load.slice(0, 1)}:00:00.123 UTC Sat Nov 21 2026\n\n${table}\nr1#`,
      );
    expect(stamped('7%/1%')).toBe(stamped('8%/2%'));
  });

  it('wraps lines in returns and pager remnants', () => {
    const detail = (seconds: number) =>
      maskVolatile(
        ios,
        'show lldp neighbors detail',
        `r1#show lldp neighbors detail\r\nChassis id: 1\r\n --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\bTime remaining: ${seconds} seconds\r\nr1#`,
      );
    expect(detail(97)).toBe(detail(101));
    expect(detail(97)).toContain('Time remaining: ~ seconds\r\n');
  });
});

describe('an OS or a command that nobody described', () => {
  it.each([
    ['Time remaining: 97 seconds', 'Time remaining: 9 seconds'],
    ['edge7 uptime is 3 weeks, 1 day', 'edge7 uptime is 3 weeks, 2 days'],
    ['  Last input 00:00:01, output 00:00:00', '  Last input never, output 00:00:09'],
    ['     123 packets input, 456 bytes', '     124 packets input, 512 bytes'],
  ])('is masked by what many print: %j', (one, other) => {
    for (const platform of [undefined, findPlatform('cisco_ios')])
      expect(maskVolatile(platform, 'show something else', one)).toBe(
        maskVolatile(platform, 'show something else', other),
      );
    expect(maskVolatile(undefined, 'x', one)).not.toBe(one);
  });
});

describe('any text', () => {
  it('is masked without an exception, and too long a line is kept', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(...captures.flatMap(({ text }) => text.split('\n').slice(0, 9))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...captures), fc.array(line, { maxLength: 20 }), (capture, lines) => {
        expect(mask(capture, lines.join('\n')).split('\n')).toHaveLength(
          lines.length === 0 ? 1 : lines.join('\n').split('\n').length,
        );
      }),
      { numRuns: 500, seed: SEED },
    );
    const long = `Time remaining: ${'1'.repeat(200_000)} seconds`;
    expect(maskVolatile(findPlatform('cisco_ios'), 'show lldp neighbors detail', long)).toBe(long);
  });

  it('in JSON is kept', () => {
    const json = JSON.stringify([['Time remaining: 97 seconds']]);
    expect(maskVolatile(findPlatform('cisco_ios'), 'show lldp neighbors detail', json)).toBe(json);
  });
});
