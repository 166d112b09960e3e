// Where each row of a batch counts once it is attributed: the link, the side, how it was seen and what it weighs.
// The load meter fills it, the meter of talkers reads it, so that both count the same rows at the same place.

/** How a row came to count for a link and side, best first. Figures of two ranks are never added. */
export const BOOKED = { ingressFar: 0, egressNear: 1, egressInferred: 2, ingressInferred: 3 } as const;

/** Rows that count nowhere have no booking. Each of a row's bookings (at most two) is for another link or side. */
export class Bookings {
  size = 0;
  /** Row of the batch; ascending. */
  readonly row: Uint32Array;
  /** `2 × link + side`: the number that `links` knows the link by. */
  readonly place: Uint32Array;
  /** Of `BOOKED`. */
  readonly rank: Uint8Array;
  /** Octets of frames and packets, scaled by sampling: whole numbers at whole rates, or halves where two equal rows tell of the same packets. */
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  /** ms since 1970 by our clock: the exporter's skew is out. `last` is never before `first`. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Minutes since 1970 before this one were final: what of the flow belongs there is late, and counts nowhere. */
  readonly openFrom: Float64Array;
  /** Link (or bundle) ids by number. Grows; a number is never given to another link. */
  readonly links: string[] = [];

  /** For batches of up to `rows` rows. */
  constructor(rows: number) {
    const length = 2 * rows;
    this.row = new Uint32Array(length);
    this.place = new Uint32Array(length);
    this.rank = new Uint8Array(length);
    this.bytes = new Float64Array(length);
    this.packets = new Float64Array(length);
    this.first = new Float64Array(length);
    this.last = new Float64Array(length);
    this.openFrom = new Float64Array(length);
  }
}
