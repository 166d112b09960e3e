// Watching: polls on a schedule and when devices say that something changed, keeps incidents, tells people. Built inert, then
// started, then stopped; what is going on at a stop is finished.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertService } from '../../alerts/index.ts';
import { RefusalMemory } from '../../devices/index.ts';
import type { Receivers } from '../../events/index.ts';
import type { DeviceEvent } from '../../incidents/index.ts';
import { formatEnd, type IncidentEvent, type NetworkEvent, Serial, type Snapshot } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { FlowCollection } from '../flows/collect-flows.ts';
import type { TrafficQueries } from '../flows/traffic-queries.ts';
import type { PollProgress } from '../poll-progress.ts';
import type { Project } from '../project.ts';
import { runOnSchedule, type Schedule } from '../schedule.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import { EventAgenda } from './event-agenda.ts';
import { concernedBy, leftInDoubt } from './event-targets.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { pruneDaily } from './prune-daily.ts';
import { knowSenders, type Senders } from './senders.ts';

export interface WatchParts {
  readonly project: Project;
  readonly store: Store;
  readonly output: string;
  readonly desk: IncidentDesk;
  readonly alerts: AlertService | null;
  /** Null where the settings ask for no flows. */
  readonly flows: FlowCollection | null;
  readonly traffic: TrafficQueries | null;
  /** Cron expression of the polls of everything. */
  readonly every: string;
  readonly clockRate: number;
  readonly progress: PollProgress;
  readonly listener: WatchListener;
  /** False while another process watches for this folder: then nothing is polled, judged or noted here. */
  isOurs(): boolean;
  listen(handlers: {
    isKnown(address: string): boolean;
    onEvent(event: NetworkEvent): void;
  }): Promise<Receivers | null>;
}

export interface WatchListener {
  /** A snapshot was stored. `asked`: null for a poll of everything, else the devices that an event led to. */
  onSnapshot(snapshot: Snapshot, asked: readonly string[] | null): void;
  onIncidents(events: readonly IncidentEvent[]): void;
  onEvent(event: NetworkEvent, device: string | null): void;
  onSkip(reason: string): void;
  onError(error: unknown): void;
}

/** The clock of incidents is looked at so often, and so are snapshots that others have taken. */
const TICK_MS = 5000;
/** Between two writings of what devices say: hundreds of messages a second are a few writings. */
const NOTE_PAUSE_MS = 100;
/** A poll that is going on at a stop may last so long. */
const STOP_GRACE_MS = 8000;
/** What a poll has found stands for a poll that asks a few devices only. Devices that failed it stay unknown. */
const STANDS_MS = 900_000;

export class Watch {
  readonly #parts: WatchParts;
  readonly #agenda: EventAgenda;
  readonly #polls = new Serial();
  readonly #notes = new Serial();
  /** Said by devices, and not yet in the book. */
  #told: DeviceEvent[] = [];
  readonly #refusals = new RefusalMemory();
  #senders: Senders;
  #latest: Snapshot | null = null;
  #schedule: Schedule | null = null;
  #receivers: Receivers | null = null;
  #agendaTimer: NodeJS.Timeout | null = null;
  #tickTimer: NodeJS.Timeout | null = null;
  #isPollingAll = false;
  #isTicking = false;
  #stopping = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    const { inventory, settings } = parts.project;
    this.#agenda = new EventAgenda(settings.events);
    this.#senders = knowSenders(inventory, null, settings.events.allow);
  }

  /** Resolves once everything listens; the first poll is under way by then. */
  async start(): Promise<void> {
    const { store, alerts, every, listener } = this.#parts;
    this.#learn(await store.latest());
    this.#receivers = await this.#parts.listen({
      isKnown: (address) => this.#senders.isKnown(address),
      onEvent: (event) => this.#take(event),
    });
    alerts?.start();
    this.#schedule = runOnSchedule(every, () => this.#pollOnTime(), listener.onSkip, listener.onError);
    this.#tickTimer = setInterval(() => void this.#guarded(() => this.#tick()), TICK_MS);
    void this.#guarded(() => this.pollAll());
  }

  /** Ports that are really listened on; null where nothing is. */
  get ports(): Receivers['ports'] | null {
    return this.#receivers?.ports ?? null;
  }

  get stats(): ReturnType<Receivers['stats']> | null {
    return this.#receivers?.stats() ?? null;
  }

  /** Polls the whole inventory now. */
  async pollAll(): Promise<void> {
    this.#isPollingAll = true;
    await this.#polls
      .run(() => this.#poll(null))
      .finally(() => {
        this.#isPollingAll = false;
      });
  }

  /** Takes nothing new. A poll that is going on is finished and looked at; one that takes too long is given up, and leaves nothing. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#tickTimer) clearInterval(this.#tickTimer);
    if (this.#agendaTimer) clearTimeout(this.#agendaTimer);
    const [work, patience] = [this.#settled(), new AbortController()];
    const grace = sleep(STOP_GRACE_MS, 'late', { signal: patience.signal }).catch(() => 'done');
    const isLate = (await Promise.race([work, grace])) === 'late';
    patience.abort();
    if (isLate) this.#parts.listener.onSkip('the poll that was going on took too long: nothing of it is kept');
  }

  async #settled(): Promise<void> {
    const { alerts } = this.#parts;
    await Promise.all([this.#receivers?.close(), this.#schedule?.stop(), this.#polls.settled(), alerts?.stop()]);
    await this.#notes.settled();
  }

  /** Polls that events led to may come in between; two of everything behind each other tell nothing new. */
  async #pollOnTime(): Promise<void> {
    if (this.#isPollingAll) this.#parts.listener.onSkip('the poll before is not done yet');
    else await this.pollAll();
  }

  async #poll(only: readonly string[] | null): Promise<void> {
    if (this.#stopping || !this.#parts.isOurs()) return;
    const { project, store, output, progress, clockRate, listener, desk, traffic } = this.#parts;
    const before = this.#latest;
    const snapshot = await takeSnapshot({
      ...{
        project,
        store,
        output,
        progress,
        clockRate,
        templates: project.templates,
        traffic,
        refusals: this.#refusals,
      },
      ...{ limit: null, from: null, keep: null, baseline: false, ...(only && { only, standsMs: STANDS_MS }) },
    });
    this.#learn(snapshot);
    this.#parts.flows?.setSnapshot(snapshot);
    listener.onSnapshot(snapshot, only);
    listener.onIncidents(await desk.observe());
    if (only !== null) this.#ask(leftInDoubt(before, snapshot));
    else await pruneDaily(store, project.settings.retention, new Date());
  }

  #learn(snapshot: Snapshot | null): void {
    const { inventory, settings } = this.#parts.project;
    this.#latest = snapshot;
    this.#senders = knowSenders(inventory, snapshot, settings.events.allow);
  }

  #take(event: NetworkEvent): void {
    if (this.#stopping || !this.#parts.isOurs()) return;
    const device = this.#senders.deviceOf(event.source);
    this.#parts.listener.onEvent(event, device);
    if (device === null) return;
    this.#told.push({ event, device, port: this.#senders.portOf(device, event.port, event.ifIndex) });
    if (this.#told.length === 1) void this.#guarded(() => this.#notes.run(() => this.#note()));
  }

  /** What comes within a moment goes into the book together. */
  async #note(): Promise<void> {
    const told = this.#told;
    this.#told = [];
    const places = new Map(told.map((one) => [formatEnd(one), one]));
    this.#ask([...places.values()].flatMap(({ device, port }) => concernedBy(this.#latest, device, port)));
    this.#parts.listener.onIncidents(await this.#parts.desk.note(told, this.#latest));
    await sleep(NOTE_PAUSE_MS);
  }

  #ask(devices: readonly string[]): void {
    const managed = new Set(this.#parts.project.inventory.devices.map(({ name }) => name));
    this.#agenda.add(
      devices.filter((device) => managed.has(device)),
      performance.now(),
    );
    this.#arm();
  }

  #arm(): void {
    const due = this.#agenda.nextDue();
    if (due === null || this.#stopping) return;
    if (this.#agendaTimer) clearTimeout(this.#agendaTimer);
    this.#agendaTimer = setTimeout(
      () => void this.#guarded(() => this.#pollDue()),
      Math.max(0, due - performance.now()),
    );
  }

  /** What has come by the time the poll before is done goes into one. */
  async #pollDue(): Promise<void> {
    await this.#polls.run(async () => {
      const devices = this.#agenda.take(performance.now());
      if (devices.length > 0) await this.#poll(devices);
    });
    this.#arm();
  }

  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    const { desk, listener, isOurs } = this.#parts;
    const look = async () => {
      if (isOurs()) listener.onIncidents([...(await desk.observe()), ...(await desk.tick())]);
    };
    await this.#polls.run(look).finally(() => {
      this.#isTicking = false;
    });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.listener.onError(error);
    }
  }
}
