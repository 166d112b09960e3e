// What is offered in the handshake: today's algorithms first, older ones only where the inventory asks for them.
import type { Algorithms, CipherAlgorithm, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { LegacyAlgorithms } from '../../model/index.ts';

const TODAYS_HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * The cheap ones first (docs/decisions/0008): P-256 costs less than X25519 here, as Node converts its keys, and every
 * large group costs more. Group exchange is the last resort: OpenSSL proves the server's prime for a second, in which
 * nothing else of this process runs.
 */
const TODAYS_KEX: readonly KexAlgorithm[] = [
  'ecdh-sha2-nistp256',
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'diffie-hellman-group14-sha256',
  'ecdh-sha2-nistp384',
  'diffie-hellman-group16-sha512',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
];
const GROUP_EXCHANGE: KexAlgorithm = 'diffie-hellman-group-exchange-sha256';

interface LegacySet {
  /** Offered before group exchange. */
  readonly kex: readonly KexAlgorithm[];
  /** Offered after it. */
  readonly weakKex: readonly KexAlgorithm[];
  readonly cipher: CipherAlgorithm[];
  readonly hostKeys: readonly ServerHostKeyAlgorithm[];
}

/** Of an RSA key only the signatures by SHA-2 are today's; IOS and IOS-XE up to 16 sign by SHA-1 (`ssh-rsa`). */
const IOS15: LegacySet = {
  kex: ['diffie-hellman-group14-sha1'],
  weakKex: ['diffie-hellman-group-exchange-sha1'],
  cipher: ['aes128-cbc', 'aes256-cbc', '3des-cbc'],
  hostKeys: ['ssh-rsa'],
};

const LEGACY: Readonly<Record<LegacyAlgorithms, LegacySet>> = {
  none: { kex: [], weakKex: [], cipher: [], hostKeys: [] },
  ios15: IOS15,
  group1: {
    kex: IOS15.kex,
    weakKex: [...IOS15.weakKex, 'diffie-hellman-group1-sha1'],
    cipher: IOS15.cipher,
    hostKeys: [...IOS15.hostKeys, 'ssh-dss'],
  },
};

const CHOSEN = new Map<string, Algorithms>();

/**
 * `knownKeyTypes`: types of the host keys known for this server. They are asked for first, as OpenSSH does, so that a
 * server with several keys shows the one that can be compared.
 */
export function chooseAlgorithms(legacy: LegacyAlgorithms, knownKeyTypes: readonly string[]): Algorithms {
  const key = [legacy, ...knownKeyTypes].join(' ');
  const chosen = CHOSEN.get(key) ?? choose(legacy, knownKeyTypes);
  CHOSEN.set(key, chosen);
  return chosen;
}

function choose(legacy: LegacyAlgorithms, knownKeyTypes: readonly string[]): Algorithms {
  const { kex, weakKex, cipher, hostKeys } = LEGACY[legacy];
  const offered = [...TODAYS_HOST_KEYS, ...hostKeys];
  const known = offered.filter((algorithm) => knownKeyTypes.includes(keyTypeFor(algorithm)));
  return {
    kex: [...TODAYS_KEX, ...kex, GROUP_EXCHANGE, ...weakKex],
    cipher: append(cipher),
    hmac: append(['hmac-sha1']),
    serverHostKey: [...new Set([...known, ...offered])],
  };
}

function keyTypeFor(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/** The types of ssh2 ask for all three operations at once, which its code does not. */
function append<T>(algorithms: T[]): Record<'append' | 'prepend' | 'remove', T[]> {
  return { append: algorithms, prepend: [], remove: [] };
}

/** The smallest set that holds one of the algorithms a server offers; null where none does. */
export function legacySetFor(offered: readonly string[]): Exclude<LegacyAlgorithms, 'none'> | null {
  for (const name of ['ios15', 'group1'] as const) {
    const { kex, weakKex, cipher, hostKeys } = LEGACY[name];
    if ([...kex, ...weakKex, ...cipher, ...hostKeys].some((algorithm) => offered.includes(algorithm))) return name;
  }
  return null;
}
