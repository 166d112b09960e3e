// One visit: log in, talk, leave. What goes wrong on the device's side is told in the visit; a mistake of ours rejects.
import { type Answer, ToposcopeError, type Visit } from '../model/index.ts';
import type { CredentialGuard } from './credential-guard.ts';
import { stopped, visitTimeout } from './faults.ts';
import { isNetworkFault } from './limits/retries.ts';
import { withoutSecrets } from './login-secrets.ts';
import { failedPoll, goodPoll } from './poll-result.ts';
import { DeviceSession } from './session/device-session.ts';
import type { Conversation, Transport, TransportFactory, VisitOptions, VisitTarget } from './types.ts';

/** How long a device may take to close its end, after which the connection is cut. */
const CLOSE_GRACE_MS = 500;
/** In characters. What a switch answers in a visit is far less. */
const KEPT_LIMIT = 64 * 1024 * 1024;

export interface VisitTry {
  readonly visit: Visit;
  /** A network fault, met before any credential was shown. */
  readonly isWorthRetrying: boolean;
}

/** What the visits of a run share. */
export interface VisitMeans {
  readonly openTransport: TransportFactory;
  readonly guard: CredentialGuard;
}

export class OneVisit {
  readonly #target: VisitTarget;
  readonly #options: VisitOptions;
  readonly #means: VisitMeans;
  readonly #abort = new AbortController();
  readonly #answers: Answer[] = [];
  #transport: Transport | null = null;
  #session: DeviceSession | null = null;
  #isCredentialShown = false;

  constructor(target: VisitTarget, options: VisitOptions, means: VisitMeans) {
    this.#target = target;
    this.#options = options;
    this.#means = means;
  }

  /** To be called once. */
  async run(conversation: Conversation): Promise<VisitTry> {
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    const { visitTimeoutMs } = this.#options;
    const timer = setTimeout(
      () => this.#abort.abort(visitTimeout(this.#target, this.#activity, visitTimeoutMs)),
      visitTimeoutMs,
    );
    try {
      const { changed } = await this.#talk(conversation);
      return { visit: this.#visit(goodPoll(tookMs(), changed)), isWorthRetrying: false };
    } catch (error) {
      const explained = this.#transport?.explain?.(error) ?? error;
      if (!(explained instanceof ToposcopeError)) throw explained;
      const fault = withoutSecrets(explained, this.#target);
      const facts = { loggedIn: this.#transport !== null, tookMs: tookMs(), changed: this.#session?.changed ?? false };
      const isWorthRetrying = !this.#isCredentialShown && !facts.loggedIn && isNetworkFault(fault);
      return { visit: this.#visit(failedPoll(fault, facts)), isWorthRetrying };
    } finally {
      clearTimeout(timer);
      await this.#leave();
    }
  }

  /** Cuts the visit short, with DEVICE_SKIPPED as its result. */
  stop(): void {
    this.#abort.abort(stopped(this.#target, this.#activity));
  }

  get #activity(): string {
    return this.#session?.activity ?? 'connecting and logging in';
  }

  async #talk(conversation: Conversation): Promise<{ changed: boolean }> {
    const target = this.#target;
    const { signal } = this.#abort;
    const onCredential = () => {
      this.#isCredentialShown = true;
    };
    const { openTransport, guard } = this.#means;
    const opening = openTransport(target, { signal, onCredential });
    const opened = await this.#untilStopped(opening).catch((error: unknown) => {
      // One that opens too late is nobody's.
      opening.then((late) => late.close(0)).catch(() => undefined);
      throw error;
    });
    const transport = this.#options.tap?.(target, opened) ?? opened;
    this.#transport = transport;
    const { commandTimeoutMs, keptLimit = KEPT_LIMIT } = this.#options;
    const onAnswer = (answer: Answer) => this.#answers.push(answer);
    const session = new DeviceSession(transport, { target, commandTimeoutMs, keptLimit, guard, signal, onAnswer });
    this.#session = session;
    await session.open();
    return await this.#untilStopped(conversation(session, target));
  }

  /** Ends also where the wait is for something else than the device, such as a key file on a disk that hangs. */
  #untilStopped<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    const stop = new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([work, stop]);
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
