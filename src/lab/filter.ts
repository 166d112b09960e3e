// `show … | include|exclude|begin|section PATTERN`.
const FILTERS = ['begin', 'exclude', 'include', 'section'] as const;
type Filter = (typeof FILTERS)[number];

export interface FilteredLine {
  readonly command: string;
  readonly apply: (text: string) => string;
}

/** Splits the filter off a command; null when what follows the bar is no filter. */
export function splitFilter(line: string): FilteredLine | null {
  const bar = line.indexOf('|');
  if (bar < 0) return { command: line, apply: (text) => text };
  const match = /^\s*([a-z]+)\s+(\S.*?)\s*$/i.exec(line.slice(bar + 1));
  const name = match?.[1]?.toLowerCase() ?? '';
  const filter = FILTERS.find((one) => name !== '' && one.startsWith(name));
  const pattern = filter && readPattern(match?.[2] ?? '');
  if (!filter || !pattern) return null;
  return { command: line.slice(0, bar), apply: (text) => applyFilter(filter, pattern, text) };
}

function readPattern(text: string): RegExp | null {
  try {
    return new RegExp(text);
  } catch {
    return null;
  }
}

function applyFilter(filter: Filter, pattern: RegExp, text: string): string {
  const lines = text.split('\n').slice(0, -1);
  return selectLines(filter, pattern, lines)
    .map((line) => `${line}\n`)
    .join('');
}

function selectLines(filter: Filter, pattern: RegExp, lines: readonly string[]): readonly string[] {
  switch (filter) {
    case 'begin': {
      const first = lines.findIndex((line) => pattern.test(line));
      return first < 0 ? [] : lines.slice(first);
    }
    case 'include':
      return lines.filter((line) => pattern.test(line));
    case 'exclude':
      return lines.filter((line) => !pattern.test(line));
    case 'section': {
      let inside = false;
      return lines.filter((line) => {
        inside = line.startsWith(' ') ? inside : pattern.test(line);
        return inside;
      });
    }
  }
}
