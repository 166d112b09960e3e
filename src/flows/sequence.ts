// Losses by sequence numbers: how many units never came, which came late, which came twice.

/** Datagrams that may come late or twice and still be known as such. */
const REMEMBERED = 32;

/** A jump ahead by more than this is a restart: no network loses so much between two datagrams of one exporter. */
const MOST_LOST = 1 << 27;

/**
 * One stream of sequence numbers, 32 bits, wrapping. A unit is what the protocol counts: flows (v5, v7), datagrams (v9, sFlow) or data
 * records (IPFIX).
 */
export class Sequence {
  /** Units that should have come, those that came included. */
  expected = 0;
  lost = 0;
  /** Datagrams that came twice. */
  duplicates = 0;
  private started = false;
  private sure = false;
  private next = 0;
  private readonly seen = new Uint32Array(REMEMBERED);
  private readonly sizes = new Uint32Array(REMEMBERED);
  private at = 0;

  /**
   * A datagram begins at `sequence` and holds `units`; `sure` false where it holds more than could be counted (a set whose template is
   * not known). False: it is the copy of one that came before.
   */
  follow(sequence: number, units: number, sure = true): boolean {
    const gap = (sequence - this.next) | 0;
    if (gap < 0 && this.started && this.isCopy(sequence, units)) {
      this.duplicates++;
      return false;
    }
    if (gap >= 0 || !this.started || !this.isLate(gap, units)) this.advance(gap, sequence, units, sure);
    else this.fillHole(units);
    this.remember(sequence, units);
    return true;
  }

  private advance(gap: number, sequence: number, units: number, sure: boolean): void {
    const missing = this.started && this.sure && gap > 0 && gap <= MOST_LOST ? gap : 0;
    this.lost += missing;
    this.expected += missing + units;
    this.next = (sequence + units) >>> 0;
    this.started = true;
    this.sure = sure;
  }

  /** What was counted as lost came late after all. */
  private fillHole(units: number): void {
    const filled = Math.min(this.lost, units);
    this.lost -= filled;
    this.expected += units - filled;
  }

  /** Back by no more than the datagrams remembered: out of order. Farther back: the exporter began again. */
  private isLate(gap: number, units: number): boolean {
    let span = Math.max(units, 1);
    for (const size of this.sizes) if (size > span) span = size;
    return -gap <= span * REMEMBERED;
  }

  private isCopy(sequence: number, units: number): boolean {
    if (units === 0) return false;
    for (let i = 0; i < REMEMBERED; i++) if (this.seen[i] === sequence && this.sizes[i] === units) return true;
    return false;
  }

  private remember(sequence: number, units: number): void {
    this.seen[this.at] = sequence;
    this.sizes[this.at] = units;
    this.at = (this.at + 1) % REMEMBERED;
  }
}
