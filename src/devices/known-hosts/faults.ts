// The three refusals of a host key, each with its cure.
import { ToposcopeError } from '../../model/index.ts';
import { fingerprint } from './fingerprint.ts';
import { type KnownHost, keyTypeOf, knownHostName } from './parse.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

interface KnownPlace {
  /** Of the file that a key would be added to; null where there is none. */
  readonly path: string | null;
  /** Of a `@cert-authority` line for this host: certificates are not supported. */
  readonly authority: KnownHost | null;
}

export function unknownKey({ host, port }: Address, key: Buffer, { path, authority }: KnownPlace): ToposcopeError {
  const name = knownHostName(host, port);
  const message = `${name}: unknown host key ${keyTypeOf(key)} ${fingerprint(key)}`;
  return new ToposcopeError('DEVICE_HOST_KEY_UNKNOWN', message, {
    hint:
      (authority ? `${placeOf(authority)} names an authority, and certificates are not supported; ` : '') +
      `compare the fingerprint with the device ("show ip ssh" or its console), then: ssh-keyscan -p ${port} ${host} >> ${path ?? '~/.ssh/known_hosts'}; ` +
      'or set host_keys: accept-new to accept the first key of each device',
    context: { fingerprint: fingerprint(key) },
  });
}

export function changedKey({ host, port }: Address, key: Buffer, old: KnownHost): ToposcopeError {
  const name = knownHostName(host, port);
  const place = placeOf(old);
  const message =
    `${name}: the host key is not the known one: ${keyTypeOf(key)} ${fingerprint(key)} was offered, ` +
    `${old.keyType} ${fingerprint(old.key)} is known from ${place}; somebody may be listening in`;
  return new ToposcopeError('DEVICE_HOST_KEY_CHANGED', message, {
    hint: `if the device was replaced or got a new key, forget the old one: ssh-keygen -R '${name}' -f '${old.path}'`,
    context: { place, known: fingerprint(old.key), offered: fingerprint(key) },
  });
}

export function revokedKey({ host, port }: Address, key: Buffer, entry: KnownHost): ToposcopeError {
  const place = placeOf(entry);
  const message = `${knownHostName(host, port)}: the host key ${keyTypeOf(key)} ${fingerprint(key)} is revoked by ${place}`;
  return new ToposcopeError('DEVICE_HOST_KEY_CHANGED', message, {
    hint: 'the operator has declared this key compromised: give the device a new key',
    context: { place, offered: fingerprint(key) },
  });
}

/** Line 0: accepted earlier in this run. */
function placeOf({ path, line }: KnownHost): string {
  return line > 0 ? `${path}:${line}` : `${path} (accepted in this run)`;
}
