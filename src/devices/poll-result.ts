// What a failed visit is called in the recap and the snapshot.
import type { ErrorCode, PollResult, PollStatus, ToposcopeError } from '../model/index.ts';

/** Codes met before a login that mean that nobody is there to talk to. The others tell more, and are `failed`. */
const BEFORE_LOGIN: ReadonlySet<ErrorCode> = new Set([
  'DEVICE_UNREACHABLE',
  'DEVICE_TIMEOUT',
  'DEVICE_CONNECTION_LOST',
  'DEVICE_JUMP_FAILED',
]);
const LOGIN: ReadonlySet<ErrorCode> = new Set(['DEVICE_AUTH_FAILED', 'CONFIG_SECRET_MISSING']);

/** `loggedIn`: whether the device had accepted the login when the error came. */
function pollStatus(code: ErrorCode, loggedIn: boolean): PollStatus {
  if (code === 'DEVICE_SKIPPED') return 'skipped';
  if (LOGIN.has(code)) return 'auth-failed';
  return !loggedIn && BEFORE_LOGIN.has(code) ? 'unreachable' : 'failed';
}

export function failedPoll(error: ToposcopeError, facts: { loggedIn: boolean; tookMs: number; changed: boolean }) {
  return {
    status: pollStatus(error.code, facts.loggedIn),
    code: error.code,
    message: error.message,
    hint: error.hint,
    tookMs: facts.tookMs,
    changed: facts.changed,
  } satisfies PollResult;
}

export function goodPoll(tookMs: number, changed: boolean): PollResult {
  return { status: 'ok', code: null, message: null, hint: null, tookMs, changed };
}
