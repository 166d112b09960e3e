// Every way in which a visit fails, with what to do about it. Messages name device, host and user; never a secret.
import { type ErrorCode, ToposcopeError } from '../model/index.ts';
import type { JumpPeer, Peer } from './ssh/peer.ts';
import type { VisitTarget } from './types.ts';

/** `10 s`, `1.5 s`, `250 ms`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

export function formatAddress({ connection }: Peer): string {
  const host = connection.host.includes(':') ? `[${connection.host}]` : connection.host;
  return `${host}:${connection.port}`;
}

export function unreachable(target: Peer, reason: string, hint: string): ToposcopeError {
  return new ToposcopeError('DEVICE_UNREACHABLE', `${target.name}: ${reason}`, { hint });
}

export function connectTimeout(target: Peer, phase: string, ms: number): ToposcopeError {
  const message = `${target.name}: ${phase} ${formatAddress(target)} took longer than ${formatMs(ms)}`;
  return new ToposcopeError('DEVICE_TIMEOUT', message, {
    hint: 'check ansible_host and ansible_port, and that no filter drops SSH from here; a slow device needs a longer connect_timeout',
  });
}

/** Seen on a Cisco 888: a wrong password is answered with silence (mscdex/ssh2 #1079). */
export function loginTimeout(target: Peer, ms: number): ToposcopeError {
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

export function connectionLost(target: Peer, activity: string): ToposcopeError {
  return new ToposcopeError('DEVICE_CONNECTION_LOST', `${target.name}: connection lost in ${activity}`, {
    hint: 'try again; if it happens again, look in the log of the device for a reload, a cleared line or an exec-timeout',
  });
}

/** IOS does this when every vty line is taken, or an access class refuses the address. */
export function closedBeforeHandshake(target: Peer): ToposcopeError {
  const message = `${target.name}: ${formatAddress(target)} closed the connection before the SSH handshake`;
  return new ToposcopeError('DEVICE_CONNECTION_LOST', message, {
    hint: 'look for a free vty line ("show users"), an access-class that refuses this address, and "transport input ssh"',
  });
}

export function authFailed(target: Peer, reason: string): ToposcopeError {
  return loginRefused(
    target,
    reason,
    'check ansible_user and ansible_password (or ansible_private_key_file); it was tried once and is not tried again in this run',
  );
}

/** The right key may not have had its turn: there are more than the server lets anybody try. */
export function authFailedByKeys(target: Peer, reason: string): ToposcopeError {
  return loginRefused(
    target,
    reason,
    'a server counts each key as a try, so only the first few have their turn: name the one for this device by ansible_private_key_file, or by IdentityFile and "IdentitiesOnly yes" in ssh_config',
  );
}

function loginRefused(target: Peer, reason: string, hint: string): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: ${formatAddress(target)} refused the login of user "${user}": ${reason}`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, { hint });
}

export function notTried(target: Peer, refusedBy: readonly string[]): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: not tried, because ${refusedBy.join(', ')} refused the same credential of user "${user}", or did not answer it`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, {
    hint: 'correct ansible_user and ansible_password (or ansible_private_key_file), then run again; it was left alone so that no account gets locked, and a schedule tries it again after an hour',
  });
}

/** What happened to a jump host, told of a device behind it. The first words name the device, as in every message. */
export function jumpFailed(target: Peer, jump: JumpPeer, cause: ToposcopeError): ToposcopeError {
  const reason = cause.message.startsWith(`${jump.name}: `) ? cause.message.slice(jump.name.length + 2) : cause.message;
  const message = `${target.name}: its jump host ${jump.name} cannot be passed: ${reason}`;
  const hint = `it is the same for every device behind ${jump.name}, which ${jump.jump.namedBy} names: ${adviceFor(jump, cause)}`;
  return new ToposcopeError('DEVICE_JUMP_FAILED', message, { hint, context: { jump: jump.name, cause: cause.code } });
}

/** Faults of the network are told of a server, not of a router. */
const NETWORK_FAULTS: readonly ErrorCode[] = ['DEVICE_UNREACHABLE', 'DEVICE_TIMEOUT', 'DEVICE_CONNECTION_LOST'];

/** Names the variables of the jump host instead of the device's. */
function adviceFor({ name, jump }: JumpPeer, { code, hint }: ToposcopeError): string {
  if (NETWORK_FAULTS.includes(code)) return 'check the name and the port there, and that an SSH server listens on them';
  if (code === 'DEVICE_ALGORITHMS') return 'its SSH server offers only algorithms that are no longer used: update it';
  if (hint === null) return 'log in there by hand';
  if (jump.isDevice) return `for ${name}, ${hint}`;
  return hint.replaceAll(/ansible_(user|password|private_key_(?:file|passphrase))\b/g, 'toposcope_jump_$1');
}

/** The jump host is well, and does not pass connections on. */
export function forwardingRefused(target: Peer, jump: Peer, reason: string): ToposcopeError {
  const message = `${target.name}: its jump host ${jump.name} does not forward to ${formatAddress(target)}: ${reason}`;
  return new ToposcopeError('DEVICE_JUMP_FAILED', message, {
    hint: 'allow it there: AllowTcpForwarding and PermitOpen of sshd_config, permitopen of authorized_keys',
    context: { jump: jump.name },
  });
}

export function unreachableBehind(target: Peer, jump: Peer, reason: string): ToposcopeError {
  const message = `${target.name}: its jump host ${jump.name} cannot connect to ${formatAddress(target)}: ${reason}`;
  return new ToposcopeError('DEVICE_UNREACHABLE', message, {
    hint: `check ansible_host and ansible_port, and try from there: ssh ${jump.name} nc -v ${target.connection.host} ${target.connection.port}`,
  });
}

export function jumpLost(cause: ToposcopeError, jump: Peer): ToposcopeError {
  return new ToposcopeError('DEVICE_CONNECTION_LOST', `${cause.message}: its jump host ${jump.name} was lost`, {
    hint: `try again; if it happens again, look in the log of ${jump.name}`,
    context: { ...cause.context, jump: jump.name },
  });
}

/** `activity` is null where the visit had not begun. */
export function stopped(target: VisitTarget, activity: string | null): ToposcopeError {
  const when = activity === null ? 'before its visit began' : `in ${activity}`;
  return new ToposcopeError('DEVICE_SKIPPED', `${target.name}: the run was stopped ${when}`, {
    hint: 'run again to visit it',
  });
}

/** `what` completes "NAME: … to log in with". */
export function secretMissing(target: Peer, what: string): ToposcopeError {
  return new ToposcopeError('CONFIG_SECRET_MISSING', `${target.name}: ${what} to log in with`, {
    hint: 'set ansible_user, and ansible_password or ansible_private_key_file, for the device or one of its groups',
  });
}

/** The same error with the name of the device in front. */
export function withDevice(error: ToposcopeError, device: string): ToposcopeError {
  const details = { ...(error.hint === null ? {} : { hint: error.hint }), context: { ...error.context, device } };
  return new ToposcopeError(error.code, `${device}: ${error.message}`, details);
}
