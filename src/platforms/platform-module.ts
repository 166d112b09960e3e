// What the file of a network OS hands to the register.
import type { TableParser } from './command-parser.ts';
import { MERGE_FOLDERS } from './lldp-merge.ts';
import type { Platform } from './platform.ts';

/** A platform with its parsers, which stay inside this room. */
export interface PlatformModule {
  readonly platform: Platform;
  readonly parsers: readonly TableParser[];
}

export interface PlatformSpec extends Omit<Platform, 'supportedCommands'> {
  readonly parsers: readonly TableParser[];
}

export function definePlatform({ parsers, ...spec }: PlatformSpec): PlatformModule {
  const folders = parsers.map((parser) => parser.folder);
  const merges = folders.includes('lldp_neighbors') && folders.includes('lldp_neighbors_detail') ? MERGE_FOLDERS : [];
  return { platform: { ...spec, supportedCommands: [...folders, ...merges] }, parsers };
}

/** What differs from OS to OS in a table whose records are the same everywhere. */
type CommandDetails = Pick<TableParser, 'typed' | 'template'> & Partial<TableParser>;

/**
 * The same kind of table on another OS: its template fills the columns that the record's file in `records/` reads, so that
 * every OS gives the same fields. What IOS alone needs (`prepare`, counts) is not taken over.
 */
export function sameRecord({ folder, toRecord }: TableParser, details: CommandDetails): TableParser {
  return { folder, toRecord, ...details };
}
