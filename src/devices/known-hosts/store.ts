// Which host keys are trusted: known_hosts files, read once, and appended to where the operator chose `accept-new`.
import { readFile } from 'node:fs/promises';
import { type HostKeyPolicy, ToposcopeError } from '../../model/index.ts';
import { expandHome } from '../home.ts';
import { appendLine } from './append.ts';
import { changedKey, revokedKey, unknownKey } from './faults.ts';
import { KnownHostIndex } from './host-index.ts';
import { type KnownHost, keyTypeOf, knownHostName, parseKnownHosts } from './parse.ts';

export interface HostKeyStore {
  /** Types of the keys known for this address; a server that has several is asked for these first. */
  keyTypes(host: string, port: number): readonly string[];
  /** Throws DEVICE_HOST_KEY_UNKNOWN or DEVICE_HOST_KEY_CHANGED. Changes nothing. `key` is in wire format. */
  check(host: string, port: number, key: Buffer): void;
  /**
   * Records a key that passed `check` and whose owner has proved to hold it. Does nothing for a key already known.
   * Throws STORE_WRITE_FAILED where the file cannot be written.
   */
  remember(host: string, port: number, key: Buffer): Promise<void>;
}

/**
 * Files that do not exist are empty. `~` is the home directory. The first path is the one written to; without any path
 * accepted keys are remembered for this run only. Throws CONFIG_FILE_MISSING for a file that cannot be read.
 */
export async function openKnownHosts(paths: readonly string[], policy: HostKeyPolicy): Promise<HostKeyStore> {
  const files = paths.map(expandHome);
  const texts = await Promise.all(files.map(readIfPresent));
  const entries = texts.flatMap((text, i) => parseKnownHosts(text, files[i] ?? ''));
  return new KnownHosts(entries, policy, files[0] ?? null);
}

class KnownHosts implements HostKeyStore {
  readonly #index: KnownHostIndex;
  readonly #policy: HostKeyPolicy;
  readonly #path: string | null;

  constructor(entries: readonly KnownHost[], policy: HostKeyPolicy, path: string | null) {
    this.#index = new KnownHostIndex(entries);
    this.#policy = policy;
    this.#path = path;
  }

  keyTypes(host: string, port: number): readonly string[] {
    return [...new Set(this.#known(knownHostName(host, port)).map((entry) => entry.keyType))];
  }

  check(host: string, port: number, key: Buffer): void {
    const address = { host, port };
    const revoked = this.#matching(knownHostName(host, port), 'revoked').find((entry) => entry.key.equals(key));
    if (revoked) throw revokedKey(address, key, revoked);
    if (this.#isKnown(host, port, key)) return;
    const old = this.#known(knownHostName(host, port));
    const sameType = old.find((entry) => entry.keyType === keyTypeOf(key)) ?? old[0];
    if (sameType) throw changedKey(address, key, sameType);
    if (this.#policy === 'accept-new') return;
    const [authority] = this.#matching(knownHostName(host, port), 'cert-authority');
    throw unknownKey(address, key, { path: this.#path, authority: authority ?? null });
  }

  async remember(host: string, port: number, key: Buffer): Promise<void> {
    // Again: another visit may have recorded a different key for this address since.
    this.check(host, port, key);
    if (this.#isKnown(host, port, key)) return;
    const hosts = knownHostName(host, port);
    const keyType = keyTypeOf(key) ?? '';
    const entry: KnownHost = { path: this.#path ?? 'memory', line: 0, marker: null, hosts, keyType, key };
    this.#index.add(entry);
    if (this.#path === null) return;
    await appendLine(this.#path, `${hosts} ${keyType} ${key.toString('base64')}`);
  }

  /** On another port than 22 OpenSSH also accepts the key that the bare name is known by. */
  #isKnown(host: string, port: number, key: Buffer): boolean {
    const names = [knownHostName(host, port), knownHostName(host, 22)];
    return names.some((name) => this.#known(name).some((entry) => entry.key.equals(key)));
  }

  #known(name: string): KnownHost[] {
    return this.#matching(name, null);
  }

  #matching(name: string, marker: KnownHost['marker']): KnownHost[] {
    return this.#index.find(name).filter((entry) => entry.marker === marker);
  }
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new ToposcopeError('CONFIG_FILE_MISSING', `${path}: known hosts cannot be read (${code})`, {
      hint: 'correct the path of the known_hosts file in the settings, or its permissions',
      cause: error,
    });
  }
}
