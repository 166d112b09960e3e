// What one login shows, and what became of it: told to the guard for keys and password apart.
import type { CredentialGuard, LoginOutcome } from '../credential-guard.ts';
import { GuardedCredential } from '../guarded-credential.ts';
import { type Credential, keysIdentity, passwordIdentity } from './credential.ts';
import type { Shown } from './login.ts';
import type { Peer } from './peer.ts';

/**
 * Keys and password are judged apart: a key that every device accepts proves nothing of a password that none has seen.
 * Keys of a login that succeeded in the end are no refusal, and keys that are right for one device may be wrong for
 * others: no account gets locked by a key.
 */
export class GuardedLogin {
  readonly #credentials: Readonly<Record<Shown, GuardedCredential>>;
  readonly #isThere: Readonly<Record<Shown, boolean>>;
  readonly #entered = new Set<Shown>();
  #settled = false;

  constructor(guard: CredentialGuard, peer: Peer, credential: Credential) {
    this.#credentials = {
      keys: new GuardedCredential(guard, keysIdentity(credential), peer),
      password: new GuardedCredential(guard, passwordIdentity(credential), peer),
    };
    this.#isThere = { keys: credential.keys.length > 0, password: credential.password !== null };
  }

  /** Who refused what is held back from this device; null where something may still be shown. */
  get refusals(): readonly string[] | null {
    const refusedBy = (what: Shown) => (this.#isThere[what] ? this.#credentials[what].refusals : []);
    const byPassword = refusedBy('password');
    const byKeys = refusedBy('keys');
    if (byPassword === null || byKeys === null) return null;
    return byPassword.length > 0 ? byPassword : byKeys;
  }

  /** Waits for leave to show it. */
  async enter(what: Shown, signal: AbortSignal): Promise<boolean> {
    const credential = this.#credentials[what];
    const allowed = await credential.enter(signal);
    if (allowed && this.#settled) credential.leave('withdrawn');
    else if (allowed) this.#entered.add(what);
    return allowed && !this.#settled;
  }

  settle(outcome: LoginOutcome): void {
    this.#settled = true;
    for (const what of this.#entered) {
      const credential = this.#credentials[what];
      credential.leave(outcome, what === 'keys' && outcome !== 'accepted' && credential.isProved);
    }
    this.#entered.clear();
  }
}
