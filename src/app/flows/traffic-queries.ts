// Questions to the traffic store from any thread: another one answers them.
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../collector/index.ts';
import { loadsOfMinutes } from '../../flows/index.ts';
import { type LinkLoads, type Snapshot, ToposcopeError } from '../../model/index.ts';
import { mergeReports } from '../../store/index.ts';
import type { TrafficAnswer, TrafficQuestion, TrafficValues } from './traffic-query.ts';
import type { TrafficWindow } from './window.ts';

type Kind = TrafficQuestion['kind'];
type Question<K extends Kind> = Omit<Extract<TrafficQuestion, { readonly kind: K }>, 'kind'>;

interface Waiting {
  resolve(value: TrafficValues[Kind]): void;
  reject(error: Error): void;
}

export interface QueryOptions {
  /** MaxMind DB files for countries and autonomous systems. */
  readonly mmdb?: readonly string[];
  readonly onWarning?: (message: string) => void;
}

/** Nothing is started before the first question; an idle thread never keeps the process alive. */
export class TrafficQueries {
  readonly #output: string;
  readonly #options: QueryOptions;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #asked = 0;

  constructor(output: string, options: QueryOptions = {}) {
    this.#output = output;
    this.#options = options;
  }

  /** Rejects with what the store rejects with. */
  async ask<K extends Kind>(kind: K, question: Question<K>): Promise<TrafficValues[K]> {
    this.#thread ??= this.#start();
    const thread = this.#thread;
    const id = ++this.#asked;
    const answer = new Promise<TrafficValues[Kind]>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    thread.ref();
    thread.postMessage({ id, question: { kind, ...question } });
    try {
      return (await answer) as TrafficValues[K];
    } finally {
      if (this.#waiting.size === 0) thread.unref();
    }
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
    this.#fail(new Error('the traffic store was closed'));
  }

  #start(): Worker {
    const { mmdb = [], onWarning } = this.#options;
    const thread = startThread(new URL('./traffic-thread.ts', import.meta.url), { output: this.#output, mmdb });
    thread.unref();
    thread.on('message', ({ id, answer, warning }: { id: number | null; answer: TrafficAnswer; warning?: string }) => {
      if (id === null) onWarning?.(warning ?? '');
      else this.#settle(id, answer);
    });
    thread.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    thread.on('exit', () => {
      if (this.#thread === thread) this.#thread = null;
    });
    return thread;
  }

  #settle(id: number, answer: TrafficAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ('value' in answer) waiting?.resolve(answer.value);
    else if ('fault' in answer) {
      const { code, message, hint, context } = answer.fault;
      waiting?.reject(new ToposcopeError(code, message, { hint, context: { ...context } }));
    } else waiting?.reject(new Error(answer.bug));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/**
 * The loads of a snapshot's links in whole minutes of the window, from the first one in which anything was measured: time before anybody
 * listened is no time without traffic. Null where nothing was collected in it.
 */
export async function loadsOfWindow(
  queries: TrafficQueries,
  snapshot: Snapshot,
  window: TrafficWindow,
): Promise<LinkLoads | null> {
  const kept = await queries.ask('minutes', { ...window, talkers: false });
  const first = kept.findIndex(({ loads }) => loads.covered.some((seconds) => seconds > 0));
  const minutes = kept.slice(Math.max(0, first));
  const begin = minutes[0];
  if (begin === undefined) return null;
  const fromMs = Math.max(floorMinute(window.fromMs), begin.loads.minute * MINUTE_MS);
  const toMs = Math.max(fromMs + MINUTE_MS, window.toMs);
  return loadsOfMinutes(minutes, snapshot, { fromMs, toMs }, mergeReports(minutes.map(({ exporters }) => exporters)));
}

const MINUTE_MS = 60_000;

function floorMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
