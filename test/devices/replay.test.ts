// The replay itself: what it insists on, what it lets pass, and its file format there and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRecording, parseRecording, type Recording, replayVisit } from '../../src/devices/index.ts';

const PLAIN: Recording = {
  about: 'two commands',
  platform: 'cisco_ios',
  serverIdent: null,
  become: false,
  configure: [],
  save: false,
  commands: ['show clock'],
  login: '\r\nr1>',
  closes: false,
  exchanges: [
    { typed: { line: 'terminal length 0' }, received: 'terminal length 0\r\nr1>', closes: false },
    { typed: { line: 'terminal width 512' }, received: 'terminal width 512\r\nr1>', closes: false },
    { typed: { line: 'show clock' }, received: 'show clock\r\n10:00:00\r\nr1>', closes: false },
  ],
  commandTimeoutMs: null,
};

describe('a replay', () => {
  it('gives the answers that were recorded', async () => {
    const { visit, hostname, typed } = await replayVisit('r1', PLAIN);
    expect(visit.poll.status).toBe('ok');
    expect(visit.answers.map((answer) => answer.raw)).toEqual(['show clock\r\n10:00:00\r\nr1>']);
    expect(hostname).toBe('r1');
    expect(typed).toEqual(['terminal length 0', 'terminal width 512', 'show clock', 'exit']);
  });

  it('fails loudly at a command that was not recorded', async () => {
    const replay = replayVisit('r1', { ...PLAIN, commands: ['show version'] });
    await expect(replay).rejects.toThrow('r1: expected "show clock" (exchange 3), got "show version"');
  });

  it('fails loudly at a command too many', async () => {
    const replay = replayVisit('r1', { ...PLAIN, commands: ['show clock', 'show version'] });
    await expect(replay).rejects.toThrow('r1: expected nothing more, got "show version"');
  });

  it('fails loudly where something recorded is never asked', async () => {
    const more = { typed: { line: 'show version' }, received: '', closes: false };
    const replay = replayVisit('r1', { ...PLAIN, exchanges: [...PLAIN.exchanges, more] });
    await expect(replay).rejects.toThrow('"show version" (exchange 4)');
  });

  it('knows no platform that nobody knows', async () => {
    await expect(replayVisit('r1', { ...PLAIN, platform: 'coffee' })).rejects.toThrow('no platform "coffee"');
  });
});

describe('session.yml', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(fc.constantFrom('r1#', '\r\n', '\n', '\r', '\0', '\x1b[0m', '\x7f', '\u2028', ' ', '- ', '"', '#', ': '))
      .map((parts) => parts.join('')),
  );
  const exchange = fc.record({
    typed: fc.oneof(fc.record({ line: text }), fc.record({ key: text })),
    received: text,
    closes: fc.boolean(),
  });
  const recording: fc.Arbitrary<Recording> = fc.record({
    about: text,
    platform: fc.constantFrom('auto', 'cisco_ios'),
    serverIdent: fc.option(text),
    become: fc.boolean(),
    configure: fc.array(text, { maxLength: 3 }),
    save: fc.boolean(),
    commands: fc.array(text, { maxLength: 3 }),
    login: text,
    closes: fc.boolean(),
    exchanges: fc.array(exchange, { maxLength: 4 }),
    commandTimeoutMs: fc.option(fc.nat()),
  });

  it('holds every recording', () => {
    fc.assert(
      fc.property(recording, (one) => {
        expect(parseRecording(formatRecording(one), 'session.yml')).toEqual(one);
      }),
    );
  });

  it('is what people write, lists of lines included', () => {
    const read = parseRecording(
      'platform: auto\nlogin: ["", "r1#"]\nexchanges:\n  - {key: " ", receive: "\\e[Ka"}\n  - {send: exit, close: true}\n',
      'session.yml',
    );
    expect(read.login).toBe('\r\nr1#');
    expect(read.exchanges).toEqual([
      { typed: { key: ' ' }, received: '\x1b[Ka', closes: false },
      { typed: { line: 'exit' }, received: '', closes: true },
    ]);
  });

  const wrong: [string, string][] = [
    ['platform: [', 'session.yml: '],
    ['- platform', 'the document is no mapping'],
    ['login: ""', 'platform is no text'],
    ['platform: auto\nexchanges: 7', 'exchanges is no list'],
    ['platform: auto\nexchanges: [{receive: x}]', 'exchange 1 needs either send or key'],
    ['platform: auto\ncommands: [7]', 'commands, item 1, is no text (put it in quotes)'],
  ];
  for (const [document, message] of wrong) {
    it(`says what is wrong: ${message}`, () => {
      expect(() => parseRecording(document, 'session.yml')).toThrow(message);
    });
  }
});
