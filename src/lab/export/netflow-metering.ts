// NetFlow on one device: which cache a packet is counted in at each port, and which exporters tell of it.
import { createRandom } from '../traffic/random.ts';
import type { Crossing } from '../traffic/routing.ts';
import type { Stream } from '../traffic/stream.ts';
import type { DeviceState } from '../traffic/timeline.ts';
import type { FlowEncoder } from './encoder.ts';
import { FlowCache, type Packets } from './flow-cache.ts';
import type { FlowEntry, Observation } from './flow-entry.ts';
import { IpfixEncoder } from './ipfix.ts';
import type { CacheSettings, ExporterSettings, PortUse } from './meter-settings.ts';
import { type ExportedDatagram, isSameMeter, type Metering } from './metering.ts';
import { Netflow5Encoder } from './netflow5.ts';
import { Netflow9Encoder } from './netflow9.ts';
import { tcpFlagsOf } from './packet-header.ts';
import { PacketSampler } from './packet-sampler.ts';

const ENCODERS = { netflow5: Netflow5Encoder, netflow9: Netflow9Encoder, ipfix: IpfixEncoder } as const;

interface Exporter {
  readonly settings: ExporterSettings;
  readonly encoder: FlowEncoder;
}

interface RunningCache {
  readonly cache: FlowCache;
  readonly exporters: readonly Exporter[];
}

/** A port's use of a cache, with the state of its sampler. */
interface RunningUse {
  readonly use: PortUse;
  readonly cache: FlowCache;
  readonly sampler: PacketSampler | null;
}

/** Where the packets of one stream are counted. */
interface Counting {
  readonly running: RunningUse;
  readonly observation: Observation;
  readonly key: string;
}

export class NetflowMetering implements Metering {
  readonly #device: DeviceState;
  readonly #caches: readonly RunningCache[];
  readonly #uses: readonly RunningUse[];
  readonly #countings = new WeakMap<Crossing, readonly Counting[]>();

  constructor(device: DeviceState, seed: string) {
    this.#device = device;
    this.#caches = device.meter.caches.map((settings, i) => this.#createCache(settings, i));
    this.#uses = device.meter.uses.flatMap((use) => {
      const cache = this.#caches[use.cache]?.cache;
      return cache ? [{ use, cache, sampler: createSampler(use, seed) }] : [];
    });
  }

  goOn(device: DeviceState): boolean {
    return isSameMeter(this.#device, device);
  }

  observe(stream: Stream, crossing: Crossing, first: number, end: number): void {
    const countings = this.#countings.get(crossing) ?? this.#countingsOf(stream, crossing);
    this.#countings.set(crossing, countings);
    for (const { running, observation, key } of countings) {
      const packets = choose(stream, first, end, running.sampler);
      if (packets) running.cache.add(key, observation, packets);
    }
  }

  send(nowMs: number): ExportedDatagram[] {
    return this.#caches.flatMap((running) => exportOf(running, running.cache.expire(nowMs), nowMs));
  }

  flush(nowMs: number): ExportedDatagram[] {
    return this.#caches.flatMap((running) => exportOf(running, running.cache.clear(), nowMs));
  }

  #createCache(settings: CacheSettings, index: number): RunningCache {
    const cache = new FlowCache(settings);
    const { bootedMs, ports, meter } = this.#device;
    const fed = meter.uses.filter((use) => use.cache === index).flatMap(({ sampler }) => (sampler ? [sampler] : []));
    const samplers = [...new Map(fed.map((sampler) => [sampler.id, sampler])).values()];
    const exporters = settings.exporters.map((exporter) => {
      const source = { settings: exporter, domain: index, record: cache.record, bootedMs, ports, samplers };
      return { settings: exporter, encoder: new ENCODERS[exporter.protocol](source) };
    });
    return { cache, exporters };
  }

  #countingsOf(stream: Stream, crossing: Crossing): Counting[] {
    const ports = { ingress: crossing.in?.adjacency.in?.name, egress: crossing.out?.adjacency.out?.name };
    return this.#uses
      .filter(({ use }) => ports[use.direction] === use.port)
      .map((running) => {
        const { direction, sampler } = running.use;
        const observation = { stream, crossing, direction, samplerId: sampler?.id ?? 0 };
        return { running, observation, key: running.cache.keyOf(observation) };
      });
  }
}

function createSampler({ sampler, port, direction }: PortUse, seed: string): PacketSampler | null {
  if (sampler === null) return null;
  const random = sampler.mode === 'random' ? createRandom(`${seed} ${port} ${direction}`) : null;
  return new PacketSampler(sampler.rate, random);
}

/** Null where none is chosen. */
function choose(stream: Stream, first: number, end: number, sampler: PacketSampler | null): Packets | null {
  if (sampler === null) {
    const tcpFlags = tcpFlagsOf(stream, first) | tcpFlagsOf(stream, end - 1);
    const times = { firstMs: stream.timeOf(first), lastMs: stream.timeOf(end - 1) };
    return { count: end - first, bytes: stream.bytesOf(first, end), tcpFlags, ...times };
  }
  const chosen = sampler.next(end - first).map((number) => first + number);
  const [earliest, latest] = [chosen[0], chosen.at(-1)];
  if (earliest === undefined || latest === undefined) return null;
  return {
    count: chosen.length,
    bytes: chosen.reduce((sum, index) => sum + stream.sizeOf(index), 0),
    tcpFlags: chosen.reduce((flags, index) => flags | tcpFlagsOf(stream, index), 0),
    firstMs: stream.timeOf(earliest),
    lastMs: stream.timeOf(latest),
  };
}

function exportOf({ exporters }: RunningCache, entries: readonly FlowEntry[], sentMs: number): ExportedDatagram[] {
  return exporters.flatMap(({ settings, encoder }) =>
    encoder.encode(entries, sentMs).map((bytes) => {
      return { address: settings.source, to: settings.destination, bytes, sentMs };
    }),
  );
}
