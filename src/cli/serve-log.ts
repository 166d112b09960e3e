// What a running watch says on the terminal: a line with its time for each thing that happened, and few lines where much happens.
import type { IncidentEvent, NetworkEvent, Snapshot } from '../model/index.ts';
import { type Output, plural, printable } from './console.ts';
import { formatIncidentEvent } from './incidents.ts';
import { reportError } from './shell.ts';

/** As a receiver counts; see `ReceiverStats`. */
export interface Received {
  readonly received: number;
  readonly malformed: number;
  readonly refused: number;
  readonly strangers: number;
  readonly strangerAddresses: ReadonlyMap<string, number>;
}

/** Messages are collected so long, unless something else is to be said before. */
const COLLECT_MS = 1000;
const MAX_PLACES = 4;
const MAX_INCIDENTS = 20;
/** The same fault is told at most so often. */
const FAULT_AGAIN_MS = 60_000;

export class ServeLog {
  readonly #output: Output;
  readonly #debug: boolean;
  #events: { kinds: Set<string>; places: Set<string>; ways: Set<string>; count: number } | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Text → when it was told last. */
  readonly #faults = new Map<string, number>();
  #oddTold = 0;

  constructor(output: Output, debug: boolean) {
    this.#output = output;
    this.#debug = debug;
  }

  say(what: string, text: string): void {
    this.flush();
    this.#say(`${what.padEnd(9)} ${text}`);
  }

  snapshot({ id, devices, links, changes }: Snapshot, asked: readonly string[] | null): void {
    const polled = devices.filter(({ poll }) => poll !== null && poll.status !== 'skipped');
    const ok = polled.filter(({ poll }) => poll?.status === 'ok').length;
    const news = changes.length === 0 ? 'no changes' : plural(changes.length, 'change');
    const answered = `${ok} of ${plural(polled.length, 'device')} answered`;
    this.say(asked === null ? 'poll' : 'asked', `${id}: ${answered}, ${plural(links.length, 'link')}, ${news}`);
  }

  /** Suspicions are told to nobody: what a message says is for a poll to find out. */
  incidents(events: readonly IncidentEvent[]): void {
    const told = events.filter(({ what }) => what !== 'suspected' && what !== 'withdrawn');
    if (told.length === 0) return;
    this.flush();
    for (const event of told.slice(0, MAX_INCIDENTS)) this.#say(formatIncidentEvent(this.#output, event));
    const more = told.length - MAX_INCIDENTS;
    if (more > 0) this.say('…', `and ${more} more: toposcope incidents lists them`);
  }

  event({ kind, source, port, via }: NetworkEvent, device: string | null): void {
    this.#events ??= { kinds: new Set(), places: new Set(), ways: new Set(), count: 0 };
    const { kinds, places, ways } = this.#events;
    this.#events.count++;
    kinds.add(kind);
    ways.add(via);
    places.add(printable([device ?? source, port].filter((part) => part !== null).join(' ')));
    this.#timer ??= setTimeout(() => this.flush(), COLLECT_MS).unref();
  }

  /** With `isEnd` whatever there is, else only where it has doubled: senders that nobody knows are told of, not each message. */
  received(stats: Received | null, isEnd: boolean): void {
    if (stats === null) return;
    const odd = stats.strangers + stats.malformed + stats.refused;
    if (isEnd ? stats.received === 0 : odd === 0 || odd < 2 * this.#oddTold) return;
    this.#oddTold = odd;
    const busiest = [...stats.strangerAddresses].slice(0, 3).map(([address, count]) => `${address}: ${count}`);
    const strangers = `${stats.strangers} from strangers${busiest.length > 0 ? ` (${busiest.join(', ')})` : ''}`;
    const parts = [plural(stats.received, 'message'), strangers, `${stats.malformed} malformed`];
    this.say('received', [...parts, `${stats.refused} refused`].join(', '));
  }

  fault(error: unknown): void {
    if (this.#isRepeated(error instanceof Error ? error.message : String(error))) return;
    this.flush();
    reportError({ ...this.#output, say: (line) => this.#say(line) }, error, this.#debug);
  }

  problem(text: string): void {
    if (!this.#isRepeated(text)) this.say('problem', printable(text));
  }

  #isRepeated(text: string): boolean {
    const now = performance.now();
    for (const [old, at] of this.#faults) if (now - at >= FAULT_AGAIN_MS) this.#faults.delete(old);
    if (this.#faults.has(text)) return true;
    this.#faults.set(text, now);
    return false;
  }

  /** Tells of the messages that were collected. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#events === null) return;
    const { kinds, places, ways, count } = this.#events;
    this.#events = null;
    const more = places.size - MAX_PLACES;
    const where = [...places].slice(0, MAX_PLACES).join(', ') + (more > 0 ? ` and ${plural(more, 'more place')}` : '');
    const how = `${plural(count, 'message')} by ${[...ways].join(' and ')}`;
    this.#say(`events    ${[...kinds].join(', ')}: ${where} (${how})`);
  }

  #say(text: string): void {
    this.#output.say(`${new Date().toISOString().slice(0, 19)}Z ${text}`);
  }
}
