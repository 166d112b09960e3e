// The known_hosts format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". Host names may be hashed, patterns, negated.
import { createHmac } from 'node:crypto';

export interface KnownHost {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** `revoked`: never to be accepted. `cert-authority`: signs keys and is none itself. */
  readonly marker: 'revoked' | 'cert-authority' | null;
  /** The first field as written. */
  readonly hosts: string;
  readonly keyType: string;
  /** The key as it goes over the wire (RFC 4253 §6.6). */
  readonly key: Buffer;
}

const LINE = /^(?:@(revoked|cert-authority)\s+)?(\S+)\s+([a-z][\w@.-]*)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/;

/** Comments, blank lines, SSH 1 keys and lines that cannot be read are left out, as OpenSSH does. */
export function parseKnownHosts(text: string, path: string): KnownHost[] {
  const entries: KnownHost[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const entry = parseLine(raw.trim());
    if (entry) entries.push({ ...entry, path, line: index + 1 });
  }
  return entries;
}

function parseLine(text: string): Omit<KnownHost, 'path' | 'line'> | null {
  if (text.startsWith('#')) return null;
  const [, marker, hosts, keyType, base64] = LINE.exec(text) ?? [];
  if (hosts === undefined || keyType === undefined || base64 === undefined) return null;
  const key = Buffer.from(base64, 'base64');
  if (keyTypeOf(key) !== keyType) return null;
  return { marker: marker === 'revoked' || marker === 'cert-authority' ? marker : null, hosts, keyType, key };
}

/** The type that a key in wire format names itself; null where it is no key. */
export function keyTypeOf(key: Buffer): string | null {
  if (key.length < 4) return null;
  const length = key.readUInt32BE(0);
  return length > 0 && length <= key.length - 4 ? key.toString('latin1', 4, 4 + length) : null;
}

/** How OpenSSH writes an address: the bare name on port 22, `[name]:port` elsewhere, in lower case. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether the hosts field names `name`. A negated pattern that matches wins over all others in the field. */
export function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name);
  let found = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** `|1|salt|HMAC-SHA1(salt, name)`, both in base64. */
function matchesHash(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` and `?` as in ssh_config(5) PATTERNS; brackets stand for themselves. Not a regular expression: no backtracking blow-up. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let starName = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      starName = n;
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starName;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
