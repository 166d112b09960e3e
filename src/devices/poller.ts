// Many visits, as many at a time as the limits let; retries of those that the network was in the way of.
import type { Visit } from '../model/index.ts';
import { CredentialGuard } from './credential-guard.ts';
import { stopped } from './faults.ts';
import { retryDelay } from './limits/retries.ts';
import { NO_LIMITS, VisitSchedule } from './limits/visit-schedule.ts';
import { failedPoll } from './poll-result.ts';
import { SshTransports } from './ssh/transport.ts';
import type { Conversation, VisitOptions, VisitTarget } from './types.ts';
import { OneVisit, type VisitMeans } from './visit.ts';

/**
 * Visits every target once. Results are in the order of the targets, whatever order they end in. Rejects only for a
 * programming mistake, such as a conversation that throws something else than a ToposcopeError, after the visits under
 * way have ended.
 */
export async function visitDevices(
  targets: readonly VisitTarget[],
  conversation: Conversation,
  options: VisitOptions,
): Promise<Visit[]> {
  const guard = options.guard ?? new CredentialGuard();
  const ssh = new SshTransports(options, guard);
  try {
    const openTransport = options.openTransport ?? ((target, context) => ssh.open(target, context));
    return await new Run(targets, conversation, options, { openTransport, guard }).finish();
  } finally {
    await ssh.close();
  }
}

interface Job {
  readonly index: number;
  readonly target: VisitTarget;
  readonly site: string | null;
  readonly jumpHost: string | null;
  readonly attempt: number;
}

class Run {
  readonly #conversation: Conversation;
  readonly #options: VisitOptions;
  readonly #means: VisitMeans;
  readonly #schedule: VisitSchedule<Job>;
  readonly #visits: Visit[] = [];
  readonly #underWay = new Set<OneVisit>();
  readonly #mistakes: unknown[] = [];
  #left: number;
  #timer: NodeJS.Timeout | undefined;
  #onFinished: () => void = () => undefined;

  constructor(targets: readonly VisitTarget[], conversation: Conversation, options: VisitOptions, means: VisitMeans) {
    this.#conversation = conversation;
    this.#options = options;
    this.#means = means;
    this.#schedule = new VisitSchedule(options.concurrency, options.limits ?? NO_LIMITS);
    this.#left = targets.length;
    for (const index of spreadOrder(targets.length)) {
      const target = targets[index];
      if (target) this.#schedule.add({ index, target, attempt: 1, ...placeOf(target) }, this.#jittered(0));
    }
  }

  async finish(): Promise<Visit[]> {
    const { signal } = this.#options;
    const stop = () => this.#stop();
    signal?.addEventListener('abort', stop);
    await new Promise<void>((resolve) => {
      this.#onFinished = resolve;
      if (signal?.aborted) stop();
      this.#proceed();
    });
    clearTimeout(this.#timer);
    signal?.removeEventListener('abort', stop);
    if (this.#mistakes.length > 0) throw this.#mistakes[0];
    return this.#visits;
  }

  #proceed(): void {
    if (this.#left === 0) {
      this.#onFinished();
      return;
    }
    const now = performance.now();
    const { begin, wakeAt } = this.#schedule.next(now);
    clearTimeout(this.#timer);
    if (wakeAt !== null) this.#timer = setTimeout(() => this.#proceed(), Math.max(1, wakeAt - now));
    for (const job of begin) void this.#visit(job);
  }

  async #visit(job: Job): Promise<void> {
    const visit = new OneVisit(job.target, this.#options, this.#means);
    this.#underWay.add(visit);
    try {
      const result = await visit.run(this.#conversation);
      if (result.isWorthRetrying && this.#mayRetry(job)) this.#retry(job);
      else this.#settle(job, result.visit);
    } catch (error) {
      this.#mistakes.push(error);
      this.#left -= 1 + this.#schedule.drain().length;
    }
    this.#underWay.delete(visit);
    this.#schedule.end(job);
    this.#proceed();
  }

  #settle({ index }: Job, visit: Visit): void {
    this.#left--;
    this.#visits[index] = visit;
    try {
      this.#options.onVisit?.(visit);
    } catch (error) {
      this.#mistakes.push(error);
      this.#left -= this.#schedule.drain().length;
    }
  }

  #mayRetry({ attempt }: Job): boolean {
    const { retries = 0, signal } = this.#options;
    return attempt <= retries && !signal?.aborted && this.#mistakes.length === 0;
  }

  /** It gives up its session while it waits. */
  #retry(job: Job): void {
    const delay = retryDelay(job.attempt, this.#options.retryDelayMs ?? 1000);
    this.#schedule.add({ ...job, attempt: job.attempt + 1 }, this.#jittered(delay));
  }

  #stop(): void {
    for (const job of this.#schedule.drain()) {
      const poll = failedPoll(stopped(job.target, null), { loggedIn: false, tookMs: 0, changed: false });
      const { platform } = job.target;
      const platformName = platform === 'auto' ? null : platform.name;
      this.#settle(job, { device: job.target.name, platform: platformName, poll, answers: [] });
    }
    for (const visit of this.#underWay) visit.stop();
    this.#proceed();
  }

  #jittered(delayMs: number): number {
    const jitterMs = this.#options.jitterMs ?? 0;
    return jitterMs > 0 || delayMs > 0 ? performance.now() + delayMs + Math.random() * jitterMs : 0;
  }
}

function placeOf({ site = null, connection }: VisitTarget): { site: string | null; jumpHost: string | null } {
  const jump = connection.jumps.at(-1);
  return { site, jumpHost: jump ? `${jump.host} ${jump.port}` : null };
}

/**
 * Every index once, neighbours far apart: devices of one group, which share site, credential and troubles, are not all
 * visited first. By the golden ratio, so the first visits are a sample of the whole.
 */
function spreadOrder(count: number): number[] {
  const position = (index: number) => (index * 0.6180339887498949) % 1;
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => position(a) - position(b));
}
