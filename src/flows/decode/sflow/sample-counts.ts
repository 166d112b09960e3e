// Per data source of an sFlow agent: samples that never came, and samples that the agent itself had to drop.

/** Data sources followed at a time, a power of two: sources that meet at one entry take turns, and what is lost in between is not counted. */
const SLOTS = 16_384;

/** A jump by more than this is a restart of the agent. */
const MOST_MISSING = 1 << 20;

/** Direct-mapped: bounded memory whatever is sent. */
export class SampleCounts {
  private readonly exporter = new Int32Array(SLOTS).fill(-1);
  private readonly domain = new Uint32Array(SLOTS);
  private readonly source = new Uint32Array(SLOTS);
  private readonly sequence = new Uint32Array(SLOTS);
  private readonly drops = new Uint32Array(SLOTS);

  /** By the exporter's slot: samples missing in the numbers of the samples. */
  readonly lost: number[] = [];
  /** By the exporter's slot: samples that it says it had to drop. */
  readonly dropped: number[] = [];

  /** `source` is the sFlow data source, `sequence` and `drops` are the numbers in its sample. */
  count(exporter: number, domain: number, source: number, sequence: number, drops: number): void {
    const slot = ((Math.imul(source, 0x9e37_79b1) + Math.imul(exporter, 0x85eb_ca77) + domain) >>> 12) % SLOTS;
    if (this.exporter[slot] === exporter && this.source[slot] === source && this.domain[slot] === domain) {
      const missing = (sequence - (this.sequence[slot] as number) - 1) | 0;
      if (missing > 0 && missing < MOST_MISSING) this.lost[exporter] = (this.lost[exporter] ?? 0) + missing;
      const dropped = (drops - (this.drops[slot] as number)) | 0;
      if (dropped > 0) this.dropped[exporter] = (this.dropped[exporter] ?? 0) + dropped;
    } else {
      this.exporter[slot] = exporter;
      this.source[slot] = source;
      this.domain[slot] = domain;
    }
    this.sequence[slot] = sequence;
    this.drops[slot] = drops;
  }
}
