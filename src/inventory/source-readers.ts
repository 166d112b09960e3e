// The kinds of inventory files, in the order in which they are asked whether a file is theirs.
import { INI_READER } from './ini.ts';
import type { SourceReader } from './source-reader.ts';
import { YAML_READER } from './yaml-inventory.ts';

/** Special formats first: YAML and INI take whatever has a fitting name. */
export const SOURCE_READERS: readonly SourceReader[] = [YAML_READER, INI_READER];

/** Null for a file that is no known kind of inventory. */
export function readerFor(name: string, text: string): SourceReader | null {
  return SOURCE_READERS.find((reader) => reader.recognises(name, text)) ?? null;
}
