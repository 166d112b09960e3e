// One visit: log in, talk, leave. What goes wrong on the device's side is told in the visit; a mistake of ours rejects.
import { type Answer, ToposcopeError, type Visit } from '../model/index.ts';
import type { CredentialGuard } from './credential-guard.ts';
import { notTried, visitTimeout } from './faults.ts';
import { failedPoll, goodPoll } from './poll-result.ts';
import { DeviceSession } from './session/device-session.ts';
import { connectSsh } from './ssh/connect.ts';
import { credentialIdentity, loadCredential } from './ssh/credential.ts';
import type { Conversation, Transport, VisitOptions, VisitTarget } from './types.ts';

/** How long a device may take to close its end, after which the connection is cut. */
const CLOSE_GRACE_MS = 500;

export async function visitDevice(
  target: VisitTarget,
  conversation: Conversation,
  options: VisitOptions,
  guard: CredentialGuard,
): Promise<Visit> {
  const visit = new OneVisit(target, options, guard);
  return await visit.run(conversation);
}

class OneVisit {
  readonly #target: VisitTarget;
  readonly #options: VisitOptions;
  readonly #guard: CredentialGuard;
  readonly #abort = new AbortController();
  readonly #answers: Answer[] = [];
  #transport: Transport | null = null;
  #session: DeviceSession | null = null;

  constructor(target: VisitTarget, options: VisitOptions, guard: CredentialGuard) {
    this.#target = target;
    this.#options = options;
    this.#guard = guard;
  }

  async run(conversation: Conversation): Promise<Visit> {
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    const { visitTimeoutMs } = this.#options;
    const timer = setTimeout(() => this.#stop(visitTimeoutMs), visitTimeoutMs);
    try {
      const { changed } = await this.#talk(conversation);
      return this.#visit(goodPoll(tookMs(), changed));
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      const facts = { loggedIn: this.#transport !== null, tookMs: tookMs(), changed: this.#session?.changed ?? false };
      return this.#visit(failedPoll(error, facts));
    } finally {
      clearTimeout(timer);
      await this.#leave();
    }
  }

  async #talk(conversation: Conversation): Promise<{ changed: boolean }> {
    const target = this.#target;
    const credential = await loadCredential(target, this.#options.readFile?.bind(this.#options));
    const refusedBy = this.#guard.refusals(credentialIdentity(target.connection));
    if (refusedBy) throw notTried(target, refusedBy);
    const { connectTimeoutMs, commandTimeoutMs, hostKeys } = this.#options;
    const { signal } = this.#abort;
    const transport = await connectSsh(target, credential, { connectTimeoutMs, hostKeys, guard: this.#guard, signal });
    this.#transport = transport;
    const onAnswer = (answer: Answer) => this.#answers.push(answer);
    const session = new DeviceSession(transport, { target, commandTimeoutMs, signal, onAnswer });
    this.#session = session;
    await session.open();
    return await Promise.race([conversation(session, target), this.#untilStopped()]);
  }

  /** Also ends a conversation that waits for something else than the device. */
  #untilStopped(): Promise<never> {
    const { signal } = this.#abort;
    return new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  #stop(afterMs: number): void {
    const activity = this.#session?.activity ?? 'connecting and logging in';
    this.#abort.abort(visitTimeout(this.#target, activity, afterMs));
  }

  #visit(poll: Visit['poll']): Visit {
    const { name: device, platform } = this.#target;
    const spoken = platform === 'auto' ? (this.#session?.platformName ?? null) : platform.name;
    return { device, platform: spoken, poll, answers: [...this.#answers] };
  }

  async #leave(): Promise<void> {
    this.#session?.sayGoodbye();
    await this.#transport?.close(CLOSE_GRACE_MS);
  }
}
