// What a reader remembers of sFlow agents: who they are by the octets of their address, and how far their samples were counted.
import type { Exporter, Exporters } from '../../exporters.ts';
import { formatAddress } from '../../format-address.ts';
import { readU32 } from '../../read-bytes.ts';
import type { ExporterCounts } from '../../sink.ts';
import { SampleCounts } from './sample-counts.ts';

/** Entries of the table of agents, a power of two. Agents that meet at one entry take turns there: each turn costs a look-up by text. */
const SLOTS = 4096;

/** Of `address_type` (sFlow v5 specification §5.1). */
export const ADDRESS_TYPE = { ipv4: 1, ipv6: 2 } as const;

export class SflowState {
  readonly samples = new SampleCounts();
  private readonly exporters: Exporters;
  private readonly words = new Uint32Array(4 * SLOTS);
  private readonly agents: (Exporter | undefined)[] = new Array(SLOTS);

  constructor(exporters: Exporters) {
    this.exporters = exporters;
  }

  /**
   * The exporter whose address is at `at`, in a datagram of `sender`; null where there are too many already. IPv4 (type 1) is kept as its
   * mapped address.
   */
  agent(bytes: Uint8Array, at: number, type: number, sender: Exporter, receivedMs: number): Exporter | null {
    const long = type === ADDRESS_TYPE.ipv6;
    const w0 = long ? readU32(bytes, at) : 0;
    const w1 = long ? readU32(bytes, at + 4) : 0;
    const w2 = long ? readU32(bytes, at + 8) : 0xffff;
    const w3 = readU32(bytes, long ? at + 12 : at);
    const mixed = Math.imul(w0 ^ Math.imul(w1, 31) ^ Math.imul(w2, 17) ^ w3, 0x9e37_79b1);
    const slot = (mixed >>> 20) % SLOTS;
    const { words } = this;
    const i = 4 * slot;
    const known = this.agents[slot];
    if (known && words[i] === w0 && words[i + 1] === w1 && words[i + 2] === w2 && words[i + 3] === w3) return known;
    const found = this.exporters.findAgent(sender, formatAddress(w0, w1, w2, w3), receivedMs);
    if (!found) return null;
    words[i] = w0;
    words[i + 1] = w1;
    words[i + 2] = w2;
    words[i + 3] = w3;
    this.agents[slot] = found;
    return found;
  }

  /** Counts of an exporter with those of its samples, if it has spoken sFlow. */
  withSamples(counts: ExporterCounts): ExporterCounts {
    if (!counts.protocols.includes('sflow5')) return counts;
    const { lost, dropped } = this.samples;
    return { ...counts, samples: { lost: lost[counts.slot] ?? 0, dropped: dropped[counts.slot] ?? 0 } };
  }
}
