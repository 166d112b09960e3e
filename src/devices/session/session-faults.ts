// Every way in which a session fails once the login was accepted, with what to do about it.
import { ToposcopeError } from '../../model/index.ts';
import { authFailed, connectionLost, formatAddress, formatMs } from '../faults.ts';
import type { VisitTarget } from '../types.ts';

/** What devices say instead of a prompt, and what it means. Each stands on a line of its own. */
const REFUSALS: readonly { readonly words: RegExp; fault(target: VisitTarget, line: string): ToposcopeError }[] = [
  {
    words:
      /^%? ?(?:Error: )?(?:Exec |Command )?(?:Authorization failed|Not authorized|Access denied|Permission denied)/i,
    fault: (target, line) =>
      refused(target, line, 'give the user an exec shell: "aaa authorization exec", its privilege or role'),
  },
  {
    words: /^%? ?(?:Error: )?(?:Your |The )?password (?:has |is )?(?:expired|must be changed|needs to be changed)/i,
    fault: (target, line) => refused(target, line, PASSWORD_HINT),
  },
  { words: /^Line has invalid autocommand/i, fault: noCommandLine },
  {
    words:
      /(?:all (?:vty )?lines (?:are )?(?:busy|in use)|all user interfaces are used|(?:too many|maximum(?: number of)?) (?:users|sessions|logins)|no (?:more )?(?:free )?(?:vty|lines) available)/i,
    fault: noFreeLine,
  },
];

const PASSWORD_HINT = 'log in by hand and set a new password, then put it into the inventory; toposcope never sets one';

/** The refusal that `lines`, all that the device said, hold; null where they hold none. */
export function findRefusal(target: VisitTarget, lines: readonly string[]): ToposcopeError | null {
  for (const line of lines.toReversed()) {
    const refusal = REFUSALS.find(({ words }) => words.test(line.trim()));
    if (refusal) return refusal.fault(target, shorten(line));
  }
  return null;
}

function refused(target: VisitTarget, line: string, hint: string): ToposcopeError {
  const { user } = target.connection;
  const message = `${target.name}: ${formatAddress(target)} let user "${user}" log in and gave no command line: ${line}`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, { hint });
}

/** IOS, where a user or line has an `autocommand` that means nothing to it: the session is open and useless. */
function noCommandLine(target: VisitTarget, line: string): ToposcopeError {
  return new ToposcopeError('DEVICE_PROMPT_NOT_FOUND', `${target.name}: no command line after the login: ${line}`, {
    hint: 'take the autocommand away from the user or the vty lines, or use a user without one',
  });
}

function noFreeLine(target: VisitTarget, line: string): ToposcopeError {
  return new ToposcopeError('DEVICE_CONNECTION_LOST', `${target.name}: no line is free: ${line}`, {
    hint: 'look who is logged in ("show users") and clear what hangs; allow more vty lines or sessions',
  });
}

/** `closed`: whether the device hung up. The words are its last ones. */
export function closedAfterLogin(target: VisitTarget, words: string): ToposcopeError {
  if (words === '') return connectionLost(target, 'waiting for the first prompt');
  const message = `${target.name}: connection lost after the login, before any prompt; the last line is "${shorten(words)}"`;
  return new ToposcopeError('DEVICE_CONNECTION_LOST', message, {
    hint: 'log in by hand and see what the device says; its log and its AAA server may tell why it hung up',
  });
}

/** A second login, or a forced change of password. The first password was accepted, and is typed nowhere else. */
export function askedForMore(target: VisitTarget, question: string): ToposcopeError {
  if (/\b(?:new|old|current|re-?type|re-?enter|confirm|change|expired)\b/i.test(question)) {
    const { message } = authFailed(target, `after the login it asks "${shorten(question)}"`);
    return new ToposcopeError('DEVICE_AUTH_FAILED', message, { hint: PASSWORD_HINT });
  }
  const message = `${target.name}: after the login the device asks "${shorten(question)}", which is not answered`;
  return new ToposcopeError('DEVICE_AUTH_FAILED', message, {
    hint: 'a proxy or terminal server that asks again is not supported: reach the device itself, through toposcope_jump_host or ProxyJump',
  });
}

export function noPrompt(target: VisitTarget, lines: readonly string[], ms: number): ToposcopeError {
  const refusal = findRefusal(target, lines);
  if (refusal) return refusal;
  const words = lastWords(lines);
  const seen = words === '' ? 'nothing was sent' : `the last line is "${shorten(words)}"`;
  const name = target.platform === 'auto' ? '' : ` of ${target.platform.name}`;
  return new ToposcopeError(
    'DEVICE_PROMPT_NOT_FOUND',
    `${target.name}: no prompt${name} within ${formatMs(ms)}; ${seen}`,
    {
      hint: 'check ansible_network_os, and log in by hand to see whether a menu or a question comes before the prompt',
    },
  );
}

export function platformUnknown(target: VisitTarget, seen: string): ToposcopeError {
  return new ToposcopeError('DEVICE_PLATFORM_UNKNOWN', `${target.name}: no platform fits this device; ${seen}`, {
    hint: 'set ansible_network_os of the device; `toposcope record --command …` keeps what it prints, for a platform of its own',
  });
}

/** The last line that says something. */
export function lastWords(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}

function shorten(text: string): string {
  return text.trim().slice(0, 120);
}

/** `lastLine`: the last thing the device said, which may be a question. */
export function commandTimeout(target: VisitTarget, activity: string, ms: number, lastLine: string): ToposcopeError {
  const seen = lastLine === '' ? '' : `; the last line is "${shorten(lastLine)}"`;
  const message = `${target.name}: no prompt ${formatMs(ms)} after ${activity}${seen}`;
  return new ToposcopeError('DEVICE_TIMEOUT', message, {
    hint: 'what came is kept with the visit; a slow device or a long answer needs a longer command_timeout',
  });
}

export function endlessAnswer(target: VisitTarget, activity: string, length: number): ToposcopeError {
  const message = `${target.name}: more than ${length} characters and no prompt in ${activity}`;
  return new ToposcopeError('DEVICE_PROMPT_NOT_FOUND', message, {
    hint: 'what came is kept with the visit; log in by hand to see what the device prints without end',
  });
}

/** `command`: the one that was not asked any more. */
export function keptTooMuch(target: VisitTarget, command: string, limit: number): ToposcopeError {
  const message = `${target.name}: its answers are longer than ${limit} characters together, so "${command}" was not asked`;
  return new ToposcopeError('DEVICE_PROMPT_NOT_FOUND', message, {
    hint: 'what came is kept with the visit; a visit keeps no more than that, so ask for less, or look by hand at what makes the answers so long',
  });
}

export function enableFailed(target: VisitTarget, reason: string): ToposcopeError {
  return new ToposcopeError('DEVICE_ENABLE_FAILED', `${target.name}: privileged mode: ${reason}`, {
    hint: 'check ansible_become_password; leave ansible_become out where the show commands need no privilege',
  });
}

export function enableNotTried(target: VisitTarget, refusedBy: readonly string[]): ToposcopeError {
  const reason = `not tried, because ${refusedBy.join(', ')} refused the same enable password, or did not answer it`;
  return new ToposcopeError('DEVICE_ENABLE_FAILED', `${target.name}: privileged mode: ${reason}`, {
    hint: 'correct ansible_become_password, then run again; it was left alone so that no account gets locked, and a schedule tries it again after an hour',
  });
}

/** `isAllOrNothing`: whether the lines before the rejected one came to nothing too. */
export function configRejected(
  target: VisitTarget,
  line: string,
  answer: string,
  isAllOrNothing: boolean,
): ToposcopeError {
  const rest = isAllOrNothing ? 'nothing is in force' : 'lines before it are in force';
  return new ToposcopeError('DEVICE_CONFIG_REJECTED', `${target.name} rejected "${line}": ${answer.slice(0, 300)}`, {
    hint: `${rest}; check that the platform is right and the user may configure the device`,
    context: { device: target.name, line },
  });
}
