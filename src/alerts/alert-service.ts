// Alerts as the application sees them: incidents go in, and every channel is told what its routes say, when it is due, until it was taken.
import { randomUUID } from 'node:crypto';
import {
  type AlertSettings,
  isEmptyChange,
  Serial,
  type StateChange,
  type StateKeeper,
  ToposcopeError,
} from '../model/index.ts';
import type { AlertMessage, Channel, DeliveryResult } from './channel.ts';
import { type DrawingOptions, withDrawings } from './drawings.ts';
import { nextDue } from './plan/due.ts';
import type { PlanState } from './plan/group.ts';
import { type PlanNews, type PlanRules, planMessages } from './plan/plan.ts';
import { planChange, planFromState } from './plan/plan-change.ts';
import { AlertQueue, type LastResult } from './queue/alert-queue.ts';
import { readDeadLetters, retryDeadLetters } from './queue/dead-letters.ts';
import { DELIVERY_KIND, type DeadLetter, type Delivery, GROUP_KIND, newDelivery } from './queue/delivery.ts';
import { KeepAliveRound } from './queue/keep-alive.ts';
import { testMessage } from './template/example.ts';

export interface AlertServiceOptions extends PlanRules, DrawingOptions {
  readonly settings: AlertSettings;
  readonly keeper: StateKeeper;
  /** One per channel of the settings; the service closes them. */
  readonly channels: readonly Channel[];
  now(): Date;
  /** 0 to 1. */
  random(): number;
  /** Told of what nobody else is: the store cannot write, a drawing failed. */
  onProblem(text: string): void;
}

export interface ChannelStatus {
  readonly name: string;
  readonly type: string;
  /** Messages that wait, and since when the oldest does. */
  readonly waiting: number;
  readonly waitingSince: string | null;
  /** Why the oldest was not taken when it was last tried; null where nothing waits, or nothing was tried yet. */
  readonly reason: string | null;
  /** Of this process; null where nothing was sent by it yet. */
  readonly last: LastResult | null;
  readonly deadLetters: number;
}

export interface AlertStatus {
  readonly channels: readonly ChannelStatus[];
  /** When the planner has something to tell next; null where nothing is to be told. */
  readonly nextDue: string | null;
}

/** Everything is gone through again at least so often: other processes may have put something there. */
const LOOK_MS = 60_000;
const AFTER_FAULT_MS = 5000;
const STOP_GRACE_MS = 5000;

export class AlertService {
  readonly #options: AlertServiceOptions;
  readonly #queue: AlertQueue;
  readonly #planning = new Serial();
  readonly #keepAlive: KeepAliveRound;
  #state: PlanState;
  #timer: NodeJS.Timeout | null = null;
  #running = false;
  #lookedAt = 0;

  private constructor(options: AlertServiceOptions, state: PlanState) {
    this.#options = options;
    this.#state = state;
    const { keeper, channels, settings, onProblem } = options;
    const { giveUpSeconds } = settings;
    const slowest = Math.max(0, ...settings.channels.map(({ timeoutSeconds }) => timeoutSeconds));
    const claimSeconds = 2 * slowest + 10;
    const [now, random] = [() => options.now(), () => options.random()];
    this.#queue = new AlertQueue({ keeper, channels, giveUpSeconds, claimSeconds, now, random, onProblem });
    this.#keepAlive = new KeepAliveRound(channels, this.#queue, () => this.#state);
  }

  /** Reads what earlier runs left, and sends nothing yet. */
  static async open(options: AlertServiceOptions): Promise<AlertService> {
    const service = new AlertService(options, planFromState(await options.keeper.state(GROUP_KIND)));
    await service.#queue.reload();
    return service;
  }

  /**
   * Takes in what happened to incidents. `open`: all that are open now. `commit` gets what must be written for it and writes it in one
   * transaction with the incidents themselves; where it fails nothing has happened, and the error is passed on. STORE_CONFLICT: another
   * process planned meanwhile; read the incidents anew and come again.
   */
  async handle(news: PlanNews, commit: (change: StateChange) => Promise<void>): Promise<void> {
    await this.#planning.run(() => this.#plan(news, commit));
    if (this.#running) this.#queue.wake();
    this.#arm();
  }

  /** Sends what is due from now on, without an end. */
  start(): void {
    this.#running = true;
    this.#queue.onIdle(() => this.#arm());
    this.#setTimer(0);
  }

  /** For a run that ends: everything that is due now is tried once. What is not due, or was not taken, waits for the next run. */
  async sendDue(): Promise<void> {
    await this.#look();
    await Promise.all([this.#queue.settled(), this.#keepAlive.settled()]);
  }

  /** What is being sent may end, within 5 s; the rest is in the store. */
  async stop(): Promise<void> {
    this.#running = false;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#planning.run(async () => {});
    await this.#queue.stop(STOP_GRACE_MS);
  }

  /** Sends a message that says of itself that it is a test, past all routes and waits. ALERT_CHANNEL_UNKNOWN. */
  async test(name: string): Promise<DeliveryResult> {
    const names = this.#options.channels.map((channel) => channel.name);
    if (!names.includes(name)) {
      throw new ToposcopeError('ALERT_CHANNEL_UNKNOWN', `there is no channel ${name}`, {
        hint: names.length === 0 ? 'the settings have no channels' : `the settings have ${names.join(', ')}`,
      });
    }
    const message = testMessage(name, randomUUID(), this.#options.now().toISOString());
    return await this.#queue.speak(name, (channel) => channel.deliver(message));
  }

  async status(): Promise<AlertStatus> {
    const dead = await this.deadLetters();
    const channels = this.#options.settings.channels.map(({ name, type }) => {
      const { count, since, reason } = this.#queue.waiting(name);
      const deadLetters = dead.filter(({ message }) => message.channel === name).length;
      return {
        name,
        type,
        waiting: count,
        waitingSince: since,
        reason,
        last: this.#queue.lastResult(name),
        deadLetters,
      };
    });
    return { channels, nextDue: nextDue(this.#state, this.#options.settings) };
  }

  deadLetters(): Promise<DeadLetter[]> {
    return readDeadLetters(this.#options.keeper);
  }

  /** `which`: an id, the beginning of one, or `all`. Returns how many are tried again. ALERT_NOT_FOUND. */
  async retryDead(which: string): Promise<number> {
    const count = await retryDeadLetters(this.#options.keeper, which, this.#options.now());
    await this.#planning.run(() => this.#queue.reload());
    if (this.#running) this.#queue.wake();
    return count;
  }

  /** Reads anew what other processes may have planned. */
  async #plan(news: PlanNews | null, commit: (change: StateChange) => Promise<void>): Promise<void> {
    const before = planFromState(await this.#options.keeper.state(GROUP_KIND));
    const { state, messages } = planMessages(before, news, this.#options, this.#options.now());
    const deliveries = await this.#toDeliveries(messages);
    const change = planChange(before, state);
    const put = deliveries.map((value) => ({ kind: DELIVERY_KIND, key: value.message.id, value }));
    if (news !== null || !isEmptyChange(change)) await commit({ ...change, put: [...(change.put ?? []), ...put] });
    this.#state = state;
    this.#queue.add(deliveries);
  }

  async #toDeliveries(messages: readonly AlertMessage[]): Promise<Delivery[]> {
    const drawn = await withDrawings(messages, this.#options);
    return drawn.map((message) => newDelivery(message, this.#options.now()));
  }

  /** What time alone brings about: groups that are due, what other processes queued, receivers that forget. */
  async #look(): Promise<void> {
    await this.#planning.run(async () => {
      await this.#plan(null, (change) => this.#options.keeper.commit(change));
      await this.#queue.reload();
    });
    const now = this.#options.now();
    this.#lookedAt = now.getTime();
    this.#queue.wake();
    this.#keepAlive.begin(now);
  }

  #arm(): void {
    if (!this.#running) return;
    const { settings, now } = this.#options;
    const planned = [nextDue(this.#state, settings), this.#queue.nextAttemptAt()].filter((time) => time !== null);
    const next = Math.min(
      ...planned.map((time) => Date.parse(time)),
      this.#keepAlive.nextAt(),
      this.#lookedAt + LOOK_MS,
    );
    this.#setTimer(Math.min(Math.max(0, next - now().getTime()), LOOK_MS));
  }

  #setTimer(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), ms);
  }

  async #tick(): Promise<void> {
    try {
      await this.#look();
      this.#arm();
    } catch (error) {
      this.#options.onProblem(`alerts wait: ${(error as Error).message}`);
      if (this.#running) this.#setTimer(AFTER_FAULT_MS);
    }
  }
}
