// What the file of a network OS hands to the register.
import type { Platform, Signature } from './platform.ts';
import { MERGE_FOLDERS } from './records/lldp-merge.ts';
import type { RecordKind, TableParser } from './table-parser.ts';

/** A platform with its parsers and its signature, which stay inside this room. */
export interface PlatformModule {
  readonly platform: Platform;
  readonly parsers: readonly TableParser[];
  /** Undefined: never found by `auto`. */
  readonly signature?: Signature | undefined;
}

export interface PlatformSpec extends Omit<Platform, 'supportedCommands'> {
  readonly parsers: readonly TableParser[];
  readonly signature?: Signature;
}

export function definePlatform({ parsers, signature, ...spec }: PlatformSpec): PlatformModule {
  const folders = parsers.map((parser) => parser.folder);
  const merges = folders.includes('lldp_neighbors') && folders.includes('lldp_neighbors_detail') ? MERGE_FOLDERS : [];
  return { platform: { ...spec, supportedCommands: [...folders, ...merges] }, parsers, signature };
}

/** What differs from OS to OS in a table whose records are the same everywhere. */
type CommandDetails = Pick<TableParser, 'typed' | 'template'> & Partial<TableParser>;

/**
 * The same kind of table on another OS: its template fills the columns that the record's file in `records/` reads, so that
 * every OS gives the same fields. What IOS alone needs (`prepare`, counts) is not taken over. `folder` may be another one, where
 * an OS tells in two commands what IOS tells in one.
 */
export function sameRecord(kind: RecordKind, details: CommandDetails): TableParser {
  const { folder, toRecord, whenDisabled, neverEmpty } = kind;
  return { folder, toRecord, ...(whenDisabled && { whenDisabled }), ...(neverEmpty && { neverEmpty }), ...details };
}
