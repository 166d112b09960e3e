// The kinds of inventory files, in the order in which they are asked whether a file is theirs.
import { INI_READER } from './ini.ts';
import type { SourceReader } from './source-reader.ts';
import { ANSIBLE_LIST_READER } from './sources/ansible-list.ts';
import { CONTAINERLAB_READER } from './sources/containerlab.ts';
import { CSV_READER } from './sources/csv.ts';
import { SCRIPT_READER } from './sources/inventory-script.ts';
import { NETBOX_READER } from './sources/netbox.ts';
import { NORNIR_READER } from './sources/nornir.ts';
import { OXIDIZED_READER } from './sources/oxidized.ts';
import { YAML_READER } from './yaml-inventory.ts';

/** Special formats first: YAML and INI take whatever has a fitting name. */
const SOURCE_READERS: readonly SourceReader[] = [
  SCRIPT_READER,
  CSV_READER,
  OXIDIZED_READER,
  NETBOX_READER,
  CONTAINERLAB_READER,
  ANSIBLE_LIST_READER,
  NORNIR_READER,
  YAML_READER,
  INI_READER,
];

/** Null for a file that is no known kind of inventory. */
export function readerFor(name: string, text: string): SourceReader | null {
  return SOURCE_READERS.find((reader) => reader.recognises(name, text)) ?? null;
}

/** Names of files that belong to this one and lie beside it: the groups and defaults of a Nornir inventory. */
export function companionsOf(name: string, text: string): readonly string[] {
  return readerFor(name, text)?.companions ?? [];
}
