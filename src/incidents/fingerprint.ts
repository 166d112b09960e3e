// Names that are the same in every run: of the trouble, and of one time that it was had.
import { createHash } from 'node:crypto';

/** A family is what one incident may turn into: a link that is ageing is lost later, a device not heard is down. */
export type CauseFamily = 'bundle' | 'cables' | 'device' | 'devices' | 'link' | 'moved' | 'replaced' | 'swapped';

/** SHA-256 of family and subject, hex. */
export function fingerprintOf(family: CauseFamily, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([family, subject]))
    .digest('hex');
}

/** `inc-1f3a09bc-20261121T100000Z`. */
export function incidentId(fingerprint: string, at: string): string {
  const compact = at.replaceAll(/[-:]|\.\d+/g, '');
  return `inc-${fingerprint.slice(0, 8)}-${compact}`;
}
