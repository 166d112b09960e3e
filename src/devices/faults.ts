// Every way in which a visit fails, with what to do about it. Messages name device, host and user; never a secret.
import { ToposcopeError } from '../model/index.ts';
import type { VisitTarget } from './types.ts';

/** `10 s`, `1.5 s`, `250 ms`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

export function formatAddress({ connection }: VisitTarget): string {
  const host = connection.host.includes(':') ? `[${connection.host}]` : connection.host;
  return `${host}:${connection.port}`;
}

export function unreachable(target: VisitTarget, reason: string, hint: string): ToposcopeError {
  return new ToposcopeError('DEVICE_UNREACHABLE', `${target.name}: ${reason}`, { hint });
}

export function connectTimeout(target: VisitTarget, phase: string, ms: number): ToposcopeError {
  const message = `${target.name}: ${phase} ${formatAddress(target)} took longer than ${formatMs(ms)}`;
  return new ToposcopeError('DEVICE_TIMEOUT', message, {
    hint: 'check ansible_host and ansible_port, and that no filter drops SSH from here; a slow device needs a longer connect_timeout',
  });
}

/** Seen on a Cisco 888: a wrong password is answered with silence (mscdex/ssh2 #1079). */
export function loginTimeout(target: VisitTarget, ms: number): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: no answer to the login of user "${user}" on ${formatAddress(target)} within ${formatMs(ms)}`;
  return new ToposcopeError('DEVICE_TIMEOUT', message, {
    hint: 'check that the AAA servers of the device answer; some IOS releases meet a wrong password with silence, so check that too',
  });
}

export function visitTimeout(target: VisitTarget, activity: string, ms: number): ToposcopeError {
  const message = `${target.name}: the visit was stopped after ${formatMs(ms)}, in ${activity}`;
  return new ToposcopeError('DEVICE_TIMEOUT', message, {
    hint: 'what came is kept with the visit; a slow device needs a longer visit_timeout',
  });
}

export function connectionLost(target: VisitTarget, activity: string): ToposcopeError {
  return new ToposcopeError('DEVICE_CONNECTION_LOST', `${target.name}: connection lost in ${activity}`, {
    hint: 'try again; if it happens again, look in the log of the device for a reload, a cleared line or an exec-timeout',
  });
}

/** IOS does this when every vty line is taken, or an access class refuses the address. */
export function closedBeforeHandshake(target: VisitTarget): ToposcopeError {
  const message = `${target.name}: ${formatAddress(target)} closed the connection before the SSH handshake`;
  return new ToposcopeError('DEVICE_CONNECTION_LOST', message, {
    hint: 'look for a free vty line ("show users"), an access-class that refuses this address, and "transport input ssh"',
  });
}

export function authFailed(target: VisitTarget, reason: string): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: ${formatAddress(target)} refused the login of user "${user}": ${reason}`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, {
    hint: 'check ansible_user and ansible_password (or ansible_private_key_file) of the device; it was tried once and is not tried again in this run',
  });
}

export function notTried(target: VisitTarget, refusedBy: readonly string[]): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: not tried, because ${refusedBy.join(', ')} refused the same credential of user "${user}"`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, {
    hint: 'correct ansible_user and ansible_password, then run again; the rest was left alone so that no account gets locked',
  });
}

export function secretMissing(target: VisitTarget): ToposcopeError {
  const what = target.connection.user === null ? 'no user' : 'neither a password nor a private key';
  return new ToposcopeError('CONFIG_SECRET_MISSING', `${target.name}: ${what} to log in with`, {
    hint: 'set ansible_user, and ansible_password or ansible_private_key_file, for the device or one of its groups',
  });
}
