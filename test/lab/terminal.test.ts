// Echo, line editing, paging and type-ahead of a terminal line, without a network.
import { describe, expect, it } from 'vitest';
import { Terminal } from '../../src/lab/terminal.ts';

function openTerminal(answer: (line: string) => string = () => '') {
  const lines: string[] = [];
  const keys: string[] = [];
  let sent = '';
  const terminal = new Terminal(
    (text) => {
      sent += text;
    },
    {
      line: (line) => {
        lines.push(line);
        terminal.print(answer(line), () => terminal.prompt('r1#'));
      },
      key: (kind) => {
        keys.push(kind);
        terminal.prompt('r1#');
      },
    },
  );
  terminal.prompt('r1#');
  terminal.flush();
  const type = (text: string) => {
    sent = '';
    terminal.feed(text);
    return sent;
  };
  return { terminal, lines, keys, type };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');
const WIPE = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

describe('line editing', () => {
  it('echoes what is typed and answers with CRLF', () => {
    const { type, lines } = openTerminal(() => 'yes\n');
    expect(type('show clock\r')).toBe('show clock\r\nyes\r\nr1#');
    expect(lines).toEqual(['show clock']);
  });

  it.each(['a\rb\r', 'a\nb\n', 'a\r\nb\r\n'])('takes any line ending: %j', (input) => {
    const { type, lines } = openTerminal();
    expect(type(input)).toBe('a\r\nr1#b\r\nr1#');
    expect(lines).toEqual(['a', 'b']);
  });

  it('erases a character, a word and the line', () => {
    const { type, lines } = openTerminal();
    expect(type('showx\b')).toBe('showx\b \b');
    expect(type('y\x7f')).toBe('y\b \b');
    expect(type(' clock\x17')).toBe(` clock${'\b \b'.repeat(5)}`);
    type('version\r');
    expect(type('abc\x15')).toBe(`abc${'\b \b'.repeat(3)}`);
    type('\b\r');
    expect(lines).toEqual(['show version', '']);
  });

  it('forgets the line on ^C and ^Z', () => {
    const { type, lines, keys } = openTerminal();
    type('half a line\x03');
    type('another\x1a');
    type('end\r');
    expect(lines).toEqual(['end']);
    expect(keys).toEqual(['interrupt', 'end']);
  });

  it('recalls lines with the arrow keys and swallows other escape sequences', () => {
    const { type, lines } = openTerminal();
    type('first\r');
    type('second\r');
    expect(type('\x1b[A')).toBe('second');
    expect(type('\x1b[A')).toBe(`${'\b \b'.repeat(6)}first`);
    type('\x1b[B\x1b[1;5C\x1bOP\r');
    expect(lines).toEqual(['first', 'second', 'second']);
  });

  it('shows nothing of a password', () => {
    const { terminal, type, lines } = openTerminal();
    terminal.prompt('Password: ', false);
    expect(type('sec\t?ret\x12\x7f\x10t\r')).toBe('Password: \r\nr1#');
    expect(lines).toEqual(['sec?ret']);
  });

  it('takes a thousand lines typed ahead in one go', () => {
    const { type, lines } = openTerminal();
    type('x\r'.repeat(1000));
    expect(lines).toHaveLength(1000);
  });
});

describe('paging', () => {
  it('stops after a screen and goes on with a blank, one line with Return', () => {
    const { type } = openTerminal(() => numbered(60));
    const first = type('go\r');
    expect(first.endsWith('line 23\r\n --More-- ')).toBe(true);
    expect(type(' ')).toBe(`${WIPE}${numbered(46).split('line 23\n')[1]?.replaceAll('\n', '\r\n')} --More-- `);
    expect(type('\r')).toBe(`${WIPE}line 47\r\n --More-- `);
    expect(type('q')).toBe(`${WIPE}r1#`);
  });

  it('is off at length 0, and does not stop for what fits', () => {
    const all = openTerminal(() => numbered(200));
    all.terminal.length = 0;
    expect(all.type('go\r')).not.toContain('More');
    const small = openTerminal(() => numbered(23));
    expect(small.type('go\r')).not.toContain('More');
  });

  it('leaves nothing of the pager on the screen line', () => {
    const columns: string[] = [];
    let at = 0;
    for (const char of ` --More-- ${WIPE}`) {
      if (char === '\b') at -= 1;
      else columns[at++] = char;
    }
    expect({ at, text: columns.join('').trim() }).toEqual({ at: 0, text: '' });
  });
});

describe('log lines', () => {
  it('start on a line of their own and leave the prompt where it was', () => {
    let sent = '';
    const listening = new Terminal(
      (text) => {
        sent += text;
      },
      { line: () => undefined, key: () => undefined },
    );
    listening.prompt('r1#');
    listening.flush();
    sent = '';
    listening.interrupt('*Nov 21: %SYS-5-CONFIG_I: x');
    expect(sent).toBe('\r\n*Nov 21: %SYS-5-CONFIG_I: x\r\n');
  });
});
