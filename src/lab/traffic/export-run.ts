// Traffic from one moment on, second by second: packets pass the devices, and what they export comes out.
import { createMetering } from '../export/create-metering.ts';
import type { ExportedDatagram, Metering } from '../export/metering.ts';
import { Routes } from './routing.ts';
import { Streams } from './streams.ts';
import type { DeviceState, Epoch } from './timeline.ts';
import type { TrafficModel } from './traffic-model.ts';

const STEP_MS = 1000;

interface RunningDevice {
  readonly state: DeviceState;
  readonly metering: Metering;
}

export class ExportRun {
  readonly #model: TrafficModel;
  readonly #streams: Streams;
  readonly #running = new Map<string, RunningDevice>();
  #atMs: number;
  #epoch: Epoch | null = null;
  #routes = new Routes([], []);

  /** Every device begins to meter at `fromMs`. */
  constructor(model: TrafficModel, fromMs: number) {
    const { plan, startMs, addressOf } = model;
    this.#model = model;
    this.#streams = new Streams(plan, startMs, fromMs, addressOf);
    this.#atMs = fromMs;
  }

  get atMs(): number {
    return this.#atMs;
  }

  /** The datagrams of each step up to `toMs`, in order. Never a step further than that. */
  *advance(toMs: number): Generator<ExportedDatagram> {
    while (this.#atMs < toMs) {
      const nextMs = Math.min((Math.floor(this.#atMs / STEP_MS) + 1) * STEP_MS, toMs);
      for (const part of this.#model.timeline.during(this.#atMs, nextMs)) {
        yield* this.#enter(part.epoch, part.fromMs);
        this.#carry(part.fromMs, part.toMs);
      }
      this.#atMs = nextMs;
      const datagrams = [...this.#running.values()].flatMap(({ metering }) => metering.send(nextMs));
      yield* datagrams.sort((a, b) => a.sentMs - b.sentMs);
    }
  }

  /** What the devices still hold. */
  *flush(): Generator<ExportedDatagram> {
    for (const { metering } of this.#running.values()) yield* metering.flush(this.#atMs);
  }

  /** Devices that were set up otherwise export what they had; those that went off lose it. */
  *#enter(epoch: Epoch, nowMs: number): Generator<ExportedDatagram> {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#routes = new Routes(epoch.adjacencies, this.#model.plan.singlePath);
    const states = new Map(epoch.devices.map((state) => [state.name, state]));
    for (const name of this.#running.keys()) if (!states.has(name)) this.#running.delete(name);
    for (const state of states.values()) {
      const known = this.#running.get(state.name);
      if (known?.metering.goOn(state)) continue;
      if (known && known.state.bootedMs === state.bootedMs) yield* known.metering.flush(nowMs);
      this.#running.set(state.name, { state, metering: createMetering(state, this.#model.seed) });
    }
  }

  #carry(fromMs: number, toMs: number): void {
    for (const stream of this.#streams.during(fromMs, toMs)) {
      const [first, end] = [stream.indexAt(fromMs), stream.indexAt(toMs)];
      if (first === end) continue;
      for (const [passed, crossing] of this.#routes.pathOf(stream).entries()) {
        const running = this.#running.get(crossing.node);
        running?.metering.observe(stream, crossing, first, end, Math.max(0, passed - 1));
      }
    }
  }
}
