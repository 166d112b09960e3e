// What an error of ssh2 or of the socket means for a visit. ssh2 has no codes for most: its texts are what there is.
import type { ClientErrorExtensions } from 'ssh2';
import { ToposcopeError } from '../../model/index.ts';
import {
  authFailed,
  authFailedByKeys,
  closedBeforeHandshake,
  connectionLost,
  connectTimeout,
  formatAddress,
  unreachable,
} from '../faults.ts';
import { legacySetFor } from './algorithms.ts';
import type { Peer } from './peer.ts';

export type ConnectPhase = 'connecting' | 'handshake' | 'login' | 'terminal';

/** An SSH DISCONNECT has its number (RFC 4253 §11.1), a socket error its name. */
export type SshError = Error & ClientErrorExtensions & { readonly code?: string | number };

const NETWORK_ERRORS: Readonly<Record<string, { reason: string; hint: string }>> = {
  ECONNREFUSED: {
    reason: 'refused the connection',
    hint: 'check ansible_port, and that SSH is enabled on the device ("ip ssh version 2")',
  },
  EHOSTUNREACH: {
    reason: 'cannot be reached (no route to host)',
    hint: 'check ansible_host and the routing from here',
  },
  ENETUNREACH: {
    reason: 'cannot be reached (no route to its network)',
    hint: 'check ansible_host and the routing from here',
  },
  EHOSTDOWN: {
    reason: 'does not answer (host is down)',
    hint: 'check power and cabling of the device, and ansible_host',
  },
  ENOTFOUND: {
    reason: 'has a name that is not known to DNS',
    hint: 'set ansible_host to an address, or correct the name',
  },
  EAI_AGAIN: {
    reason: 'has a name that DNS could not look up',
    hint: 'check the DNS servers of this machine, or set ansible_host to an address',
  },
  EADDRNOTAVAIL: { reason: 'is no address that can be connected to', hint: 'correct ansible_host' },
  EACCES: { reason: 'may not be connected to from this machine', hint: 'look for a local firewall rule' },
};

/** The texts with which ssh2 and servers say that they have no algorithm in common. */
const NO_MATCH = /no matching (.+)$|Unsupported algorithm: (.+)$/i;
/** DISCONNECT numbers: 14 no more methods; 2 with "Too many authentication failures" is OpenSSH's. */
const LOGIN_OVER = /too many|authentication|no more|auth/i;

export interface SshFailure {
  readonly error: SshError;
  readonly phase: ConnectPhase;
  /** Algorithms that the server offered where the handshake stopped. */
  readonly offered: readonly string[];
  readonly timeoutMs: number;
  /** That the login may offer: the server may have counted them. */
  readonly keys: number;
}

export function classifySshError(target: Peer, failure: SshFailure): ToposcopeError {
  const { error, phase, offered, timeoutMs } = failure;
  const noMatch = NO_MATCH.exec(error.message);
  if (noMatch) return noCommonAlgorithm(target, noMatch[1] ?? `support for ${noMatch[2]}`, offered);
  const network = NETWORK_ERRORS[String(error.code)];
  if (network && phase === 'connecting')
    return unreachable(target, `${formatAddress(target)} ${network.reason}`, network.hint);
  if (error.code === 'ETIMEDOUT') return connectTimeout(target, 'connecting to', timeoutMs);
  if (phase === 'login' && typeof error.code === 'number' && LOGIN_OVER.test(error.message)) {
    return (failure.keys > 1 ? authFailedByKeys : authFailed)(target, error.message);
  }
  if (phase === 'handshake' && /identification string|protocol version/i.test(error.message)) {
    const reason = `${formatAddress(target)} does not speak SSH 2`;
    return unreachable(
      target,
      reason,
      'check ansible_port (Telnet, port 23, is not offered); on IOS: "ip ssh version 2" and an RSA key of 768 bits or more',
    );
  }
  return lostInPhase(target, phase);
}

export function lostInPhase(target: Peer, phase: ConnectPhase): ToposcopeError {
  if (phase === 'connecting' || phase === 'handshake') return closedBeforeHandshake(target);
  return connectionLost(target, phase === 'login' ? 'the login' : 'opening a terminal');
}

function noCommonAlgorithm(target: Peer, what: string, offered: readonly string[]): ToposcopeError {
  const { legacyAlgorithms } = target.connection;
  const offer = offered.length > 0 ? `; the device offers ${offered.join(', ')}` : '';
  const message = `${target.name}: no common ${what} with ${formatAddress(target)}${offer}`;
  const needed = legacySetFor(offered) ?? 'ios15';
  const covered = legacyAlgorithms === needed || legacyAlgorithms === 'group1';
  const hint = covered
    ? `toposcope_legacy_algorithms: ${legacyAlgorithms} is set and not enough: let the device offer more ("ip ssh server algorithm …")`
    : `if the device cannot be updated, set toposcope_legacy_algorithms: ${needed} for it`;
  return new ToposcopeError('DEVICE_ALGORITHMS', message, { hint, context: { offered } });
}
