// What changes in an answer at every poll and means nothing (ages, uptimes, counters, clocks) made equal, so that two answers with
// the same facts have the same text.
import type { Platform } from '../platform.ts';
import { parsersOf } from '../register.ts';
import { findFolder } from '../resolve-command.ts';
import type { TableParser } from '../table-parser.ts';
import { cleanLines, type Surroundings } from './clean-output.ts';
import { unwrapJson } from './unwrap-json.ts';
import { GENERIC_VOLATILE } from './volatile-lines.ts';

/** Stands for what was masked, however long that was; in a column, whose blanks are masked too, for each character of it. */
const MASK = '~';

/** Longer lines are kept as they are. Bounds the work of the patterns: the text is a stranger's. */
const MAX_LINE = 1000;

/** Clocks and dates in what the session says around an answer: log lines, login banners, `Sat Nov 21 10:00:00.123 UTC`. */
const CLOCK =
  /\d{4}-\d\d-\d\d[T ]?|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}(?: \d{4})?|\d{1,2}:\d\d:\d\d(?:[.:]\d{1,9})?(?: \d{4})?/g;
/** `000123: *Nov 21 …`: the number of a log message; and the load that `terminal exec prompt timestamp` tells. */
const SEQUENCE = /^(\d{1,10})(?=: )/;
const LOAD = /^(Load for five secs: ).*$/;

/**
 * Line by line; what is not volatile stays byte for byte. Which lines are, the table parser of the command says where the platform
 * is known and has one, else a list of what many systems print. What neighbours wrote is never masked where the parser can tell it.
 */
export function maskVolatile(platform: Platform | undefined, command: string, raw: string): string {
  const parser = platform && parserOf(platform, command);
  const patterns = (parser ? (parser.volatile ?? []) : GENERIC_VOLATILE).map(withIndices);
  const answer = answerLines(raw, command, platform?.dialect, parser);
  const lines = raw.split('\n').map((line, i) => {
    if (line.length > MAX_LINE) return line;
    const shown = answer.get(i + 1);
    return shown === undefined ? maskNoise(line) : maskLine(line, shown, patterns);
  });
  return lines.join('\n');
}

function parserOf(platform: Platform, command: string): TableParser | undefined {
  const parsers = parsersOf(platform);
  const folder = findFolder(parsers, command);
  return parsers.find((parser) => parser.folder === folder);
}

/** 1-based number of a line in `raw` → what it shows; null where a neighbour wrote it. Lines of the session are not in it. */
function answerLines(
  raw: string,
  command: string,
  around: Surroundings | undefined,
  parser: TableParser | undefined,
): ReadonlyMap<number, string | null> {
  // Answers in JSON have their lines inside strings: they are kept.
  if (unwrapJson(raw).text !== raw) return new Map(raw.split('\n').map((_, i) => [i + 1, null]));
  const lines = cleanLines(raw, command, around);
  const prepared = parser?.prepare?.(lines.map(({ text }) => (text.length > MAX_LINE ? '' : text)));
  return new Map(
    lines.map(({ text, line }, i) => {
      const isSealed = prepared?.[i]?.startsWith('|') === true && !text.startsWith('|');
      return [line, isSealed ? null : text];
    }),
  );
}

/** The line may hold more than it shows: a pager's question and what wiped it, a return at its end. */
function maskLine(line: string, shown: string | null, patterns: readonly RegExp[]): string {
  if (shown === null) return line;
  const masked = patterns.reduce(maskGroups, shown);
  if (masked === shown) return line;
  const start = line.indexOf(shown);
  return start < 0 ? masked : line.slice(0, start) + masked + line.slice(start + shown.length);
}

function maskGroups(text: string, pattern: RegExp): string {
  const places = (pattern.exec(text)?.indices ?? []).slice(1).filter((place) => place !== undefined);
  return places.reduceRight(
    (masked, [from, to]) => masked.slice(0, from) + maskOf(text.slice(from, to)) + masked.slice(to),
    text,
  );
}

function maskOf(volatile: string): string {
  return volatile === volatile.trim() ? MASK : MASK.repeat(volatile.length);
}

function maskNoise(line: string): string {
  return line.replace(SEQUENCE, MASK).replace(LOAD, `$1${MASK}`).replace(CLOCK, MASK);
}

const indexed = new WeakMap<RegExp, RegExp>();

/** With the places of its groups (flag `d`); made once for each pattern. */
function withIndices(pattern: RegExp): RegExp {
  const known = indexed.get(pattern) ?? new RegExp(pattern.source, `${pattern.flags}d`);
  indexed.set(pattern, known);
  return known;
}
