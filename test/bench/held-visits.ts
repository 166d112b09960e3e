// Visits that do not end until they are told to: to weigh what a session costs while it is open.
import { type Conversation, type VisitOptions, type VisitTarget, visitDevices } from '../../src/devices/index.ts';
import type { Visit } from '../../src/model/index.ts';

/** Sessions that stay open until they are told to leave. */
export class HeldVisits {
  readonly #targets: readonly VisitTarget[];
  readonly #options: VisitOptions;
  #visits: Promise<readonly Visit[]> = Promise.resolve([]);
  #release: () => void = () => undefined;

  constructor(targets: readonly VisitTarget[], options: VisitOptions) {
    this.#targets = targets;
    this.#options = options;
  }

  /** Resolves when all of them have answered once. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const released = new Promise<void>((release) => {
        this.#release = release;
      });
      let open = 0;
      const holding: Conversation = async (session) => {
        await session.run('show lldp');
        if (++open === this.#targets.length) resolve();
        await released;
        return { changed: false };
      };
      this.#visits = visitDevices(this.#targets, holding, { ...this.#options, concurrency: this.#targets.length });
      this.#visits.then(checkVisits).catch(reject);
    });
  }

  async leave(): Promise<void> {
    this.#release();
    await this.#visits;
  }
}

/** Throws where one failed. */
export function checkVisits(visits: readonly Visit[]): void {
  const failed = visits.find(({ poll }) => poll.status !== 'ok');
  if (failed) throw new Error(`a visit failed: ${failed.poll.message}`);
}
