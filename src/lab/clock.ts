// Lab time: it may run faster than real time, and tests move it by hand. Nothing else in the room asks what time it is.

export interface LabClock {
  /** How many lab seconds pass in one real second. */
  readonly timeScale: number;
  /** Milliseconds of lab time since the lab was switched on. Never goes back. */
  now(): number;
  /** What the devices' clocks show (UTC). The lab starts at the real time and runs on at its own speed. */
  date(): Date;
  /** Ms since 1970 in real time, whatever the scale: traffic runs by it, for whoever measures it lives there. */
  realMs(): number;
}

/** A clock that runs `timeScale` times as fast as the real one. */
export function createLabClock(timeScale: number): LabClock {
  const startedAtMs = Date.now();
  const origin = performance.now();
  const now = () => (performance.now() - origin) * timeScale;
  return { timeScale, now, date: () => new Date(startedAtMs + now()), realMs: () => Date.now() };
}

export interface ManualClock extends LabClock {
  advance(seconds: number): void;
}

/** A clock that stands still until it is told to advance. Starts at `start`. */
export function createManualClock(start: Date): ManualClock {
  let elapsedMs = 0;
  return {
    timeScale: 1,
    now: () => elapsedMs,
    date: () => new Date(start.getTime() + elapsedMs),
    realMs: () => start.getTime() + elapsedMs,
    advance: (seconds) => {
      elapsedMs += seconds * 1000;
    },
  };
}
