// One device's LLDP: when it advertises, what it has heard, and when that ages out (IEEE 802.1AB-2016 §9). CDP is the same
// with other timers.
// State follows from timestamps: nothing runs between two questions, so an idle lab costs nothing.

export interface LldpFrame {
  readonly chassisId: string;
  readonly portId: string;
  readonly portDescription: string;
  readonly systemName: string;
  readonly systemDescription: string;
  readonly managementAddress: string | null;
  readonly ttlSeconds: number;
  /** LLDP's letters, `B,R`: what the system can do, and what it does. */
  readonly capabilities: string;
  readonly enabledCapabilities: string;
  /** What only CDP tells. */
  readonly cdp: {
    readonly platform: string;
    readonly letters: string;
    readonly words: string;
    readonly duplex: 'full' | 'half';
  };
}

export interface LldpEntry {
  /** Canonical name of the port it was heard on. */
  readonly localPort: string;
  readonly frame: LldpFrame;
  /** Lab milliseconds. */
  readonly receivedAtMs: number;
}

/** How often the table of neighbours changed since the device was started, as lldpStatistics of the LLDP-MIB counts. */
export interface TableChanges {
  readonly inserts: number;
  readonly deletes: number;
  readonly ageouts: number;
}

/** What an agent needs of the device it runs on. */
export interface LldpHost {
  /** Ports that may send now: up, and not `no lldp transmit`. */
  sendingPorts(): readonly string[];
  /** Whether the port takes frames in: not `no lldp receive`. */
  receives(port: string): boolean;
  /** Puts a frame of this port on the wire. */
  send(port: string, ttlSeconds: number, atMs: number): void;
}

export class LldpAgent {
  intervalSeconds = 30;
  holdSeconds = 120;
  reinitSeconds = 2;
  #enabled = false;
  #lastSentMs = 0;
  readonly #entries = new Map<string, LldpEntry>();
  #changes = { inserts: 0, deletes: 0, ageouts: 0 };
  readonly #host: LldpHost;

  constructor(host: LldpHost) {
    this.#host = host;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  get tableChanges(): TableChanges {
    return this.#changes;
  }

  /** The first frame goes out at once, so a neighbour that does not listen yet misses it and waits for the next. */
  enable(nowMs: number): void {
    if (this.#enabled) return;
    this.#enabled = true;
    this.advertise(nowMs);
  }

  /** IOS sends no shutdown frame: the neighbours keep what they heard until its time runs out. */
  disable(): void {
    this.#enabled = false;
    this.#changes.deletes += this.#entries.size;
    this.#entries.clear();
  }

  /** Sends on every port now, as after a change of what is advertised. */
  advertise(nowMs: number): void {
    if (!this.#enabled) return;
    this.#lastSentMs = nowMs;
    for (const port of this.#host.sendingPorts()) this.#host.send(port, this.holdSeconds, nowMs);
  }

  /**
   * Catches up with lab time. Between two changes of the network every round of frames is heard by the same ports, so
   * only the last round due matters.
   */
  settle(nowMs: number): void {
    const intervalMs = this.intervalSeconds * 1000;
    const rounds = Math.floor((nowMs - this.#lastSentMs) / intervalMs);
    if (this.#enabled && rounds > 0) this.advertise(this.#lastSentMs + rounds * intervalMs);
  }

  receive(port: string, frame: LldpFrame, atMs: number): void {
    if (!this.#enabled || !this.#host.receives(port)) return;
    const key = `${port} ${frame.chassisId} ${frame.portId}`;
    if (!this.#entries.has(key)) this.#changes.inserts += 1;
    this.#entries.set(key, { localPort: port, frame, receivedAtMs: atMs });
  }

  portUp(port: string, nowMs: number): void {
    if (this.#enabled && this.#host.sendingPorts().includes(port)) this.#host.send(port, this.holdSeconds, nowMs);
  }

  /** Loss of carrier clears what was heard there at once; silence does not. */
  portDown(port: string): void {
    for (const [key, entry] of this.#entries) {
      if (entry.localPort === port && this.#entries.delete(key)) this.#changes.deletes += 1;
    }
  }

  /** As at the start of the device. */
  forgetCounts(): void {
    this.#changes = { inserts: 0, deletes: 0, ageouts: 0 };
  }

  /** What was heard on the port, if it has not aged out; of several the last one. */
  latestOn(port: string, nowMs: number): LldpEntry | null {
    const entries = [...this.#entries.values()].filter((entry) => entry.localPort === port);
    return entries.findLast((entry) => remainingMs(entry, nowMs) > 0) ?? null;
  }

  /** Forgets what has aged out. */
  expire(nowMs: number): void {
    for (const [key, entry] of this.#entries) {
      if (remainingMs(entry, nowMs) <= 0 && this.#entries.delete(key)) this.#changes.ageouts += 1;
    }
  }

  /** What has not aged out, in the order it was first heard. */
  neighbors(nowMs: number): LldpEntry[] {
    this.expire(nowMs);
    return [...this.#entries.values()];
  }
}

function remainingMs(entry: LldpEntry, nowMs: number): number {
  return entry.receivedAtMs + entry.frame.ttlSeconds * 1000 - nowMs;
}

/** Whole seconds until the entry ages out, rounded up: an entry that is shown has at least one. */
export function remainingSeconds(entry: LldpEntry, nowMs: number): number {
  return Math.ceil(remainingMs(entry, nowMs) / 1000);
}
