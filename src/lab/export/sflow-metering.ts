// An sFlow agent on one device: every socket samples what comes in, and tells its counters every polling interval.
import { frameOverhead } from '../traffic/frame.ts';
import type { PortState } from '../traffic/network-state.ts';
import { createRandom } from '../traffic/random.ts';
import type { Crossing } from '../traffic/routing.ts';
import type { Stream } from '../traffic/stream.ts';
import type { DeviceState } from '../traffic/timeline.ts';
import type { SflowSettings } from './meter-settings.ts';
import { type ExportedDatagram, isSameMeter, type Metering } from './metering.ts';
import { frameHeader } from './packet-header.ts';
import { PacketSampler } from './packet-sampler.ts';
import { encodeCounterSample, encodeFlowSample, type FlowSample, SflowEncoder, type TimedSample } from './sflow5.ts';

/** A data source: one socket. */
interface DataSource {
  readonly port: PortState;
  readonly sampler: PacketSampler;
  /** Chosen and not sent yet, as they were chosen: stream by stream. */
  taken: Taken[];
  samples: number;
  counterSamples: number;
  inBytes: number;
  inPackets: number;
  outBytes: number;
  outPackets: number;
}

interface Taken {
  readonly atMs: number;
  /** Packets that could have been chosen until then. */
  readonly pool: number;
  readonly sample: Omit<FlowSample, 'sequence' | 'pool'>;
}

export class SflowMetering implements Metering {
  #device: DeviceState;
  readonly #settings: SflowSettings;
  readonly #encoder: SflowEncoder;
  readonly #sources: ReadonlyMap<string, DataSource>;
  #polledMs = Number.NEGATIVE_INFINITY;

  constructor(device: DeviceState, settings: SflowSettings, seed: string) {
    const { ports, bootedMs } = device;
    this.#device = device;
    this.#settings = settings;
    this.#encoder = new SflowEncoder(settings.agent, bootedMs);
    const sources = ports
      .filter(({ isSocket }) => isSocket)
      .map((port): [string, DataSource] => {
        const sampler = new PacketSampler(settings.rate, createRandom(`${seed} ${port.name}`));
        const counts = {
          taken: [],
          samples: 0,
          counterSamples: 0,
          inBytes: 0,
          inPackets: 0,
          outBytes: 0,
          outPackets: 0,
        };
        return [port.name, { port, sampler, ...counts }];
      });
    this.#sources = new Map(sources);
  }

  goOn(device: DeviceState): boolean {
    if (!isSameMeter(this.#device, device)) return false;
    this.#device = device;
    return true;
  }

  observe(stream: Stream, crossing: Crossing, first: number, end: number, passed: number): void {
    const output = this.#sources.get(crossing.out?.cable.out?.name ?? '');
    if (output && crossing.out) {
      output.outPackets += end - first;
      output.outBytes += frameBytes(stream, first, end, crossing.out.adjacency.vlan);
    }
    const input = this.#sources.get(crossing.in?.cable.in?.name ?? '');
    if (!input || !crossing.in) return;
    input.inPackets += end - first;
    input.inBytes += frameBytes(stream, first, end, crossing.in.adjacency.vlan);
    const poolBefore = input.sampler.pool;
    for (const number of input.sampler.next(end - first)) {
      const index = first + number;
      const sample = this.#sample(input, stream, crossing, index, passed);
      if (sample) input.taken.push({ atMs: stream.timeOf(index), pool: poolBefore + number + 1, sample });
    }
  }

  send(nowMs: number): ExportedDatagram[] {
    const { pollingSeconds, agent: address, destination: to } = this.#settings;
    const sources = [...this.#sources.values()];
    const samples = sources.flatMap(takeSamples).sort((a, b) => a.atMs - b.atMs);
    if (nowMs - this.#polledMs >= pollingSeconds * 1000) {
      this.#polledMs = nowMs;
      for (const source of sources) samples.push({ atMs: nowMs, bytes: this.#counters(source) });
    }
    return this.#encoder.encode(samples).map((datagram) => ({ address, to, ...datagram }));
  }

  flush(nowMs: number): ExportedDatagram[] {
    this.#polledMs = Number.NEGATIVE_INFINITY;
    return this.send(nowMs);
  }

  #counters(source: DataSource): Uint8Array {
    source.counterSamples += 1;
    const port = this.#device.ports.find(({ name }) => name === source.port.name) ?? source.port;
    return encodeCounterSample({ ...source, port, sequence: source.counterSamples });
  }

  #sample(
    { port }: DataSource,
    stream: Stream,
    { in: hop, out, dropped }: Crossing,
    index: number,
    passed: number,
  ): Taken['sample'] | null {
    if (hop === null) return null;
    return {
      source: port.ifIndex,
      rate: this.#settings.rate,
      input: port.ifIndex,
      output: dropped ? DISCARDED_NO_ROUTE : (out?.cable.out?.ifIndex ?? INTERNAL),
      frameLength: stream.sizeOf(index) + frameOverhead(hop.adjacency.vlan),
      header: frameHeader(stream, index, hop, passed),
    };
  }
}

/** In the order of time, numbered; pools grow as time does. */
function takeSamples(source: DataSource): TimedSample[] {
  const { taken } = source;
  source.taken = [];
  const pools = taken.map(({ pool }) => pool);
  return taken
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, sample }, i) => {
      source.samples += 1;
      return { atMs, bytes: encodeFlowSample({ ...sample, sequence: source.samples, pool: pools[i] ?? 0 }) };
    });
}

/** To the device itself. */
const INTERNAL = 0x3fff_ffff;
/** Format 1 and reason 0, net unreachable (RFC 1812 codes). */
const DISCARDED_NO_ROUTE = 0x4000_0000;

function frameBytes(stream: Stream, first: number, end: number, vlan: number | null): number {
  return stream.bytesOf(first, end) + (end - first) * frameOverhead(vlan);
}
