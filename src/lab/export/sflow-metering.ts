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
import { encodeCounterSample, encodeFlowSample, SflowEncoder } from './sflow5.ts';

/** A data source: one socket. */
interface DataSource {
  readonly port: PortState;
  readonly sampler: PacketSampler;
  samples: number;
  counterSamples: number;
  inBytes: number;
  inPackets: number;
  outBytes: number;
  outPackets: number;
}

export class SflowMetering implements Metering {
  #device: DeviceState;
  readonly #settings: SflowSettings;
  readonly #encoder: SflowEncoder;
  readonly #sources: ReadonlyMap<string, DataSource>;
  #samples: Uint8Array[] = [];
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
        const counts = { samples: 0, counterSamples: 0, inBytes: 0, inPackets: 0, outBytes: 0, outPackets: 0 };
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
      this.#sample(input, stream, crossing, first + number, poolBefore + number + 1, passed);
    }
  }

  send(nowMs: number): ExportedDatagram[] {
    const { pollingSeconds, agent: address, destination: to } = this.#settings;
    if (nowMs - this.#polledMs >= pollingSeconds * 1000) {
      this.#polledMs = nowMs;
      for (const source of this.#sources.values()) this.#samples.push(this.#counters(source));
    }
    const samples = this.#samples;
    this.#samples = [];
    return this.#encoder.encode(samples, nowMs).map((bytes) => ({ address, to, bytes, sentMs: nowMs }));
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
    input: DataSource,
    stream: Stream,
    { in: hop, out, dropped }: Crossing,
    index: number,
    pool: number,
    passed: number,
  ): void {
    if (hop === null) return;
    input.samples += 1;
    const sample = encodeFlowSample({
      source: input.port.ifIndex,
      sequence: input.samples,
      rate: this.#settings.rate,
      pool,
      input: input.port.ifIndex,
      output: dropped ? DISCARDED_NO_ROUTE : (out?.cable.out?.ifIndex ?? INTERNAL),
      frameLength: stream.sizeOf(index) + frameOverhead(hop.adjacency.vlan),
      header: frameHeader(stream, index, hop, passed),
    });
    this.#samples.push(sample);
  }
}

/** To the device itself. */
const INTERNAL = 0x3fff_ffff;
/** Format 1 and reason 0, net unreachable (RFC 1812 codes). */
const DISCARDED_NO_ROUTE = 0x4000_0000;

function frameBytes(stream: Stream, first: number, end: number, vlan: number | null): number {
  return stream.bytesOf(first, end) + (end - first) * frameOverhead(vlan);
}
