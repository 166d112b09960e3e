// Cleaning takes away what the session added, and nothing else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanOutput } from '../../src/platforms/index.ts';

const BODY = 'Device ID           Local Intf\nrack#4              Gi0/1\n    a b>c';

describe('cleanOutput', () => {
  it.each([
    ['echo and prompts', `r1#show lldp\n${BODY}\nr1#`, 'show lldp'],
    ['an echo that was abbreviated', `r1#sh lldp\n${BODY}\nr1#`, 'show lldp'],
    ['an echo without prompt', `show lldp\n${BODY}\nr1#`, 'show lldp'],
    ['an echo when the command is unknown', `r1> show lldp neighbors\n${BODY}\nr1>`, undefined],
    [
      'an echo wrapped at the edge of the terminal',
      `r1#show lldp neighbors Gi0\n/1 detail\n${BODY}`,
      'show lldp neighbors Gi0/1 detail',
    ],
    [
      'an echo scrolled by the line editor',
      `r1#$neighbors GigabitEthernet1/0/1 detail\n${BODY}`,
      'show lldp neighbors GigabitEthernet1/0/1 detail',
    ],
    [
      'prompts of every mode',
      `r1(config-if)#\nr1(config)#do show lldp\n${BODY}\nr1(config-if-range)#\nr1#exit`,
      'show lldp',
    ],
    ['a prompt that IOS cut', `${BODY}\na-very-long-hostname-x(config-if-ra#`, 'show lldp'],
    ['leading commands', `r1#terminal length 0\nr1#terminal width 512\nr1#show lldp\n${BODY}\nr1#`, 'show lldp'],
    ['CR CR LF', BODY.replaceAll('\n', '\r\r\n'), undefined],
    ['a million carriage returns', BODY.replace('rack', `x${'\r'.repeat(1e6)}rack`), undefined],
    ['NUL padding', BODY.replaceAll('\n', '\r\n\0\0'), undefined],
    [
      'a pager wiped by backspaces',
      BODY.replace('rack', ` --More-- ${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}rack`),
      undefined,
    ],
    ['a pager wiped one cell at a time', BODY.replace('rack', ` --More-- ${'\b \b'.repeat(10)}rack`), undefined],
    ['a pager wiped by a carriage return', BODY.replace('rack', '\r --More-- \r          \rrack'), undefined],
    ['a pager erased to the end of the line', BODY.replace('rack', '\x1b[7m--More--\x1b[m\r\x1b[Krack'), undefined],
    ['a pager on a line of its own', BODY.replace('rack', '--More--\nrack'), undefined],
    ['a pager in front of indented text', BODY.replace('    a', ` --More--         ${'    a'}`), undefined],
    [
      'colours, titles, bells',
      `\x1b]0;r1\x07\x07\x1b[1;32mr1#\x1b[0mshow lldp\x1b[K\n\x1b7\x1b(B${BODY}\n\x1b[?25hr1#\x1b[0m`,
      'show lldp',
    ],
    ['8-bit control sequences', `\x9b1m${BODY}\x9b0m`, undefined],
    [
      'exec time stamps',
      `r1#show lldp\nLoad for five secs: 24%/0%; one minute: 25%; five minutes: 24%\nTime source is NTP, 17:57:59.142 EST Tue Sep 3 2019\n\n${BODY}`,
      'show lldp',
    ],
    [
      'exec time stamps without a time source',
      `Load for five secs: 4%/0%; one minute: 5%; five minutes: 4%\nNo time source, *10:00:00.142 UTC Tue Sep 3 2019\n${BODY}`,
      undefined,
    ],
    [
      'log lines',
      BODY.replace('rack', '*Nov 21 10:00:00.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up\nrack'),
      undefined,
    ],
    [
      'log lines with numbers, zones and hosts',
      `000123: *Nov 21 10:00:00.123 UTC: %SYS-5-CONFIG_I: x\n00:00:12: %SYS-5-RESTART: x\n1w2d: %CDP-4-NATIVE_VLAN_MISMATCH: x\n%PLATFORM_STACKPOWER-6-CABLE_EVENT: x\n${BODY}`,
      undefined,
    ],
    [
      'a log line behind a prompt',
      `${BODY}\nr1#*Nov 21 10:00:00.123: %SYS-5-CONFIG_I: Configured from console\nr1#`,
      undefined,
    ],
  ])('takes away %s', (_, raw, command) => {
    expect(cleanOutput(raw, command)).toBe(BODY);
  });

  it.each([
    ['a device id with # in the first row', 'rack#4              Gi0/1          120        R               Gi0/1'],
    ['a device id that is a prompt', 'x\nr1#                 Gi0/1          120        R               Gi0/1\nx'],
    ['a description that looks like a prompt', 'Gi0/1 is up\n  Description: r1#show lldp\n  MTU 1500 bytes'],
    [
      'a description that looks like a log line',
      'Gi0/1 is up\n  Description: %SYS-5-CONFIG_I: spare\n  MTU 1500 bytes',
    ],
    ['a banner in the middle', 'a\n### Unauthorised >\nb'],
    ['a time stamp in the middle', 'a\nTime source is NTP, 10:00\nb'],
    ['blank lines in the middle', 'a\n\n\nb'],
  ])('keeps %s', (_, text) => {
    expect(cleanOutput(text, 'show interfaces')).toBe(text);
  });

  const noise = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '\b',
    '\0',
    '\x07',
    '\x1b[K',
    '\x1b[31m',
    '\x1b]0;t\x07',
    '\x1b',
    '\x9b',
    ' --More-- ',
    '--More--',
    'r1#',
    'r1(config)#',
    'r1>show lldp',
    '*Nov 21 10:00:00.123: %LINK-3-UPDOWN: x',
    'Load for five secs: 1%/0%; one minute: 1%',
    '    ',
    'Gi0/1',
    '|',
    'Time remaining: 9 seconds',
  );
  const text = fc
    .array(fc.oneof(noise, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 40 })
    .map((parts) => parts.join(''));

  it('is idempotent on any text', () => {
    fc.assert(
      fc.property(text, fc.option(fc.constantFrom('show lldp', 'Gi0/1'), { nil: undefined }), (raw, command) => {
        const once = cleanOutput(raw, command);
        expect(cleanOutput(once, command)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves no control character but the line break and the tab', () => {
    fc.assert(
      fc.property(text, (raw) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
        expect(cleanOutput(raw)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every table row, whatever the session did around it', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9#>()._-]{1,19}$/);
    const rows = fc.array(
      name.map((id) => `${id.padEnd(20)}Gi0/1          120        R               Gi0/1`),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(rows, fc.array(noise, { maxLength: 3 }), (lines, around) => {
        const log = '*Nov 21 10:00:00.123: %SYS-5-CONFIG_I: x';
        const raw = `r1#show lldp neighbors\r\n${lines.join(`\r\n${log}\r\n`)}\r\n${around.filter((part) => /^r1|Nov|More/.test(part)).join('\r\n')}\r\nr1#`;
        expect(cleanOutput(raw, 'show lldp neighbors').split('\n').slice(0, lines.length)).toEqual(lines);
      }),
      { numRuns: 500 },
    );
  });
});
