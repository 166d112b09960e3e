// Keeps accounts from being locked: a credential that several devices refused is not shown to any more of them.

/** So many devices may refuse a credential before the rest is left alone. Common lockout limits are 3 to 5. */
const MAX_REFUSALS = 3;

export type LoginOutcome = 'accepted' | 'refused' | 'unknown';

interface CredentialState {
  readonly refusedBy: string[];
  accepted: boolean;
  inFlight: number;
  waiting: Array<() => void>;
}

/**
 * Until one device has accepted a credential, at most three logins with it are open or refused at any time; after that
 * they run without limit. So a wrong password costs at most three failed logins, however many devices there are.
 */
export class CredentialGuard {
  readonly #states = new Map<string, CredentialState>();

  /** The devices that refused this credential, where they are enough for it not to be tried again; else null. */
  refusals(credential: string): readonly string[] | null {
    const { refusedBy } = this.#state(credential);
    return refusedBy.length >= MAX_REFUSALS ? refusedBy : null;
  }

  /**
   * Waits for leave to log in. True: log in, then call `leave`. False: the credential has been refused by others.
   * Where `signal` aborts, the wait ends with its reason.
   */
  async enter(credential: string, signal: AbortSignal): Promise<boolean> {
    const state = this.#state(credential);
    while (!this.refusals(credential)) {
      signal.throwIfAborted();
      if (state.accepted || state.inFlight + state.refusedBy.length < MAX_REFUSALS) {
        state.inFlight++;
        return true;
      }
      await waitForTurn(state, signal);
    }
    return false;
  }

  /** Reports what became of a login that `enter` allowed. `unknown`: the device gave no verdict. */
  leave(credential: string, device: string, outcome: LoginOutcome): void {
    const state = this.#state(credential);
    state.inFlight--;
    if (outcome === 'accepted') state.accepted = true;
    if (outcome === 'refused') state.refusedBy.push(device);
    const woken = state.waiting;
    state.waiting = [];
    for (const wake of woken) wake();
  }

  #state(credential: string): CredentialState {
    let state = this.#states.get(credential);
    if (!state) {
      state = { refusedBy: [], accepted: false, inFlight: 0, waiting: [] };
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
