// Receivers that forget what is not said again are told again, all that is open, before they do.
import type { Incident } from '../../model/index.ts';
import type { Channel, KnownAs } from '../channel.ts';
import type { PlanState } from '../plan/group.ts';
import { isResolved } from '../severity.ts';
import type { AlertQueue } from './alert-queue.ts';

export class KeepAliveRound {
  readonly #channels: readonly Channel[];
  readonly #queue: AlertQueue;
  readonly #state: () => PlanState;
  readonly #toldAt = new Map<string, number>();
  readonly #underWay = new Set<Promise<unknown>>();

  /** `state`: the planner's, as it is when a channel's turn comes. */
  constructor(channels: readonly Channel[], queue: AlertQueue, state: () => PlanState) {
    this.#channels = channels.filter(({ keepAlive }) => keepAlive);
    this.#queue = queue;
    this.#state = state;
  }

  /** Milliseconds since 1970; Infinity where no channel forgets. The first time is at once: there may have been a long pause. */
  nextAt(): number {
    return Math.min(...this.#channels.map((channel) => this.#nextOf(channel)));
  }

  /** Waits for nobody: a receiver that does not answer holds up no other. A failure shows in the status; the next round is soon. */
  begin(now: Date): void {
    for (const channel of this.#channels) {
      if (now.getTime() < this.#nextOf(channel)) continue;
      this.#toldAt.set(channel.name, now.getTime());
      if (toldAndOpen(this.#state(), channel.name).length === 0) continue;
      const round = this.#tell(channel).finally(() => this.#underWay.delete(round));
      this.#underWay.add(round);
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** What is open is looked up when its turn has come: an alert that was just resolved is not called back to life. */
  async #tell({ name, keepAlive }: Channel): Promise<void> {
    await this.#queue.speak(name, async () => {
      const told = toldAndOpen(this.#state(), name);
      return keepAlive && told.length > 0 ? await keepAlive.refresh(told) : { kind: 'sent', detail: 'nothing is open' };
    });
  }

  #nextOf({ name, keepAlive }: Channel): number {
    return (this.#toldAt.get(name) ?? 0) + (keepAlive?.everySeconds ?? Number.POSITIVE_INFINITY) * 1000;
  }
}

/** What a channel was told and not yet told to be over. */
function toldAndOpen(state: PlanState, channel: string): { incident: Incident; knownAs: KnownAs }[] {
  return [...state.values()]
    .filter((group) => group.channel === channel)
    .flatMap(({ members }) => members)
    .flatMap(({ incident, knownAs }) => (knownAs === null || isResolved(incident) ? [] : [{ incident, knownAs }]));
}
