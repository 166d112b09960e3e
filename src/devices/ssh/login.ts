// Which login methods are used, and in which order. Each credential is offered once: a refusal ends the login.
import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, KeyboardInteractiveAuthMethod } from 'ssh2';
import type { Credential } from './credential.ts';

export interface LoginHooks {
  /** Called before the first credential is sent; the login waits for it. False or a rejection: nothing is sent. */
  beforeCredential(): Promise<boolean>;
  /** The login is over; `reason` completes "refused the login: …". */
  onRefused(reason: string): void;
  onError(error: unknown): void;
}

/**
 * Asks by `none` which methods there are, as OpenSSH does: that is no failed login. Then the key, then the password by
 * one method only: `password` where the server has it, else `keyboard-interactive`.
 */
export function createAuthHandler(credential: Credential, hooks: LoginHooks): AuthHandlerMiddleware {
  const offered = new Set<'key' | 'password'>();
  let allowedToOffer: Promise<boolean> | null = null;

  return (authsLeft: AuthenticationType[] | null, partialSuccess, next) => {
    if (authsLeft === null) return next({ type: 'none', username: credential.user });
    const method = nextMethod(credential, authsLeft, offered, hooks);
    if (!method) return hooks.onRefused(refusalReason(authsLeft, partialSuccess, offered));
    offered.add(method.type === 'publickey' ? 'key' : 'password');
    allowedToOffer ??= hooks.beforeCredential();
    allowedToOffer.then((allowed) => allowed && next(method), hooks.onError);
  };
}

function nextMethod(
  { user: username, key, password }: Credential,
  allowed: readonly AuthenticationType[],
  offered: ReadonlySet<'key' | 'password'>,
  hooks: LoginHooks,
): AnyAuthMethod | null {
  if (key && !offered.has('key') && allowed.includes('publickey')) return { type: 'publickey', username, key };
  if (!password || offered.has('password')) return null;
  if (allowed.includes('password')) return { type: 'password', username, password: password.reveal() };
  if (!allowed.includes('keyboard-interactive')) return null;
  return { type: 'keyboard-interactive', username, prompt: createAnswerer(username, () => password.reveal(), hooks) };
}

function refusalReason(
  allowed: readonly AuthenticationType[],
  partialSuccess: boolean | null,
  offered: ReadonlySet<'key' | 'password'>,
): string {
  if (partialSuccess) return `it also wants ${allowed.join(' or ')}`;
  if (offered.size === 0) return `it only takes ${allowed.join(' or ')}`;
  return `wrong ${[...offered].join(' and ')}, or a user without access`;
}

/** Answers `Password:` once. IOS asks again after a wrong password, within the same method: that is the refusal. */
function createAnswerer(
  user: string,
  revealPassword: () => string,
  hooks: LoginHooks,
): KeyboardInteractiveAuthMethod['prompt'] {
  let answered = false;
  return (_name, _instructions, _language, prompts, finish) => {
    const hidden = prompts.filter((prompt) => !prompt.echo);
    if (hidden.length > 1) return hooks.onRefused(`it asks for ${hidden.length} secrets`);
    if (hidden.length === 1 && answered) return hooks.onRefused('wrong password, or a user without access');
    const strange = prompts.find((prompt) => prompt.echo && !/user|login/i.test(prompt.prompt));
    if (strange) return hooks.onRefused(`it asks "${strange.prompt.trim().slice(0, 80)}"`);
    answered ||= hidden.length === 1;
    finish(prompts.map((prompt) => (prompt.echo ? user : revealPassword())));
  };
}
