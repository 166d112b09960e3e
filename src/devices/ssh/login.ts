// Which login methods are used, and in which order. Each credential is offered once: a refusal ends the login.
import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, KeyboardInteractiveAuthMethod } from 'ssh2';
import { OneKeyAgent } from './agent.ts';
import type { Credential, OfferedKey } from './credential.ts';

export type Shown = 'keys' | 'password';

export interface LoginHooks {
  /** Called before the first key, and before the password; the login waits for it. False: it is not to be shown. */
  mayShow(what: Shown): Promise<boolean>;
  /** The login is over; `reason` completes "refused the login: …". */
  onRefused(reason: string): void;
  /** The login is over, because others refused what there is left to show. */
  onHeldBack(): void;
  onError(error: unknown): void;
}

/**
 * Asks by `none` which methods there are, as OpenSSH does: that is no failed login. Then the keys, then the password by
 * one method only: `password` where the server has it, else `keyboard-interactive`.
 */
export function createAuthHandler(credential: Credential, hooks: LoginHooks): AuthHandlerMiddleware {
  const steps = new LoginSteps(credential, hooks);
  return (authsLeft, partialSuccess, next) => {
    if (authsLeft === null) return next({ type: 'none', username: credential.user });
    steps.next(authsLeft, partialSuccess).then((method) => method && next(method), hooks.onError);
  };
}

class LoginSteps {
  readonly #credential: Credential;
  readonly #hooks: LoginHooks;
  readonly #keys: OfferedKey[];
  /** In the order in which they were shown. */
  readonly #shown = new Set<Shown>();
  readonly #heldBack = new Set<Shown>();

  constructor(credential: Credential, hooks: LoginHooks) {
    this.#credential = credential;
    this.#hooks = hooks;
    this.#keys = [...credential.keys];
  }

  async next(allowed: readonly AuthenticationType[], partialSuccess: boolean | null): Promise<AnyAuthMethod | null> {
    if (allowed.includes('publickey') && this.#keys.length > 0 && (await this.#mayShow('keys'))) {
      const key = this.#keys.shift();
      if (key) return offerKey(this.#credential.user, key);
    }
    const byPassword = this.#shown.has('password') ? null : this.#passwordMethod(allowed);
    if (byPassword && (await this.#mayShow('password'))) return byPassword;
    if (this.#heldBack.size > 0) this.#hooks.onHeldBack();
    else this.#hooks.onRefused(this.#refusalReason(allowed, partialSuccess));
    return null;
  }

  async #mayShow(what: Shown): Promise<boolean> {
    if (this.#shown.has(what)) return true;
    if (this.#heldBack.has(what)) return false;
    const may = await this.#hooks.mayShow(what);
    (may ? this.#shown : this.#heldBack).add(what);
    return may;
  }

  #passwordMethod(allowed: readonly AuthenticationType[]): AnyAuthMethod | null {
    const { user: username, password } = this.#credential;
    if (!password) return null;
    if (allowed.includes('password')) return { type: 'password', username, password: password.reveal() };
    if (!allowed.includes('keyboard-interactive')) return null;
    const prompt = createAnswerer(username, () => password.reveal(), this.#hooks);
    return { type: 'keyboard-interactive', username, prompt };
  }

  #refusalReason(allowed: readonly AuthenticationType[], partialSuccess: boolean | null): string {
    if (partialSuccess) return `it also wants ${allowed.join(' or ')}`;
    if (this.#shown.size === 0) return `it only takes ${allowed.join(' or ')}`;
    const shown = [...this.#shown].map((what) => (what === 'keys' ? describeKeys(this.#credential) : what));
    return `wrong ${shown.join(' and ')}, or a user without access`;
  }
}

function describeKeys({ keys, keysLeftOut }: Credential): string {
  if (keysLeftOut > 0) return `keys (${keys.length} of ${keys.length + keysLeftOut} offered)`;
  return keys.length === 1 ? 'key' : `keys (${keys.length} offered)`;
}

function offerKey(username: string, { key, agentSocket }: OfferedKey): AnyAuthMethod {
  if (agentSocket === null) return { type: 'publickey', username, key };
  return { type: 'agent', username, agent: new OneKeyAgent(agentSocket, key) };
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
