// The ways in which a device misbehaves on demand, so that a client can be tried against each. docs/how-to/lab.md tells them all.
import { z } from 'zod';

export const FAULT_KINDS = [
  'refuse-connections',
  'no-handshake',
  'wrong-host-key',
  'reject-auth',
  'silent-auth',
  'drop-mid-command',
  'hang-mid-command',
  'vty-full',
  'keyboard-interactive-only',
  'legacy-algorithms',
  'login-question',
  'login-key',
  'prompt-like-banner',
  'invalid-autocommand',
  'no-enable',
  'command-authorization-failed',
  'hostname-change',
  'terminal-length-rejected',
  'pager-inverse',
  'pager-angle',
  'pager-dashes',
  'dribble',
  'noisy',
  'ansi',
  'osc-title',
  'bell',
  'nul-padding',
  'cr-cr-lf',
  'log-after-prompt',
  'log-in-echo',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Those that `noisy` stands for. */
const NOISE: readonly FaultKind[] = ['ansi', 'osc-title', 'bell', 'nul-padding', 'cr-cr-lf', 'log-after-prompt'];

export const Fault = z.union([
  z.enum(FAULT_KINDS),
  /** A delay in real milliseconds before each answer. */
  z.strictObject({ latencyMs: z.number().min(0) }),
  /** Commands that end in `% Authorization failed.`, by how they begin as typed: `show lldp`. */
  z.strictObject({ unauthorized: z.array(z.string().min(1)) }),
]);
export type Fault = z.infer<typeof Fault>;

/** The faults of one device; read anew by every connection and every command. */
export class FaultSet {
  #faults: readonly Fault[];

  constructor(faults: readonly Fault[] = []) {
    this.#faults = faults;
  }

  /** Replaces all faults; null or an empty list heals the device. */
  set(faults: Fault | readonly Fault[] | null): void {
    if (faults === null) this.#faults = [];
    else this.#faults = Array.isArray(faults) ? faults : [faults as Fault];
  }

  get list(): readonly Fault[] {
    return this.#faults;
  }

  has(kind: FaultKind): boolean {
    return this.#faults.includes(kind) || (NOISE.includes(kind) && this.#faults.includes('noisy'));
  }

  get latencyMs(): number {
    for (const fault of this.#faults) if (typeof fault === 'object' && 'latencyMs' in fault) return fault.latencyMs;
    return 0;
  }

  isUnauthorized(line: string): boolean {
    return this.#faults.some(
      (fault) =>
        typeof fault === 'object' &&
        'unauthorized' in fault &&
        fault.unauthorized.some((start) => line.trim().startsWith(start)),
    );
  }
}
