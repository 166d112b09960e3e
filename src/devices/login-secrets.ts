// The secrets of a login, and texts without them: a device may say back what it was told.
import { type Connection, type Secret, ToposcopeError } from '../model/index.ts';
import { SECRET_MASK } from './replay/recording.ts';
import type { VisitTarget } from './types.ts';

/** Shorter ones are parts of common words, and a mask in the middle of one would give them away. */
const MIN_LENGTH = 6;

/** Of the device and of the jump hosts on the way. */
export function secretsOf({ password, becomePassword, privateKeyPassphrase, jumps }: Connection): Secret[] {
  const ofJumps = jumps.flatMap((jump) => [jump.password, jump.privateKeyPassphrase]);
  return [password, becomePassword, privateKeyPassphrase, ...ofJumps].filter((secret) => secret !== null);
}

/** The same error where it quotes a device that prints the password, with a mask in its place. */
export function withoutSecrets(error: ToposcopeError, { name, connection }: VisitTarget): ToposcopeError {
  const open = [name, connection.user, connection.host];
  const words = secretsOf(connection)
    .map((secret) => secret.reveal())
    .filter((word) => word.length >= MIN_LENGTH && !open.includes(word))
    .sort((a, b) => b.length - a.length);
  const hide = (text: string) => words.reduce((rest, word) => rest.replaceAll(word, SECRET_MASK), text);
  const message = hide(error.message);
  if (message === error.message) return error;
  return new ToposcopeError(error.code, message, { ...(error.hint !== null && { hint: hide(error.hint) }) });
}
