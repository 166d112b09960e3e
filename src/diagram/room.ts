// The space that a layout leaves between things, in points.

export interface Room {
  /** Least space between rows, between bands of one wrapped row, beside a row of segments, and between boxes of a band. */
  readonly row: number;
  readonly band: number;
  readonly segment: number;
  readonly box: number;
  /** Between bands of one wrapped row that are linked with each other. */
  readonly joined: number;
  /** From one line to the next through a gap, and from one arc to the next. */
  readonly lane: number;
  readonly arc: number;
  /** Least room a port takes along its side: where names stand side by side, and where they stand below each other. */
  readonly portBeside: number;
  readonly portBelow: number;
}
