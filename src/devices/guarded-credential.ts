// One credential on its way to one device: asked of the guard, told to it, and remembered for this very device.
import { createHash } from 'node:crypto';
import { type ErrorCode, ToposcopeError } from '../model/index.ts';
import type { CredentialGuard, LoginOutcome } from './credential-guard.ts';
import { formatAddress } from './faults.ts';
import type { Peer } from './ssh/peer.ts';

export class GuardedCredential {
  readonly #guard: CredentialGuard;
  readonly #identity: string;
  readonly #peer: Peer;

  /** `identity`: by `credentialIdentity`. */
  constructor(guard: CredentialGuard, identity: string, peer: Peer) {
    this.#guard = guard;
    this.#identity = identity;
    this.#peer = peer;
  }

  /** Who refused it, this device or enough others for it not to be shown here; null where it may be. */
  get refusals(): readonly string[] | null {
    return this.#guard.memory.refusals(this.#here) ?? this.#guard.refusals(this.#identity);
  }

  get isProved(): boolean {
    return this.#guard.isProved(this.#identity);
  }

  /** Waits for leave to show it. True: show it, then call `leave`. */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (this.#guard.memory.refusals(this.#here)) return false;
    return await this.#guard.enter(this.#identity, signal);
  }

  /** What this very device refuses is not shown to it again while that is remembered. `isHarmless`: it says nothing of others. */
  leave(outcome: LoginOutcome, isHarmless = false): void {
    if (outcome === 'refused') this.#guard.memory.note(this.#here, [this.#peer.name]);
    this.#guard.leave(this.#identity, this.#peer.name, isHarmless ? 'withdrawn' : outcome);
  }

  get #here(): string {
    return `${this.#identity} ${this.#peer.name} ${formatAddress(this.#peer)}`;
  }
}

/** Equal where all that makes up the credential is. A hash: it may be kept. */
export function credentialIdentity(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** What an error, met after the credential was shown, says of it; `refusal` is the code of a refused one. */
export function outcomeOf(error: unknown, refusal: ErrorCode): LoginOutcome {
  if (!(error instanceof ToposcopeError) || error.code === 'DEVICE_SKIPPED') return 'withdrawn';
  return error.code === refusal ? 'refused' : 'unanswered';
}
