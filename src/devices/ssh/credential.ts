// What a login is made with: read and checked before the server hears of it.
import type { ParsedKey } from 'ssh2';
import { type Connection, type Secret, ToposcopeError } from '../../model/index.ts';
import { secretMissing } from '../faults.ts';
import { credentialIdentity } from '../guarded-credential.ts';
import { expandHome } from '../home.ts';
import type { KeyChain, KeyFileRead } from './key-chain.ts';
import type { Peer } from './peer.ts';

/** Servers count offered keys like failed logins; OpenSSH ends a login after six. */
const MAX_KEYS = 5;

export interface OfferedKey {
  readonly key: ParsedKey;
  /** Of the agent that signs with it; null: the private key is here. */
  readonly agentSocket: string | null;
}

export interface Credential {
  readonly user: string;
  readonly password: Secret | null;
  /** In the order in which they are offered, at most five. */
  readonly keys: readonly OfferedKey[];
  /** So many more there are, which are not offered. */
  readonly keysLeftOut: number;
}

type CredentialSource = Pick<
  Connection,
  'user' | 'password' | 'privateKeyFiles' | 'privateKeyPassphrase' | 'useAgent' | 'agentSocket'
>;

/** Equal for logins that show the same user and password. */
export function passwordIdentity({ user, password }: Credential): string {
  return credentialIdentity(['password', user, password?.reveal() ?? null]);
}

/** Equal for logins that offer the same user and keys. */
export function keysIdentity({ user, keys }: Credential): string {
  return credentialIdentity(['keys', user, ...keys.map(({ key }) => key.getPublicSSH().toString('base64'))]);
}

/**
 * Throws CONFIG_SECRET_MISSING, CONFIG_FILE_MISSING or CONFIG_INVALID_VALUE for a key file that is required and cannot
 * be used; one that is not required is left out. An encrypted file without passphrase is no mistake where the agent
 * holds its key.
 */
export async function loadCredential(peer: Peer, source: CredentialSource, keyChain: KeyChain): Promise<Credential> {
  const { user, password, privateKeyFiles, privateKeyPassphrase } = source;
  if (user === null) throw secretMissing(peer, 'no user');
  const socket = source.useAgent ? expandHome(source.agentSocket ?? process.env.SSH_AUTH_SOCK ?? '') : '';
  const fromAgent = socket === '' ? [] : await keyChain.agent(socket);
  const keys: OfferedKey[] = [];
  const leftOut: LeftOut[] = [];
  for (const { path, required } of privateKeyFiles) {
    const file = await keyChain.file(path, privateKeyPassphrase);
    const found = usableKey(file, fromAgent);
    if (found) keys.push({ key: found.key, agentSocket: found.inAgent ? socket : null });
    else if (required) throw keyFault(peer, path, file);
    else leftOut.push({ path, kind: file.kind });
  }
  keys.push(...fromAgent.map((key) => ({ key, agentSocket: socket })));
  const found = withoutRepeats(keys);
  const offered = found.slice(0, MAX_KEYS);
  if (password === null && offered.length === 0) throw secretMissing(peer, nothingLeft(leftOut));
  return { user, password, keys: offered, keysLeftOut: found.length - offered.length };
}

interface LeftOut {
  readonly path: string;
  readonly kind: KeyFileRead['kind'];
}

function usableKey(file: KeyFileRead, fromAgent: readonly ParsedKey[]): { key: ParsedKey; inAgent: boolean } | null {
  if (file.kind === 'key') return { key: file.key, inAgent: false };
  const publicKey = file.kind === 'locked' || file.kind === 'public' ? file.publicKey : null;
  const key = publicKey && fromAgent.find((one) => one.getPublicSSH().equals(publicKey));
  return key ? { key, inAgent: true } : null;
}

function withoutRepeats(keys: readonly OfferedKey[]): OfferedKey[] {
  const seen = new Set<string>();
  return keys.filter(({ key }) => {
    const id = key.getPublicSSH().toString('base64');
    return !seen.has(id) && seen.add(id);
  });
}

function nothingLeft(leftOut: readonly LeftOut[]): string {
  const reasons = leftOut.map(({ path, kind }) => `${path} ${kind === 'locked' ? 'is encrypted' : 'cannot be used'}`);
  const files = leftOut.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return `neither a password nor a private key${files}`;
}

function keyFault({ name }: Peer, path: string, file: KeyFileRead): ToposcopeError {
  if (file.kind === 'missing') {
    const reason = file.reason === 'ENOENT' ? 'does not exist' : `cannot be read (${file.reason})`;
    return new ToposcopeError('CONFIG_FILE_MISSING', `${name}: private key ${path} ${reason}`, {
      hint: 'correct ansible_private_key_file; a relative path starts where toposcope was started',
    });
  }
  if (file.kind === 'locked') {
    return new ToposcopeError('CONFIG_SECRET_MISSING', `${name}: private key ${path} is encrypted`, {
      hint: `set ansible_private_key_passphrase, or let an agent hold the key: ssh-add ${path}`,
    });
  }
  if (file.kind === 'public') {
    return new ToposcopeError(
      'CONFIG_INVALID_VALUE',
      `${name}: ${path} is a public key, and no agent holds its private key`,
      {
        hint: 'name the private key, or let the agent hold it; an agent is asked unless ansible_password or "IdentitiesOnly yes" is set',
      },
    );
  }
  if (file.kind === 'wrong-passphrase') {
    return new ToposcopeError('CONFIG_INVALID_VALUE', `${name}: wrong passphrase for private key ${path}`, {
      hint: 'correct ansible_private_key_passphrase',
    });
  }
  const reason = file.kind === 'unusable' ? file.reason : 'it is not usable';
  return new ToposcopeError('CONFIG_INVALID_VALUE', `${name}: ${path} is no usable private key: ${reason}`, {
    hint: 'name a private key in OpenSSH or PEM format',
  });
}
