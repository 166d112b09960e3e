// What a person sees: tables, colours where they help, everything but results on standard error.
import { compareText } from '../model/index.ts';

export interface Output {
  /** Results: standard output. */
  readonly print: (text: string) => void;
  /** Progress and messages: standard error. */
  readonly say: (text: string) => void;
  readonly paint: Paint;
}

type Colour = 'red' | 'green' | 'yellow' | 'magenta' | 'cyan' | 'grey' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  magenta: 35,
  cyan: 36,
  grey: 90,
  bold: 1,
};

/** Colours only on a terminal, and never where NO_COLOR is set (https://no-color.org). */
export function openOutput(): Output {
  const isColoured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    say: (text) => process.stderr.write(`${text}\n`),
    paint: (colour, text) => (isColoured ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text),
  };
}

/** Columns padded to their widest cell, two blanks apart, no blanks at the end of a line. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Text that a device or a neighbour chose, made harmless for a terminal: control and bidirectional characters become
 * visible escapes, so that a system name cannot move the cursor or recolour the screen.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Messages about a device begin with its name; where the line has said it already, once is enough. */
export function withoutDevice(message: string, device: string | null): string {
  const prefix = `${device}: `;
  return device !== null && message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function countBy<T>(items: readonly T[], key: (item: T) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => compareText(a, b));
}
