// CSV text → rows of fields, each with its place. The separator is the one that the header row uses.
import { parse } from 'csv-parse/sync';
import type { SourceFile } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Place } from '../variable.ts';

export interface CsvField {
  /** Trimmed. */
  readonly text: string;
  readonly place: Place;
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly raw: string;
}

/** Rows that are not empty. A quote that is never closed is reported, and the rows before it count. */
export function readCsvRows(file: SourceFile, problems: ProblemList): CsvField[][] {
  const marked = /^sep=(.)\r?\n/.exec(file.text);
  const text = marked ? file.text.slice(marked[0].length) : file.text;
  const delimiter = marked?.[1] ?? separatorOf(text);
  const { rows, complete } = parseRows(text, delimiter);
  let line = marked ? 2 : 1;
  const fields = rows.map(({ record, raw }) => {
    const place = { file: file.path, line, column: 1 };
    line += countLines(raw);
    const places = placeFields(raw, delimiter, place);
    return record.map((value, i) => ({ text: value.trim(), place: places[i] ?? place }));
  });
  if (!complete) {
    const hint = 'close it, or write "" for a quote inside a quoted value';
    const place = { file: file.path, line, column: 1 };
    problems.error('CONFIG_SYNTAX', place, 'a quote opens in this row and is never closed', hint);
  }
  return fields.filter((row) => row.some((field) => field.text !== ''));
}

/** The one met most often in the first line that holds anything, outside quotes. */
function separatorOf(text: string): string {
  const header = /^.*\S.*$/m.exec(text)?.[0].replace(/"[^"]*"/g, '') ?? '';
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.separator ?? ',';
}

/** All rows, or those before the one in which a quote stays open. */
function parseRows(text: string, delimiter: string): { rows: ParsedRow[]; complete: boolean } {
  const rows: ParsedRow[] = [];
  try {
    parse(text, {
      delimiter,
      raw: true,
      relax_column_count: true,
      relax_quotes: true,
      on_record: (row: unknown) => {
        rows.push(row as ParsedRow);
        return null;
      },
    });
    return { rows, complete: true };
  } catch {
    return { rows, complete: false };
  }
}

function countLines(raw: string): number {
  return raw.split(/\r\n|\r|\n/).length - 1;
}

/** Where each field of a row starts: behind every separator that stands outside quotes. */
function placeFields(raw: string, delimiter: string, start: Place): Place[] {
  const places = [start];
  let { line, column } = start;
  let quoted = false;
  for (const character of raw) {
    column += character.length;
    if (character === '"') quoted = !quoted;
    else if (character === '\n') [line, column] = [line + 1, 1];
    else if (character === delimiter && !quoted) places.push({ ...start, line, column });
  }
  return places;
}
