// Per data source of an sFlow agent: samples that never came, and samples that the agent itself had to drop.

/** Data sources followed at a time, a power of two: sources that meet at one entry take turns, and what is lost in between is not counted. */
const SLOTS = 8192;

/** Words of an entry: exporter (plus one), domain, data source, sequence number, drops; together in one line of the processor's cache. */
const ENTRY = 8;

/** A jump by more than this is a restart of the agent. */
const MOST_MISSING = 1 << 20;

/** Direct-mapped: bounded memory whatever is sent. */
export class SampleCounts {
  /** By the exporter's slot: samples missing in the numbers of the samples. */
  readonly lost: number[] = [];
  /** By the exporter's slot: samples that it says it had to drop. */
  readonly dropped: number[] = [];
  private readonly entries = new Uint32Array(ENTRY * SLOTS);

  /** `source` is the sFlow data source, `sequence` and `drops` are the numbers in its sample. */
  count(exporter: number, domain: number, source: number, sequence: number, drops: number): void {
    const { entries } = this;
    const mixed = Math.imul(source, 0x9e37_79b1) + Math.imul(exporter, 0x85eb_ca77) + domain;
    const at = ENTRY * ((mixed >>> 12) % SLOTS);
    if (entries[at] === exporter + 1 && entries[at + 1] === domain && entries[at + 2] === source) {
      const missing = (sequence - (entries[at + 3] as number) - 1) | 0;
      if (missing > 0 && missing < MOST_MISSING) this.lost[exporter] = (this.lost[exporter] ?? 0) + missing;
      const more = (drops - (entries[at + 4] as number)) | 0;
      if (more > 0) this.dropped[exporter] = (this.dropped[exporter] ?? 0) + more;
    } else {
      entries[at] = exporter + 1;
      entries[at + 1] = domain;
      entries[at + 2] = source;
    }
    entries[at + 3] = sequence;
    entries[at + 4] = drops;
  }
}
