// Flows received and kept: sockets, reader, meters and the writing of minutes. Belongs into a thread of its own, which nothing holds up.
import { randomInt } from 'node:crypto';
import { type Collector, openCollector } from '../../collector/index.ts';
import { portMapOf, type TemplateMemory } from '../../flows/index.ts';
import { type Problem, type Snapshot, ToposcopeError, type TrafficMinute } from '../../model/index.ts';
import { openTraffic, readFlowTemplates, saveFlowTemplates, type TrafficStore } from '../../store/index.ts';
import { allowOf } from './allow.ts';
import type { FlowStatus, FlowThreadData } from './flow-messages.ts';
import { FlowPipeline } from './flow-pipeline.ts';

/** What is lost at worst when the process is killed. */
const SAVE_MS = 10_000;
const TEMPLATES_MS = 60_000;
const BUSY_MS = 200;

type Tell = (text: string) => void;

export class FlowService {
  readonly #data: FlowThreadData;
  readonly #collector: Collector;
  readonly #pipeline: FlowPipeline;
  readonly #store: TrafficStore;
  readonly #tell: Tell;
  readonly #timers: readonly NodeJS.Timeout[];
  /** By minute: what could not be written yet. */
  readonly #unsaved = new Map<number, TrafficMinute>();
  #busyBefore = performance.eventLoopUtilization();
  #saved = 0;
  #isFailing = false;

  private constructor(
    data: FlowThreadData,
    collector: Collector,
    pipeline: FlowPipeline,
    store: TrafficStore,
    tell: Tell,
  ) {
    this.#data = data;
    this.#collector = collector;
    this.#pipeline = pipeline;
    this.#store = store;
    this.#tell = tell;
    this.#timers = [
      setInterval(() => this.#save(), SAVE_MS),
      setInterval(() => void this.#keepTemplates(), TEMPLATES_MS),
      setInterval(() => this.#noteBusy(), BUSY_MS),
    ];
  }

  /** Rejects with FLOW_PORT_IN_USE, FLOW_LISTEN_FAILED or what the store says. `tell` hears of what goes wrong later. */
  static async open(data: FlowThreadData, tell: Tell): Promise<FlowService> {
    const { output, settings, snapshot } = data;
    const map = portMapOf(snapshot ?? NOTHING_POLLED);
    const store = await openTraffic(output, { warn: (error) => tell(describe(error)) });
    const memory = (await readFlowTemplates(output)) as TemplateMemory | null;
    const pipeline = new FlowPipeline({ map, talkers: settings.talkers, memory, seed: randomInt(2 ** 31) });
    const collector = await openCollector(settings.listen, {
      receiveBufferBytes: settings.receiveBufferBytes,
      allow: allowOf(settings.exporters, map),
      onDatagram: pipeline.datagram,
      onProblem: (problem) => tell(describe(problem)),
    });
    for (const warning of collector.warnings) tell(describe(warning));
    return new FlowService(data, collector, pipeline, store, tell);
  }

  get listening() {
    return this.#collector.listening;
  }

  /** Records that come from now on are attributed by this snapshot; its devices are the exporters that are known. */
  setSnapshot(snapshot: Snapshot): void {
    const map = portMapOf(snapshot);
    this.#pipeline.setMap(map);
    this.#collector.allow(allowOf(this.#data.settings.exporters, map));
  }

  async status(): Promise<FlowStatus> {
    this.#pipeline.reader.flush();
    return {
      ...(await this.#collector.status()),
      ...{ exporters: this.#pipeline.reader.counts(), saved: this.#saved },
      talkersStride: this.#pipeline.shedder.stride,
    };
  }

  /** What came until then is kept. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#collector.close();
    this.#save(true);
    await this.#keepTemplates();
    this.#store.close();
  }

  /** A disk that is full is told once; what could not be kept is tried again with the next minutes. */
  #save(isLast = false): void {
    for (const minute of this.#pipeline.minutes(Date.now(), isLast)) this.#unsaved.set(minute.loads.minute, minute);
    try {
      this.#store.save([...this.#unsaved.values()]);
      this.#saved += this.#unsaved.size;
      this.#unsaved.clear();
      if (this.#isFailing) this.#tell('traffic can be kept again');
      this.#isFailing = false;
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      if (!this.#isFailing) this.#tell(describe(error));
      this.#isFailing = true;
      const minutes = [...this.#unsaved.keys()].sort((one, other) => one - other);
      for (const minute of minutes.slice(0, -MOST_UNSAVED)) this.#unsaved.delete(minute);
    }
  }

  #noteBusy(): void {
    const now = performance.eventLoopUtilization();
    this.#pipeline.shedder.note(performance.eventLoopUtilization(now, this.#busyBefore).utilization);
    this.#busyBefore = now;
  }

  async #keepTemplates(): Promise<void> {
    try {
      await saveFlowTemplates(this.#data.output, this.#pipeline.reader.templates());
    } catch (error) {
      this.#tell(error instanceof ToposcopeError ? describe(error) : String(error));
    }
  }
}

/** Minutes held in memory while they cannot be written. */
const MOST_UNSAVED = 120;

function describe({
  code,
  message,
  hint,
}: Pick<Problem, 'code' | 'message'> & { readonly hint: string | null }): string {
  return `${code}: ${message}${hint ? `: ${hint}` : ''}`;
}

const NOTHING_POLLED: Snapshot = {
  ...{ schema: 'toposcope/snapshot/1', id: '', takenAt: '', tookMs: 0, previous: null },
  ...{ devices: [], links: [], segments: [], bundles: [], changes: [], problems: [], answers: {}, loads: null },
};
