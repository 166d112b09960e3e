// Questions that a device asks between commands: which may be answered, and which never are.
import type { SessionDialect } from '../../platforms/index.ts';
import { endsLike } from './pager.ts';

/** `Password:`, `Enter new PIN:`, `Passcode>`. Whatever a dialect says, these are answered by nothing but `enable`. */
const SECRET_QUESTION = /(?:pass(?:word|code|phrase)|secret|\bpin|\botp|token)\b[^:?>]{0,40}[:?>]$/i;
/** A second login, as terminal servers and telnet proxies ask for. */
const LOGIN_QUESTION = /^(?:[\w.-]+ )?(?:user ?name|login|user|login as) ?:$/i;
/** `copy` and `write` may want Enter: `Destination filename [startup-config]?`, `…[confirm]`. */
const CONFIRM = /(?:\]\?|\[confirm\])$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_KEYS = /^[\x01-\x1f]+$/;
const ENTER_QUESTION = /^.{0,60}\bpress (?:<?(?:enter|return)>?)(?: (?:key )?to [\w ]+)?[.!: ]*$/i;

/** Terms of use: who may log in has accepted them. Group 1 is the word for it. */
const CONSENT =
  /\b(?:accept|agree|acknowledge|consent)\b[^?]{0,80}\??:? ?[[(]?\b(yes|y)\b ?[/,|] ?\b(?:no|n)\b[\])]?(?: ?[[(]\w*[\])])? ?[?:]*$/i;
/** IOS without a configuration offers to make one. */
const SETUP = /initial configuration dialog\? ?\[yes\/no\] ?:?$/i;

/** At which point of the session a question comes. */
export type QuestionTime = 'login' | 'reading' | 'configuring';

/** What may be typed in reply to a question at the end of `line`; null where nothing may, or it is none. */
export function findReply(line: string, { replies }: SessionDialect, time: QuestionTime): string | null {
  if (line === '') return null;
  const standing = replies.find(({ question }) => endsLike(line, question));
  // A secret is never typed here; Control-C, which declines to set one, may be.
  if (isSecretQuestion(line)) return standing && CONTROL_KEYS.test(standing.reply) ? standing.reply : null;
  if (standing) return standing.reply;
  if (time === 'login') return findLoginReply(line);
  return time === 'configuring' && CONFIRM.test(line) ? '' : null;
}

function findLoginReply(line: string): string | null {
  if (ENTER_QUESTION.test(line)) return '';
  return SETUP.test(line) ? 'no' : (CONSENT.exec(line)?.[1] ?? null);
}

/** Whether the device waits for a name or a secret: nothing must be typed there, not even Enter. */
export function isCredentialQuestion(line: string): boolean {
  return isSecretQuestion(line) || LOGIN_QUESTION.test(line.trim());
}

function isSecretQuestion(line: string): boolean {
  return SECRET_QUESTION.test(line.trimEnd());
}
