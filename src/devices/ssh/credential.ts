// What a login is made with: read and checked before the device hears of it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { type Connection, type Secret, ToposcopeError } from '../../model/index.ts';
import { secretMissing } from '../faults.ts';
import { expandHome } from '../home.ts';
import type { VisitTarget } from '../types.ts';

export interface Credential {
  readonly user: string;
  readonly password: Secret | null;
  readonly key: ParsedKey | null;
}

/** Equal for devices that are logged into with the same user, password and key. A hash: it may be kept. */
export function credentialIdentity({ user, password, privateKeyFiles }: Connection): string {
  const parts = JSON.stringify([user, password?.reveal() ?? null, privateKeyFiles]);
  return createHash('sha256').update(parts).digest('base64');
}

/** Throws CONFIG_SECRET_MISSING, CONFIG_FILE_MISSING or CONFIG_INVALID_VALUE. `~` is the home directory. */
export async function loadCredential(
  target: VisitTarget,
  read: (path: string) => Promise<Buffer> = (path) => readFile(path),
): Promise<Credential> {
  const { user, password, privateKeyFiles } = target.connection;
  const privateKeyFile = privateKeyFiles[0]?.path ?? null;
  if (user === null || (password === null && privateKeyFile === null)) throw secretMissing(target);
  const key = privateKeyFile === null ? null : await loadKey(target, privateKeyFile, read);
  return { user, password, key };
}

async function loadKey(target: VisitTarget, file: string, read: (path: string) => Promise<Buffer>): Promise<ParsedKey> {
  const bytes = await read(expandHome(file)).catch((error: NodeJS.ErrnoException) => {
    throw new ToposcopeError(
      'CONFIG_FILE_MISSING',
      `${target.name}: private key ${file} cannot be read (${error.code})`,
      {
        hint: 'correct ansible_private_key_file; a relative path starts where toposcope was started',
      },
    );
  });
  const key = ssh2.utils.parseKey(bytes);
  if (!(key instanceof Error) && key.isPrivateKey()) return key;
  const reason = key instanceof Error ? key.message : 'it is a public key';
  throw new ToposcopeError('CONFIG_INVALID_VALUE', `${target.name}: ${file} is no usable private key: ${reason}`, {
    hint: 'name an unencrypted private key in OpenSSH or PEM format',
  });
}
