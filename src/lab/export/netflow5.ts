// NetFlow version 5: datagrams of at most 30 records of 48 octets, no templates; the sampling of all in the header.
import { addressNumber } from '../traffic/streams.ts';
import type { EncoderSource, FlowEncoder } from './encoder.ts';
import { type FlowEntry, inputIndex, outputIndex } from './flow-entry.ts';
import { OctetWriter } from './octets.ts';
import { uptimeAt } from './uptime.ts';

const MOST_RECORDS = 30;
const MODE_BITS = { deterministic: 1, random: 2 } as const;

export class Netflow5Encoder implements FlowEncoder {
  readonly #source: EncoderSource;
  /** Flows sent so far. */
  #sequence = 0;

  constructor(source: EncoderSource) {
    this.#source = source;
  }

  encode(entries: readonly FlowEntry[], nowMs: number): Uint8Array[] {
    const datagrams: Uint8Array[] = [];
    for (let i = 0; i < entries.length; i += MOST_RECORDS) {
      datagrams.push(this.#datagram(entries.slice(i, i + MOST_RECORDS), nowMs));
    }
    return datagrams;
  }

  #datagram(entries: readonly FlowEntry[], nowMs: number): Uint8Array {
    const [sampler] = this.#source.samplers;
    const sampling = sampler === undefined ? 0 : (MODE_BITS[sampler.mode] << 14) | (sampler.rate & 0x3fff);
    const writer = new OctetWriter().put(2, 5).put(2, entries.length).put(4, this.#uptime(nowMs));
    writer.put(4, Math.floor(nowMs / 1000)).put(4, (nowMs % 1000) * 1_000_000);
    // Engine type and id, sampling.
    writer.put(4, this.#sequence).put(1, 0).put(1, this.#source.domain).put(2, sampling);
    for (const entry of entries) this.#record(writer, entry);
    this.#sequence = (this.#sequence + entries.length) % 4_294_967_296;
    return writer.take();
  }

  #record(writer: OctetWriter, { observation, packets, bytes, firstMs, lastMs, tcpFlags }: FlowEntry): void {
    const { src, dst, protocol, conversation } = observation.stream.shape;
    const nextHop = observation.crossing.out?.adjacency.in?.address ?? '0.0.0.0';
    writer.put(4, src.address).put(4, dst.address).put(4, addressNumber(nextHop));
    writer.put(2, inputIndex(observation)).put(2, outputIndex(observation)).put(4, packets).put(4, bytes);
    writer.put(4, this.#uptime(firstMs)).put(4, this.#uptime(lastMs)).put(2, src.port).put(2, dst.port);
    writer.put(1, 0).put(1, tcpFlags).put(1, protocol).put(1, conversation.tos);
    // Both autonomous systems, both masks, and two octets of nothing.
    writer.put(2, 0).put(2, 0).put(1, 0).put(1, 0).put(2, 0);
  }

  #uptime(ms: number): number {
    return uptimeAt(ms, this.#source.bootedMs);
  }
}
