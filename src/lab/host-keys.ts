// Host keys: made once, and kept in a folder when one is given, so that known_hosts stays right over restarts.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';

export type HostKeyType = 'ed25519' | 'rsa';

/**
 * A new private key in OpenSSH form. RSA takes a noticeable part of a second.
 * ssh2 1.17 drops leading zero bytes of an ed25519 public key, which makes one key in 256 unreadable: such a key is made anew.
 */
export function generateHostKey(type: HostKeyType): string {
  for (;;) {
    const key =
      type === 'rsa'
        ? ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private
        : ssh2.utils.generateKeyPairSync('ed25519').private;
    if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
  }
}

/** Finds keys by device and type: those given, those saved, else new ones (saved when there is a folder). */
export class HostKeys {
  readonly #given: Readonly<Record<string, string>>;
  readonly #folder: string | null;
  readonly #shared: string | undefined;
  readonly #keys = new Map<string, string>();

  /** `shared`: one ed25519 key for every device that is given none. */
  constructor(given: Readonly<Record<string, string>>, folder: string | null, shared?: string) {
    this.#given = given;
    this.#shared = shared;
    this.#folder = folder;
  }

  async find(device: string, type: HostKeyType): Promise<string> {
    const name = `${device}.${type}`;
    const key = this.#keys.get(name) ?? (type === 'ed25519' ? (this.#given[device] ?? this.#shared) : undefined);
    const found = key ?? (await this.#load(name)) ?? (await this.#create(name, type));
    this.#keys.set(name, found);
    return found;
  }

  async #load(name: string): Promise<string | null> {
    if (this.#folder === null) return null;
    return readFile(join(this.#folder, `${name}.key`), 'utf8').catch(() => null);
  }

  async #create(name: string, type: HostKeyType): Promise<string> {
    const key = generateHostKey(type);
    if (this.#folder !== null) {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(join(this.#folder, `${name}.key`), key, { mode: 0o600 });
    }
    return key;
  }
}
