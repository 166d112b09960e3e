// What a device counted of its visitors, so that a test can prove "one attempt only" and "never more than four at once".

export interface DeviceStats {
  /** TCP connections accepted. */
  readonly connections: number;
  readonly openConnections: number;
  readonly maxOpenConnections: number;
  /** Credentials tried: passwords, keyboard-interactive answers and signed keys; probes and `none` are not counted. */
  readonly logins: number;
  /** Those of them that were refused. */
  readonly failedLogins: number;
  /** Logged-in sessions. */
  readonly openSessions: number;
  readonly maxSessions: number;
  /** Every line typed at a command prompt, in order, the last 1000. */
  readonly commands: readonly string[];
}

const COMMAND_LIMIT = 1000;

/** Counts for one device and, through `whole`, for the lab. */
export class StatsCounter {
  #connections = 0;
  #openConnections = 0;
  #maxOpenConnections = 0;
  #logins = 0;
  #failedLogins = 0;
  #openSessions = 0;
  #maxSessions = 0;
  readonly #commands: string[] = [];
  readonly #whole: StatsCounter | null;

  constructor(whole: StatsCounter | null = null) {
    this.#whole = whole;
  }

  connectionOpened(): void {
    this.#whole?.connectionOpened();
    this.#connections += 1;
    this.#openConnections += 1;
    this.#maxOpenConnections = Math.max(this.#maxOpenConnections, this.#openConnections);
  }

  connectionClosed(): void {
    this.#whole?.connectionClosed();
    this.#openConnections -= 1;
  }

  loginTried(accepted: boolean): void {
    this.#whole?.loginTried(accepted);
    this.#logins += 1;
    if (!accepted) this.#failedLogins += 1;
  }

  sessionOpened(): void {
    this.#whole?.sessionOpened();
    this.#openSessions += 1;
    this.#maxSessions = Math.max(this.#maxSessions, this.#openSessions);
  }

  sessionClosed(): void {
    this.#whole?.sessionClosed();
    this.#openSessions -= 1;
  }

  command(line: string): void {
    this.#whole?.command(line);
    this.#commands.push(line);
    if (this.#commands.length > COMMAND_LIMIT) this.#commands.shift();
  }

  read(): DeviceStats {
    return {
      connections: this.#connections,
      openConnections: this.#openConnections,
      maxOpenConnections: this.#maxOpenConnections,
      logins: this.#logins,
      failedLogins: this.#failedLogins,
      openSessions: this.#openSessions,
      maxSessions: this.#maxSessions,
      commands: [...this.#commands],
    };
  }
}
