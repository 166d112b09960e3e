// What one login shows, and what became of it: told to the guard for keys and password apart.
import type { CredentialGuard, LoginOutcome } from '../credential-guard.ts';
import { type Credential, keysIdentity, passwordIdentity } from './credential.ts';
import type { Shown } from './login.ts';

/**
 * Keys and password are judged apart: a key that every device accepts proves nothing of a password that none has seen.
 * Keys of a login that succeeded in the end are no refusal, and keys that are right for one device may be wrong for
 * others: no account gets locked by a key.
 */
export class GuardedLogin {
  readonly #guard: CredentialGuard;
  readonly #peer: string;
  readonly #identities: Readonly<Record<Shown, string>>;
  readonly #entered = new Set<Shown>();
  #settled = false;

  constructor(guard: CredentialGuard, peer: string, credential: Credential) {
    this.#guard = guard;
    this.#peer = peer;
    this.#identities = { keys: keysIdentity(credential), password: passwordIdentity(credential) };
  }

  /** Waits for leave to show it. */
  async enter(what: Shown, signal: AbortSignal): Promise<boolean> {
    const allowed = await this.#guard.enter(this.#identities[what], signal);
    if (allowed && this.#settled) this.#guard.leave(this.#identities[what], this.#peer, 'withdrawn');
    else if (allowed) this.#entered.add(what);
    return allowed && !this.#settled;
  }

  settle(outcome: LoginOutcome): void {
    this.#settled = true;
    for (const what of this.#entered) {
      const identity = this.#identities[what];
      const isHarmless = what === 'keys' && outcome !== 'accepted' && this.#guard.isProved(identity);
      this.#guard.leave(identity, this.#peer, isHarmless ? 'withdrawn' : outcome);
    }
    this.#entered.clear();
  }

  /** Who refused what is held back; null where something may still be shown. */
  static refusals(guard: CredentialGuard, credential: Credential): readonly string[] | null {
    const byPassword = credential.password === null ? [] : guard.refusals(passwordIdentity(credential));
    const byKeys = credential.keys.length === 0 ? [] : guard.refusals(keysIdentity(credential));
    if (byPassword === null || byKeys === null) return null;
    return byPassword.length > 0 ? byPassword : byKeys;
  }
}
