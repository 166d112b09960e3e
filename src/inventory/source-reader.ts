// What every kind of inventory file has in common: how it is recognised, and what its reader is given.
import type { Secret, SourceFile } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';
import type { Environment } from './secret-value.ts';
import type { InventoryTree } from './tree.ts';
import type { Vault } from './vault.ts';

/** Documents that only the shell can fetch; it does, and the inventory is read again with them. */
export interface SourceRequest {
  /** The same for the same file and request, so that the answer finds its way back. */
  readonly id: string;
  readonly kind: 'netbox';
  /** Of the first page; the answer to `fetched` is the `results` of all pages in one list. */
  readonly url: string;
  /** Null asks without one. */
  readonly token: Secret | null;
  readonly validateCerts: boolean;
  /** For each page. */
  readonly timeoutSeconds: number;
}

export interface SourceContext {
  readonly env: Environment;
  readonly vault: Vault;
  /** No warning for a token in plain text. */
  readonly allowPlainSecrets: boolean;
  /** Every inventory file of the same folder, this one included: some formats come in several. */
  readonly folder: readonly SourceFile[];
  /** What the shell has fetched so far, by `SourceRequest.id`. */
  readonly fetched: ReadonlyMap<string, unknown>;
  request(request: SourceRequest): void;
}

/** One format. Registered in source-readers.ts, where the first that recognises a file reads it. */
export interface SourceReader {
  /** For messages: `INI`, `Nornir SimpleInventory`. */
  readonly name: string;
  /** By file name without folders, and text (decrypted, without byte order mark). Must never throw. */
  recognises(name: string, text: string): boolean;
  /** Names of files beside it that belong to it, so that they are read too where one file was named. */
  readonly companions?: readonly string[];
  /** Adds what the file says to the tree; faults become problems and the rest counts. Must never throw. */
  read(file: SourceFile, tree: InventoryTree, problems: ProblemList, context: SourceContext): void;
}
