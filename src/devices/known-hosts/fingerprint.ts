// The fingerprint that `ssh-keygen -lf` prints.
import { createHash } from 'node:crypto';

/** `SHA256:` and the unpadded base64 of the hash of the key in wire format. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
