// One command of one network OS: how it is typed, which template reads it, and how a template row becomes a record.
import type { ParsedRecord } from '../model/index.ts';
import type { TemplateRow } from './records/row-values.ts';

/** What is optional helps where one line at a time is not enough: most commands need none of it. */
export interface TableParser {
  /** `lldp_neighbors`: the name of the command in captures and on `toposcope parse --command`. */
  readonly folder: string;
  /** As typed in full; `<interface>` and `<name>` stand for one argument. */
  readonly typed: readonly string[];
  /** Template name without extension. */
  readonly template: string;
  /** Null where the row holds no record (a dangling line). */
  toRecord(row: TemplateRow): ParsedRecord | null;
  /** Rewrites lines before the template sees them, one for one: marks what only the lines around it can tell. */
  prepare?(lines: readonly string[]): string[];
  /** The device always ends this table with its number of rows: without rows and without that number the answer is cut. */
  readonly alwaysCounted?: boolean;
  /** The record has the template's columns as they are: none stands for one of ours, and TOTAL is one like any other. */
  readonly ownColumns?: boolean;
  /** No table: where nothing of the text is known, it is the answer to something else. */
  readonly neverEmpty?: boolean;
  /** A blank answer means "no rows", as some releases print nothing at all. */
  readonly mayBeSilent?: boolean;
  /** The device's own number of rows (group 1) on the last line, for templates without a TOTAL column. */
  readonly trailer?: RegExp;
  /** What says something else at every poll and means nothing: what the groups of these take, line by line, `maskVolatile` masks. */
  readonly volatile?: readonly RegExp[];
  /** First line of an answer that says that the protocol is off, where it is not `% LLDP is not enabled`. */
  readonly disabled?: RegExp;
  /** The record that stands for `% … is not enabled`, where that is an answer and not the lack of one. */
  readonly whenDisabled?: ParsedRecord;
}

/** A kind of record, whatever OS prints it. */
export type RecordKind = Pick<TableParser, 'folder' | 'toRecord' | 'whenDisabled' | 'neverEmpty'>;
