// The incidents of one output folder: looks at every snapshot that is new, keeps the book, and says what is to be told. Every
// step reads the book, thinks, and writes book, history and messages in one transaction. Where another process was faster, such
// as an operator's `ack` beside a running `serve`, it reads and thinks again.
import type { AlertService } from '../../alerts/index.ts';
import {
  acknowledge,
  BOOK_STATE_KINDS,
  type BookUpdate,
  bookFromState,
  bookToState,
  closeIncident,
  type DeviceEvent,
  type IncidentBook,
  type IncidentRules,
  nextTick,
  observeEvents,
  observeSnapshot,
  tick,
  type Word,
} from '../../incidents/index.ts';
import { matchesDevice } from '../../inventory/index.ts';
import {
  type Incident,
  type IncidentEvent,
  isEmptyChange,
  type Problem,
  Serial,
  type Snapshot,
  type StateChange,
  ToposcopeError,
} from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { portFilter } from '../port-rules.ts';
import type { Project } from '../project.ts';
import { readOrNull } from '../read-or-null.ts';
import { isConflict } from './lease.ts';
import { maintenanceCalendar } from './maintenance.ts';
import { readSilences } from './silences.ts';

export interface DeskOptions {
  readonly store: Store;
  /** Asked for where there is something to judge: who only reads, acknowledges or closes needs no inventory. */
  project(): Promise<Project>;
  /** Null: incidents are kept, and nobody is told. */
  readonly alerts: AlertService | null;
  now(): Date;
  /** Hears of stored entries that cannot be read. */
  onProblem(problem: Problem): void;
}

type Think = (book: IncidentBook, now: string) => BookUpdate | Promise<BookUpdate>;

const REVISION = { kind: 'book', key: 'revision' } as const;
const MAX_TRIES = 10;

export class IncidentDesk {
  readonly #options: DeskOptions;
  readonly #changes = new Serial();
  /** Of the book as the channels know it. */
  #toldRevision: unknown = null;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Open ones and those resolved lately, in the order of ids. */
  async incidents(): Promise<readonly Incident[]> {
    return (await this.#read()).book.incidents;
  }

  /** The one whose id begins like that. INCIDENT_NOT_FOUND where none or several do. */
  async find(beginning: string): Promise<Incident> {
    const all = await this.incidents();
    const found = all.filter(({ id }) => id.startsWith(beginning));
    const exact = found.find(({ id }) => id === beginning) ?? (found.length === 1 ? found[0] : undefined);
    if (exact && beginning !== '') return exact;
    const what = found.length > 1 ? `${found.length} incidents have ids that begin with` : 'no incident has the id';
    const ids = (found.length > 1 ? found : all).map(({ id }) => id).slice(0, 10);
    throw new ToposcopeError('INCIDENT_NOT_FOUND', `${what} "${beginning}"`, {
      hint: ids.length > 0 ? `there are: ${ids.join(', ')}` : 'no incident is open',
    });
  }

  /** Looks at every snapshot that was not looked at yet, oldest first. A new book begins with the newest: what was is not told now. */
  async observe(): Promise<readonly IncidentEvent[]> {
    const { store } = this.#options;
    const events: IncidentEvent[] = [];
    const { book } = await this.#read();
    const ids = await store.since(book.processed);
    for (const id of book.processed === null ? ids.slice(-1) : ids) {
      const snapshot = await store.read(id);
      const previous = await readOrNull(store, snapshot.previous);
      events.push(
        ...(await this.#change(async (current, now) =>
          observeSnapshot(current, snapshot, previous, await this.#rules(), now),
        )),
      );
    }
    return events;
  }

  /** What devices said themselves. */
  async note(told: readonly DeviceEvent[], latest: Snapshot | null): Promise<readonly IncidentEvent[]> {
    return await this.#change(async (book, now) => observeEvents(book, told, await this.#rules(), now, latest));
  }

  /** Time has passed. */
  async tick(): Promise<readonly IncidentEvent[]> {
    return await this.#change(async (book, now) => tick(book, await this.#rules(), now));
  }

  /** When `tick` has something to do; null where only a poll can tell. */
  async nextTick(): Promise<string | null> {
    const { book } = await this.#read();
    return nextTick(book, await this.#rules(), this.#now());
  }

  async acknowledge(id: string, word: Word): Promise<readonly IncidentEvent[]> {
    return await this.#change((book, now) => acknowledge(book, id, word, now));
  }

  async close(id: string, word: Word): Promise<readonly IncidentEvent[]> {
    return await this.#change((book, now) => closeIncident(book, id, word, now));
  }

  /** One after the other here; where another process was faster, once more. */
  async #change(think: Think): Promise<readonly IncidentEvent[]> {
    return await this.#changes.run(() => this.#changeNow(think));
  }

  async #changeNow(think: Think): Promise<readonly IncidentEvent[]> {
    for (let tries = 1; ; tries++) {
      const { book, revision } = await this.#read();
      const update = await think(book, this.#now());
      const change = bookToState(book, update);
      const isTold = this.#options.alerts === null || revision === this.#toldRevision;
      if (isEmptyChange(change) && update.events.length === 0 && isTold) return [];
      try {
        await this.#commit(guarded(change, revision), isTold ? update : withEnded(update));
        this.#toldRevision = nextRevision(revision);
        return update.events;
      } catch (error) {
        if (!isConflict(error) || tries === MAX_TRIES) throw error;
      }
    }
  }

  async #commit(change: StateChange, { book, events }: BookUpdate): Promise<void> {
    const { store, alerts } = this.#options;
    if (alerts === null) return await store.commit(change);
    const open = book.incidents.filter(({ stage }) => stage !== 'resolved');
    await alerts.handle({ events, open }, (messages) => store.commit(merge(change, messages)));
  }

  async #read(): Promise<{ book: IncidentBook; revision: unknown }> {
    const { store, onProblem } = this.#options;
    const kinds = await Promise.all(BOOK_STATE_KINDS.map(async (kind) => [kind, await store.state(kind)] as const));
    const state = Object.fromEntries(kinds) as Parameters<typeof bookFromState>[0];
    const { book, problems } = bookFromState(state);
    for (const problem of problems) onProblem(problem);
    return { book, revision: state.book.get(REVISION.key) };
  }

  async #rules(): Promise<IncidentRules> {
    const { store, project } = this.#options;
    const { inventory, settings } = await project();
    const matches = (pattern: string, device: string) => matchesDevice(inventory, pattern, device);
    const silences = await readSilences(store);
    const isExcluded = portFilter(inventory, settings.excludePorts);
    return {
      settings: settings.incidents,
      matches,
      maintenanceOf: maintenanceCalendar(settings.incidents.maintenance, silences, matches),
      ignores: ({ device, port }) => port !== null && isExcluded(device, port),
    };
  }

  #now(): string {
    return this.#options.now().toISOString();
  }
}

/** Nothing of it is written where the book is another one by now. */
function guarded(change: StateChange, revision: unknown): StateChange {
  return {
    ...change,
    expect: [{ ...REVISION, value: revision }],
    put: [...(change.put ?? []), { ...REVISION, value: nextRevision(revision) }],
  };
}

function nextRevision(revision: unknown): number {
  return (typeof revision === 'number' ? revision : 0) + 1;
}

/** What another process has ended meanwhile, such as an operator's `close`: those who were told of it are told that it is over. */
function withEnded({ book, events }: BookUpdate): BookUpdate {
  const ended = book.incidents.flatMap((incident): IncidentEvent[] =>
    incident.stage === 'resolved'
      ? [{ at: incident.resolvedAt ?? incident.updatedAt, incident, what: 'resolved' }]
      : [],
  );
  return { book, events: [...ended, ...events] };
}

function merge(one: StateChange, other: StateChange): StateChange {
  const both = <K extends 'expect' | 'put' | 'drop' | 'events'>(key: K) => [...(one[key] ?? []), ...(other[key] ?? [])];
  return {
    expect: both('expect') as NonNullable<StateChange['expect']>,
    put: both('put') as NonNullable<StateChange['put']>,
    drop: both('drop') as NonNullable<StateChange['drop']>,
    events: both('events') as NonNullable<StateChange['events']>,
  };
}
