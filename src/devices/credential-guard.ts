// Keeps accounts from being locked: a credential that several devices refused is not shown to any more of them.
import { RefusalMemory } from './refusal-memory.ts';

/** So many devices may refuse a credential that none has accepted. Common lockout limits are 3 to 5. */
const MAX_REFUSALS = 3;
/** A credential that works gains so much trust at most: so many more refusals than acceptances end that, too. */
const MAX_TRUST = 10;

/** `unanswered`: it was shown, and the device gave no verdict. `withdrawn`: the login was given up from our side. */
export type LoginOutcome = 'accepted' | 'refused' | 'unanswered' | 'withdrawn';

interface CredentialState {
  /** Devices that refused it or did not answer, in the order in which they did. */
  readonly doubts: string[];
  accepted: number;
  /** At 0 the circuit is open, for good. */
  trust: number;
  inFlight: number;
  waiting: Array<() => void>;
}

/**
 * Until one device has accepted a credential, at most three logins with it are open or refused at any time; each
 * acceptance makes room for two more. So a wrong password costs at most three failed logins, however many devices there
 * are, while one that a few devices refuse still gets into the others. Silence counts as a refusal: some IOS releases
 * answer a wrong password with it (mscdex/ssh2 #1079).
 */
export class CredentialGuard {
  /** What single devices refused is noted there too, by `GuardedCredential`. */
  readonly memory: RefusalMemory;
  readonly #states = new Map<string, CredentialState>();

  /** `memory` outlives the guard where runs follow each other; a guard is made anew for each. */
  constructor(memory: RefusalMemory = new RefusalMemory()) {
    this.memory = memory;
  }

  /** The last devices that refused this credential, where they are enough for it not to be tried again; else null. */
  refusals(credential: string): readonly string[] | null {
    const { doubts, trust } = this.#state(credential);
    return trust <= 0 ? doubts.slice(-MAX_REFUSALS) : this.memory.refusals(credential);
  }

  isProved(credential: string): boolean {
    return this.#state(credential).accepted > 0;
  }

  /**
   * Waits for leave to log in. True: log in, then call `leave`. False: the credential has been refused by others.
   * Where `signal` aborts, the wait ends with its reason.
   */
  async enter(credential: string, signal: AbortSignal): Promise<boolean> {
    const state = this.#state(credential);
    while (this.refusals(credential) === null) {
      signal.throwIfAborted();
      if (state.inFlight + state.doubts.length < MAX_REFUSALS + 2 * state.accepted) {
        state.inFlight++;
        return true;
      }
      await waitForTurn(state, signal);
    }
    return false;
  }

  /** Reports what became of a login that `enter` allowed. */
  leave(credential: string, device: string, outcome: LoginOutcome): void {
    const state = this.#state(credential);
    state.inFlight--;
    if (outcome === 'accepted') {
      state.accepted++;
      if (state.trust > 0) state.trust = Math.min(MAX_TRUST, state.trust + 1);
    } else if (outcome !== 'withdrawn') {
      state.doubts.push(device);
      state.trust--;
      if (state.trust <= 0 && outcome === 'refused') this.memory.note(credential, state.doubts.slice(-MAX_REFUSALS));
    }
    const woken = state.waiting;
    state.waiting = [];
    for (const wake of woken) wake();
  }

  #state(credential: string): CredentialState {
    let state = this.#states.get(credential);
    if (!state) {
      state = { doubts: [], accepted: 0, trust: MAX_REFUSALS, inFlight: 0, waiting: [] };
      this.#states.set(credential, state);
    }
    return state;
  }
}

function waitForTurn(state: CredentialState, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      signal.removeEventListener('abort', wake);
      resolve();
    };
    signal.addEventListener('abort', wake);
    state.waiting.push(wake);
  });
}
