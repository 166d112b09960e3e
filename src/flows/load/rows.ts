// First pass over a batch: whose each row is, which ports it names, and when it was by our clock.
import { LOAD_FLAGS } from '../../model/index.ts';
import type { PortTable } from '../attribute/port-table.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';
import { CLOCK_TOLERANCE_MS, type ExporterStates, LONGEST_MS, SLACK_MS } from './exporter-state.ts';

/** A flow that ended longer ago than that has a wrong time, not a long way. */
const OLDEST_MS = 86_400_000;

/** Columns beside those of the batch. */
export class Rows {
  /** Position of the device in the map; STRANGER for an exporter that is none of its devices. */
  readonly device: Int32Array;
  /** Positions of the ports in the map; −1 where the device has no such ifIndex. */
  readonly inPort: Int32Array;
  readonly outPort: Int32Array;
  /** By our clock; `last` is not before `first`. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Bits of LOAD_FLAGS. */
  readonly flags: Uint8Array;

  constructor(capacity: number) {
    this.device = new Int32Array(capacity);
    this.inPort = new Int32Array(capacity);
    this.outPort = new Int32Array(capacity);
    this.first = new Float64Array(capacity);
    this.last = new Float64Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  /** Fills rows from `from` on, up to the first that came at `untilMs` or later; the position of that one, or the batch's size. */
  settle(batch: FlowBatch, from: number, untilMs: number, exporters: ExporterStates, ports: PortTable): number {
    const { size, received, exporter, inIf, outIf } = batch;
    let slot = -1;
    let device = -1;
    let skew = 0;
    for (let row = from; row < size; row++) {
      const came = received[row] as number;
      if (came >= untilMs) return row;
      if (exporter[row] !== slot) {
        slot = exporter[row] as number;
        exporters.meet(slot, came);
        device = exporters.device[slot] as number;
        skew = exporters.skew[slot] as number;
      }
      if (came > (exporters.heardTo[slot] as number)) exporters.heardTo[slot] = came;
      this.device[row] = device;
      if (device < 0) {
        this.first[row] = came;
        this.last[row] = came;
        continue;
      }
      this.inPort[row] = ports.find(device, inIf[row] as number);
      this.outPort[row] = ports.find(device, outIf[row] as number);
      this.time(batch, row, skew, exporters.reach[slot] as number, exporters, slot);
    }
    return size;
  }

  /** Sets the row's times: the skew out, and what cannot be true put where it can. */
  private time(
    batch: FlowBatch,
    row: number,
    skew: number,
    reach: number,
    exporters: ExporterStates,
    slot: number,
  ): void {
    const came = batch.received[row] as number;
    const told = ((batch.known[row] as number) & KNOWN.times) !== 0;
    const last = told ? (batch.last[row] as number) - skew : came;
    const first = told ? (batch.first[row] as number) - skew : came;
    this.first[row] = first;
    this.last[row] = last;
    this.flags[row] = skew === 0 || !told ? 0 : LOAD_FLAGS.clockCorrected;
    if (first < came - reach || last > came + CLOCK_TOLERANCE_MS || !(first <= last)) {
      this.mend(row, came, reach, exporters, slot);
    }
  }

  /**
   * A flow that is longer than expected is believed up to an hour, and waited for from then on. A longer one (49.7 days: a clock that went
   * round) lasts the active time-out; one that ended in the future, or before yesterday, ended when it came.
   */
  private mend(row: number, came: number, reach: number, exporters: ExporterStates, slot: number): void {
    const last = this.last[row] as number;
    const length = last - (this.first[row] as number);
    const isEndUsable = last <= came + CLOCK_TOLERANCE_MS && last >= came - OLDEST_MS;
    const isLengthUsable = length >= 0 && length <= LONGEST_MS;
    if (isEndUsable && isLengthUsable) {
      if (length + SLACK_MS > reach) exporters.extend(slot, length + SLACK_MS);
      return;
    }
    const end = isEndUsable ? last : came;
    const most = reach - SLACK_MS;
    this.last[row] = end;
    this.first[row] = length >= 0 ? end - Math.min(length, most) : end;
    this.flags[row] = (this.flags[row] as number) | LOAD_FLAGS.timesUnusable;
  }
}
