// The keys of a run: each file is read and decrypted once, each agent asked once, however many devices want them.
import { readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import type { Secret } from '../../model/index.ts';
import { expandHome } from '../home.ts';
import { listAgentKeys } from './agent.ts';
import { type KeyFile, parseKeyFile } from './key-file.ts';

export type KeyFileRead = KeyFile | { readonly kind: 'missing'; readonly reason: string };

export class KeyChain {
  readonly #read: (path: string) => Promise<Buffer>;
  readonly #files = new Map<string, Promise<KeyFileRead>>();
  readonly #agents = new Map<string, Promise<ParsedKey[]>>();

  constructor(read: (path: string) => Promise<Buffer> = (path) => readFile(path)) {
    this.#read = read;
  }

  /** `~` is the home directory. Never rejects: what is wrong with a file is told in what it resolves with. */
  file(path: string, passphrase: Secret | null): Promise<KeyFileRead> {
    return remember(this.#files, JSON.stringify([path, passphrase?.reveal() ?? null]), async () => {
      const bytes = await this.#read(expandHome(path)).catch((error: NodeJS.ErrnoException) => error);
      if (bytes instanceof Error) return { kind: 'missing', reason: bytes.code ?? bytes.message };
      return parseKeyFile(bytes, passphrase?.reveal() ?? null);
    });
  }

  /** None where no agent answers at the socket. */
  agent(socket: string): Promise<ParsedKey[]> {
    return remember(this.#agents, socket, () => listAgentKeys(socket));
  }
}

function remember<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? find();
  known.set(key, value);
  return value;
}
