// sFlow version 5 (sflow.org): flow samples with the header of a real packet, counter samples, XDR in datagrams.

import type { PortState } from '../traffic/network-state.ts';
import { addressNumber } from '../traffic/streams.ts';
import { OctetWriter } from './octets.ts';
import { uptimeAt } from './uptime.ts';

export interface FlowSample {
  /** IfIndex of the data source. */
  readonly source: number;
  /** Of the data source, from 1. */
  readonly sequence: number;
  readonly rate: number;
  /** Packets that could have been sampled so far. */
  readonly pool: number;
  readonly input: number;
  readonly output: number;
  /** FCS included. */
  readonly frameLength: number;
  readonly header: Uint8Array;
}

export interface CounterSample {
  readonly sequence: number;
  readonly port: PortState;
  readonly inBytes: number;
  readonly inPackets: number;
  readonly outBytes: number;
  readonly outPackets: number;
}

/** An encoded sample, and when it was taken, ms since 1970. */
export interface TimedSample {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** Octets behind the header of a datagram. */
const ROOM_OCTETS = 1372;
const FCS_OCTETS = 4;
const ETHERNET_CSMACD = 6;
const FULL_DUPLEX = 1;
/** A counter that nobody counts. */
const UNKNOWN = 0xffff_ffff;

export class SflowEncoder {
  readonly #agent: number;
  readonly #bootedMs: number;
  #sequence = 0;

  constructor(agent: string, bootedMs: number) {
    this.#agent = addressNumber(agent);
    this.#bootedMs = bootedMs;
  }

  /** A datagram leaves when it is full, or with the last sample. */
  encode(samples: readonly TimedSample[]): { readonly bytes: Uint8Array; readonly sentMs: number }[] {
    const datagrams: TimedSample[][] = [];
    let room = 0;
    for (const sample of samples) {
      const last = datagrams.at(-1);
      if (last && sample.bytes.length <= room) last.push(sample);
      else {
        datagrams.push([sample]);
        room = ROOM_OCTETS;
      }
      room -= sample.bytes.length;
    }
    return datagrams.map((some) => this.#datagram(some));
  }

  #datagram(samples: readonly TimedSample[]): { readonly bytes: Uint8Array; readonly sentMs: number } {
    const sentMs = samples.at(-1)?.atMs ?? 0;
    this.#sequence = (this.#sequence + 1) % 4_294_967_296;
    // Version, address family IPv4, agent, sub-agent.
    const writer = new OctetWriter().put(4, 5).put(4, 1).put(4, this.#agent).put(4, 0).put(4, this.#sequence);
    writer.put(4, uptimeAt(sentMs, this.#bootedMs)).put(4, samples.length);
    for (const { bytes } of samples) writer.putBytes(bytes);
    return { bytes: writer.take(), sentMs };
  }
}

export function encodeFlowSample(sample: FlowSample): Uint8Array {
  const { source, sequence, rate, pool, input, output, frameLength, header } = sample;
  return encodeBlock(1, (writer) => {
    writer.put(4, sequence).put(4, source).put(4, rate).put(4, pool).put(4, 0).put(4, input).put(4, output).put(4, 1);
    writer.putBlock(1, () => {
      // Ethernet.
      writer.put(4, 1).put(4, frameLength).put(4, FCS_OCTETS).put(4, header.length).putBytes(header).pad(4);
    });
  });
}

export function encodeCounterSample(sample: CounterSample): Uint8Array {
  const { sequence, port } = sample;
  return encodeBlock(2, (writer) => {
    writer.put(4, sequence).put(4, port.ifIndex).put(4, 2);
    writer.putBlock(1, () => putGenericCounters(writer, sample));
    // Its name, as ifName.
    const name = new TextEncoder().encode(port.name);
    writer.putBlock(1005, () => writer.put(4, name.length).putBytes(name).pad(4));
  });
}

function putGenericCounters(writer: OctetWriter, sample: CounterSample): void {
  const { port, inBytes, inPackets, outBytes, outPackets } = sample;
  const { isUp, speedBps } = port;
  writer.put(4, port.ifIndex).put(4, ETHERNET_CSMACD).put(8, speedBps).put(4, FULL_DUPLEX);
  // Bit 0: not shut; bit 1: up.
  writer
    .put(4, isUp ? 3 : 1)
    .put(8, inBytes)
    .put(4, inPackets);
  // Multicasts, broadcasts, discards, errors, unknown protocols.
  writer.put(4, 0).put(4, 0).put(4, 0).put(4, 0).put(4, UNKNOWN);
  writer.put(8, outBytes).put(4, outPackets).put(4, 0).put(4, 0).put(4, 0).put(4, 0);
  // Promiscuous: no.
  writer.put(4, 2);
}

function encodeBlock(format: number, write: (writer: OctetWriter) => void): Uint8Array {
  return new OctetWriter().putBlock(format, write).take();
}
