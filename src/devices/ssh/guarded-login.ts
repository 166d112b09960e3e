// What one login shows, and what became of it: told to the guard for keys and password apart.
import type { CredentialGuard, LoginOutcome } from '../credential-guard.ts';
import { formatAddress } from '../faults.ts';
import { type Credential, keysIdentity, passwordIdentity } from './credential.ts';
import type { Shown } from './login.ts';
import type { Peer } from './peer.ts';

/**
 * Keys and password are judged apart: a key that every device accepts proves nothing of a password that none has seen.
 * Keys of a login that succeeded in the end are no refusal, and keys that are right for one device may be wrong for
 * others: no account gets locked by a key. What this very device refused is not shown to it again while it is remembered.
 */
export class GuardedLogin {
  readonly #guard: CredentialGuard;
  readonly #peer: Peer;
  readonly #identities: Readonly<Record<Shown, string>>;
  readonly #entered = new Set<Shown>();
  #settled = false;

  constructor(guard: CredentialGuard, peer: Peer, credential: Credential) {
    this.#guard = guard;
    this.#peer = peer;
    this.#identities = { keys: keysIdentity(credential), password: passwordIdentity(credential) };
  }

  /** Waits for leave to show it. */
  async enter(what: Shown, signal: AbortSignal): Promise<boolean> {
    const identity = this.#identities[what];
    if (this.#guard.memory.refusals(atPeer(identity, this.#peer))) return false;
    const allowed = await this.#guard.enter(identity, signal);
    if (allowed && this.#settled) this.#guard.leave(identity, this.#peer.name, 'withdrawn');
    else if (allowed) this.#entered.add(what);
    return allowed && !this.#settled;
  }

  settle(outcome: LoginOutcome): void {
    this.#settled = true;
    for (const what of this.#entered) {
      const identity = this.#identities[what];
      const isHarmless = what === 'keys' && outcome !== 'accepted' && this.#guard.isProved(identity);
      if (outcome === 'refused') this.#guard.memory.note(atPeer(identity, this.#peer), [this.#peer.name]);
      this.#guard.leave(identity, this.#peer.name, isHarmless ? 'withdrawn' : outcome);
    }
    this.#entered.clear();
  }

  /** Who refused what is held back from this device; null where something may still be shown. */
  static refusals(guard: CredentialGuard, peer: Peer, credential: Credential): readonly string[] | null {
    const refusedBy = (identity: string) => guard.memory.refusals(atPeer(identity, peer)) ?? guard.refusals(identity);
    const byPassword = credential.password === null ? [] : refusedBy(passwordIdentity(credential));
    const byKeys = credential.keys.length === 0 ? [] : refusedBy(keysIdentity(credential));
    if (byPassword === null || byKeys === null) return null;
    return byPassword.length > 0 ? byPassword : byKeys;
  }
}

function atPeer(identity: string, peer: Peer): string {
  return `${identity} ${peer.name} ${formatAddress(peer)}`;
}
