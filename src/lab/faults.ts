// The ways in which a device misbehaves on demand, so that a client can be tried against each.

export const FAULT_KINDS = [
  'refuse-connections',
  'no-handshake',
  'wrong-host-key',
  'reject-auth',
  'drop-mid-command',
  'hang-mid-command',
  'vty-full',
  'keyboard-interactive-only',
  'legacy-algorithms',
  'noisy',
  'no-enable',
  'command-authorization-failed',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A kind, or a delay in real milliseconds before each answer. */
export type Fault = FaultKind | { readonly latencyMs: number };

/** The faults of one device; read anew by every connection and every command. */
export class FaultSet {
  #faults: readonly Fault[] = [];

  /** Replaces all faults; null or an empty list heals the device. */
  set(faults: Fault | readonly Fault[] | null): void {
    if (faults === null) this.#faults = [];
    else this.#faults = Array.isArray(faults) ? faults : [faults as Fault];
  }

  get list(): readonly Fault[] {
    return this.#faults;
  }

  has(kind: FaultKind): boolean {
    return this.#faults.includes(kind);
  }

  get latencyMs(): number {
    for (const fault of this.#faults) if (typeof fault === 'object') return fault.latencyMs;
    return 0;
  }
}
