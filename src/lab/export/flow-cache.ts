// A device's flow cache: packets are counted by key, and flows leave it by the active and inactive time-outs.
import type { FlowEntry, Observation } from './flow-entry.ts';
import type { CacheSettings } from './meter-settings.ts';
import { type RecordShape, readRecord } from './record-fields.ts';

/** Some packets of one stream, in a row. */
export interface Packets {
  readonly count: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly tcpFlags: number;
}

const TCP_FIN = 1;

export class FlowCache {
  readonly record: RecordShape;
  readonly #settings: CacheSettings;
  readonly #entries = new Map<string, FlowEntry>();
  #full: FlowEntry[] = [];

  constructor(settings: CacheSettings) {
    this.record = readRecord(settings.record);
    this.#settings = settings;
  }

  keyOf(observation: Observation): string {
    return this.record.keys.map((read) => read(observation)).join(' ');
  }

  /** A counter that would overflow ends its flow, and another one begins. */
  add(key: string, observation: Observation, { count, bytes, firstMs, lastMs, tcpFlags }: Packets): void {
    const known = this.#entries.get(key);
    if (known && known.bytes + bytes <= this.record.mostBytes) {
      known.packets += count;
      known.bytes += bytes;
      known.lastMs = Math.max(known.lastMs, lastMs);
      known.tcpFlags |= tcpFlags;
      return;
    }
    if (known) this.#full.push(known);
    this.#entries.set(key, { observation, firstMs, lastMs, packets: count, bytes, tcpFlags });
  }

  /** Takes out what is over at `nowMs`, in the order in which the flows began. */
  expire(nowMs: number): FlowEntry[] {
    const { activeSeconds, inactiveSeconds, endsWithTcp } = this.#settings;
    const over = this.#full;
    this.#full = [];
    for (const [key, entry] of this.#entries) {
      const ended = endsWithTcp && (entry.tcpFlags & TCP_FIN) !== 0;
      const isOver = nowMs - entry.firstMs >= activeSeconds * 1000 || nowMs - entry.lastMs >= inactiveSeconds * 1000;
      if (!ended && !isOver) continue;
      this.#entries.delete(key);
      over.push(entry);
    }
    return over;
  }

  /** Takes out everything. */
  clear(): FlowEntry[] {
    const all = [...this.#full, ...this.#entries.values()];
    this.#full = [];
    this.#entries.clear();
    return all;
  }
}
