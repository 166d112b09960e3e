// Private keys from files: OpenSSH's own format and PEM, encrypted or not.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';

/**
 * `locked`: it is encrypted and there is no passphrase; its public half is known where the format shows it. `public`: there
 * is no more than that half.
 */
export type KeyFile =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly publicKey: Buffer | null }
  | { readonly kind: 'public'; readonly publicKey: Buffer }
  | { readonly kind: 'wrong-passphrase' }
  | { readonly kind: 'unusable'; readonly reason: string };

const PEM = /-----BEGIN (?:(?:RSA|EC|DSA|ENCRYPTED) )?PRIVATE KEY-----/;
const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/;
/** What ssh2 says of a format that it does not know. Of what it decrypted to garbage it says many things. */
const UNKNOWN_TO_SSH2 = /^Unsupported (?:cipher|kdf|OpenSSH)|expects/;
/** PROTOCOL.key of OpenSSH. */
const MAGIC = 'openssh-key-v1\0';

/** Slow where it is encrypted with bcrypt: some 100 ms for the 16 rounds of ssh-keygen. */
export function parseKeyFile(bytes: Buffer, passphrase: string | null): KeyFile {
  const text = bytes.toString('latin1');
  if (PEM.test(text)) return parsePem(bytes, text, passphrase);
  const header = readHeader(text);
  if (header?.encrypted && passphrase === null) return { kind: 'locked', publicKey: header.publicKey };
  const key = ssh2.utils.parseKey(bytes, header?.encrypted && passphrase !== null ? passphrase : undefined);
  if (!(key instanceof Error) && key.isPrivateKey()) return { kind: 'key', key };
  if (header?.encrypted && key instanceof Error && !UNKNOWN_TO_SSH2.test(key.message)) {
    return { kind: 'wrong-passphrase' };
  }
  if (!(key instanceof Error)) return { kind: 'public', publicKey: key.getPublicSSH() };
  return { kind: 'unusable', reason: key.message };
}

/** OpenSSL decrypts it and tells a wrong passphrase for certain, and ssh2 gets it in the form that it knows. */
function parsePem(bytes: Buffer, text: string, passphrase: string | null): KeyFile {
  const encrypted = /ENCRYPTED/.test(text);
  if (encrypted && passphrase === null) return { kind: 'locked', publicKey: null };
  try {
    const key = createPrivateKey({ key: bytes, format: 'pem', ...(passphrase !== null && { passphrase }) });
    return toSsh(key);
  } catch (error) {
    if (encrypted) return { kind: 'wrong-passphrase' };
    return { kind: 'unusable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function toSsh(key: KeyObject): KeyFile {
  const type = { rsa: 'pkcs1', ec: 'sec1' } as const;
  const form = key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec' ? type[key.asymmetricKeyType] : null;
  if (form === null) {
    const reason = `${key.asymmetricKeyType} in PEM; write it in OpenSSH's format: ssh-keygen -p -f FILE`;
    return { kind: 'unusable', reason };
  }
  const parsed = ssh2.utils.parseKey(key.export({ type: form, format: 'pem' }));
  return parsed instanceof Error ? { kind: 'unusable', reason: parsed.message } : { kind: 'key', key: parsed };
}

/** The unencrypted head: cipher, KDF and its options, number of keys, first public key. */
function readHeader(text: string): { encrypted: boolean; publicKey: Buffer | null } | null {
  const base64 = OPENSSH.exec(text)?.[1];
  if (base64 === undefined) return null;
  const blob = Buffer.from(base64, 'base64');
  if (blob.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const cipher = readString(blob, MAGIC.length);
  const kdf = cipher && readString(blob, cipher.end);
  const options = kdf && readString(blob, kdf.end);
  const publicKey = options && readString(blob, options.end + 4);
  return { encrypted: cipher?.value.toString('latin1') !== 'none', publicKey: publicKey?.value ?? null };
}

function readString(blob: Buffer, at: number): { value: Buffer; end: number } | null {
  if (at + 4 > blob.length) return null;
  const end = at + 4 + blob.readUInt32BE(at);
  return end <= blob.length ? { value: blob.subarray(at + 4, end), end } : null;
}
