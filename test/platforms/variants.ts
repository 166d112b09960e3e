// The same answer as different sessions deliver it: what the bytes look like may change, what they say must not.

export interface Variant {
  readonly name: string;
  apply(text: string, command: string): string;
}

/** Short, so that the pager comes between any two kinds of line. */
const PAGE = 7;
const MORE = ' --More-- ';

function lines(text: string): string[] {
  return text.split(/\r*\n/);
}

/** The pager's question before every page, wiped as `wipe` does. */
function paged(text: string, wipe: string): string {
  return lines(text)
    .map((line, i) => (i > 0 && i % PAGE === 0 ? `${MORE}${wipe}${line}` : line))
    .join('\n');
}

function prompted(text: string, command: string): string {
  return `sw-1.lab#${command}\n${text.replace(/\s*$/, '\n')}\nsw-1.lab#`;
}

export const VARIANTS: readonly Variant[] = [
  { name: 'as captured', apply: (text) => text },
  { name: 'CR LF', apply: (text) => lines(text).join('\r\n') },
  { name: 'CR CR LF and NUL padding', apply: (text) => lines(text).join('\r\r\n\0') },
  { name: 'echo and prompts', apply: prompted },
  {
    name: 'several prompts',
    apply: (text, command) => `\r\nsw-1.lab#\r\n${prompted(text, command)}\r\nsw-1.lab#\r\nsw-1.lab#`,
  },
  {
    name: 'pager wiped by backspaces',
    apply: (text) => paged(text, `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`),
  },
  {
    name: 'pager wiped with a blank too many',
    apply: (text) => paged(text, `${'\b'.repeat(9)}${' '.repeat(10)}${'\b'.repeat(10)}`),
  },
  { name: 'pager wiped letter by letter', apply: (text) => paged(text, '\b \b'.repeat(10)) },
  { name: 'pager with the wiping blanks lost', apply: (text) => paged(text, '\b'.repeat(10)) },
  { name: 'pager wiped by carriage returns', apply: (text) => paged(text, `\r${' '.repeat(10)}\r`) },
  { name: 'pager with the backspaces lost', apply: (text) => paged(text, ' '.repeat(8)) },
  {
    name: 'exec time stamps',
    apply: (text) =>
      `Load for five secs: 7%/1%; one minute: 9%; five minutes: 8%\nTime source is NTP, 10:00:00.123 UTC Sat Nov 21 2026\n\n${text}`,
  },
  {
    name: 'ANSI, title and bell',
    apply: (text, command) =>
      lines(prompted(text, command))
        .map((line, i) => (i % 3 === 0 ? `\x1b[0m\x1b[K${line}\x1b[m` : line))
        .join('\r\n')
        .replace(/^/, '\x1b]0;sw-1.lab\x07\x07'),
  },
  {
    name: 'trailing blanks stripped',
    apply: (text) =>
      lines(text.trimEnd())
        .map((line) => line.trimEnd())
        .join('\n'),
  },
  {
    name: 'log lines in between',
    apply: (text, command) =>
      lines(prompted(text, command))
        .flatMap((line, i) =>
          i % 7 === 2
            ? [line, '*Nov 21 10:00:00.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/9, changed state to up']
            : [line],
        )
        .join('\n'),
  },
];
