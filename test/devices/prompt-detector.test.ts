// What the end of a text means, and that it means the same however the text was cut on its way.
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialGuard } from '../../src/devices/index.ts';
import { DeviceSession } from '../../src/devices/session/device-session.ts';
import { PromptDetector } from '../../src/devices/session/prompt-detector.ts';
import type { Answer } from '../../src/model/index.ts';
import { liveScreenLine } from '../../src/platforms/index.ts';
import { TEST_PLATFORM } from './support/platform.ts';
import { target } from './support/ssh-device.ts';
import { type TerminalScript, VirtualTerminal } from './support/virtual-terminal.ts';

const { dialect } = TEST_PLATFORM;
const LOG = '*Nov 21 10:00:00.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down';

function judge(
  text: string,
  options: { hostname?: string | null; echo?: string | null; question?: RegExp } = {},
): string {
  const { hostname = 'r1', echo = null, question } = options;
  const detector = new PromptDetector({ dialect, hostname, echo, ...(question && { question }) });
  detector.push(text);
  const verdict = detector.verdict();
  return 'line' in verdict ? `${verdict.kind} ${verdict.line}` : verdict.kind;
}

describe('the end of a text', () => {
  const cases: [string, string][] = [
    ['', 'none'],
    ['text', 'none'],
    ['text\r\n', 'none'],
    ['text\r\nr1>', 'prompt r1>'],
    ['text\r\nr1#', 'prompt r1#'],
    ['text\r\nr1# ', 'prompt r1#'],
    ['text\r\nr1(config-if)#', 'prompt r1(config-if)#'],
    ['text\r\nr1#\r\n', 'buried r1#'],
    ['text\r\nr1#more', 'none'],
    ['text r1#', 'none'],
    ['# r1 #', 'none'],
    ['r2#', 'stranger r2#'],
    ['text\r\r\n\0\0r1#', 'prompt r1#'],
    ['text\r\n\x07r1#\x07', 'prompt r1#'],
    ['text\r\n\x1b]0;r9#\x07\x1b[0m\x1b[1mr1#\x1b[0m\x1b[K', 'prompt r1#'],
    ['text\r\n\x1b]2;title\x1b\\\x1b(Br1\x1b[32m#', 'prompt r1#'],
    ['gon\rr1#', 'prompt r1#'],
    ['gone\rr1#', 'none'],
    ['gone and longer\r\x1b[Kr1#', 'prompt r1#'],
    ['gone\b\b\b\b    \b\b\b\br1#', 'prompt r1#'],
    [`r1#\r\n${LOG}\r\n`, 'buried r1#'],
    [`r1#\r\n${LOG}\r\n\r\n${LOG}`, 'buried r1#'],
    [`r1#${LOG}\r\n`, 'buried r1#'],
    [`r1#\r\n${LOG}\r\nnot a log line\r\n`, 'none'],
    [`${LOG}\r\n`, 'none'],
    [`r2#\r\n${LOG}\r\n`, 'none'],
    ['text\r\n --More-- ', 'pager'],
    ['text\r\n--More--', 'pager'],
    ['text --More-- and more', 'none'],
    [`${'x'.repeat(20_000)}\r\nr1#`, 'prompt r1#'],
  ];
  for (const [text, verdict] of cases) {
    it(`${JSON.stringify(text.slice(-60))}: ${verdict}`, () => expect(judge(text)).toBe(verdict));
  }

  it('before the first prompt every prompt is a stranger', () => {
    expect(judge('banner\r\nr1#', { hostname: null })).toBe('stranger r1#');
    expect(judge(`r1#\r\n${LOG}\r\n`, { hostname: null })).toBe('stranger r1#');
  });

  it('a prompt before the echo is not believed at once', () => {
    const detector = new PromptDetector({ dialect, hostname: 'r1', echo: 'show version' });
    detector.push('\r\nr1#');
    expect(detector.verdict()).toEqual({ kind: 'prompt', line: 'r1#', echoed: false });
    detector.push('show version\r\n');
    expect(detector.verdict()).toEqual({ kind: 'none' });
    detector.push('text\r\nr1#');
    expect(detector.verdict()).toEqual({ kind: 'prompt', line: 'r1#', echoed: true });
  });

  it('the echo is found through a redrawn line', () => {
    expect(judge('show\rshow  version\r\nr1#', { echo: 'show version' })).toBe('prompt r1#');
  });

  it('a question is one only where it is expected', () => {
    expect(judge('Password: ', { question: /[Pp]assword: ?$/ })).toBe('question');
    expect(judge('Password: ')).toBe('none');
  });
});

/** As the session looks at it: line by line, the last one still coming. */
function showLines(raw: string): string[] {
  return raw.split('\n').map(liveScreenLine);
}

describe('what a terminal shows', () => {
  const cases: [string, string[]][] = [
    ['a\r\nb', ['a', 'b']],
    ['a\r\r\n\0\0b', ['a', 'b']],
    ['abc\rX', ['Xbc']],
    ['abc\b\bX', ['aXc']],
    ['\b\bab', ['ab']],
    ['abc\r\x1b[K', ['']],
    ['\x1b[31;1mred\x1b[0m', ['red']],
    ['\x1b]0;unfinished', ['']],
    ['a\x1b', ['a']],
    ['a\tb', ['a\tb']],
    ['Zürich', ['Zürich']],
  ];
  for (const [raw, lines] of cases) {
    it(JSON.stringify(raw), () => expect(showLines(raw)).toEqual(lines));
  }

  it('a million carriage returns', () => expect(showLines(`a${'\r'.repeat(1e6)}b`)).toEqual(['b']));
});

/** Pieces that prompts, banners and noise are made of. */
const piece = fc.constantFrom(
  'r1#', 'r1>', 'r1(config)#', 'r2#', 'show version', 'text', '# ', '>', ' ', '\r\n', '\n', '\r', '\r\r\n\0', '\b', '\0', '\x07',
  '\x1b[K', '\x1b[0m', '\x1b]0;r1#\x07', '\x1b]0;r1#\x1b\\', '\x1b', ' --More-- ', LOG, 'Password: ', 'ü',
); // biome-ignore format: one list
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

/** `cuts` say where; the same text always comes out whole. */
function cutUp(whole: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => whole.slice(from, places[i] ?? whole.length));
}

describe('however the stream is cut', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 30 });
  const echo = fc.constantFrom(null, 'show version');

  it('the verdict is the same', () => {
    fc.assert(
      fc.property(text, cuts, echo, (whole, places, typed) => {
        const expectation = { dialect, hostname: 'r1', echo: typed, question: /[Pp]assword: ?$/ };
        const atOnce = new PromptDetector(expectation);
        atOnce.push(whole);
        const inPieces = new PromptDetector(expectation);
        for (const chunk of cutUp(whole, places)) inPieces.push(chunk);
        const byLetters = new PromptDetector(expectation);
        for (const letter of whole) byLetters.push(letter);
        expect(inPieces.verdict()).toEqual(atOnce.verdict());
        expect(byLetters.verdict()).toEqual(atOnce.verdict());
      }),
      { numRuns: 2000 },
    );
  });

  it('also at the end of a text that is longer than what is kept', () => {
    fc.assert(
      fc.property(text, cuts, fc.integer({ min: 3000, max: 9000 }), (end, places, length) => {
        const whole = `show version\r\n${'line\r\n'.repeat(length / 6)}${end}`;
        const expectation = { dialect, hostname: 'r1', echo: 'show version' };
        const atOnce = new PromptDetector(expectation);
        atOnce.push(whole);
        const inPieces = new PromptDetector(expectation);
        for (const chunk of cutUp(whole, places)) inPieces.push(chunk);
        expect(inPieces.verdict()).toEqual(atOnce.verdict());
      }),
    );
  });

  it('a session gets the same answers', async () => {
    const script: TerminalScript = {
      banner: '\nAuthorised # only >\ncore#\n',
      paging: 'ignored',
      pageLines: 3,
      answers: {
        'show version': 'one\ntwo # three\nr1 > four\ncore#\n  r1>\nfive\n# six >\nseven\n',
        'show clock': '10:00:00\n',
      },
    };
    const whole = await talk(script, () => 1_000_000);
    expect(whole[0]).toMatch(/^show version\r\none.*seven\r\n.*r1>$/s);
    expect(whole[1]).toBe('show clock\r\n10:00:00\r\nr1>');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        let at = 0;
        expect(await talk(script, () => sizes[at++ % sizes.length] ?? 1)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });
});

/** One session over a stream that passes on as many bytes at a time as `nextSize` says. */
async function talk(script: TerminalScript, nextSize: () => number): Promise<string[]> {
  const { client, server } = streamPair(nextSize);
  new VirtualTerminal(server, script);
  const answers: Answer[] = [];
  const { signal } = new AbortController();
  const session = new DeviceSession(
    { stream: client, close: async () => undefined },
    {
      target: target(22),
      commandTimeoutMs: 5000,
      keptLimit: 1024 * 1024,
      guard: new CredentialGuard(),
      signal,
      onAnswer: (answer) => answers.push(answer),
    },
  );
  await session.open();
  await session.run('show version');
  await session.run('show clock');
  client.destroy();
  return answers.map((answer) => answer.raw);
}

function streamPair(nextSize: () => number): { client: Duplex; server: Duplex } {
  let wire: Buffer = Buffer.alloc(0);
  let flowing = false;
  const deliver = () => {
    const size = nextSize();
    client.push(wire.subarray(0, size));
    wire = wire.subarray(size);
    flowing = wire.length > 0;
    if (flowing) setImmediate(deliver);
  };
  const client: Duplex = new Duplex({
    read: () => undefined,
    write: (bytes, _encoding, done) => {
      server.push(bytes);
      done();
    },
  });
  const server: Duplex = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      wire = Buffer.concat([wire, bytes]);
      if (!flowing) setImmediate(deliver);
      flowing = true;
      done();
    },
  });
  return { client, server };
}
