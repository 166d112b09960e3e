// What the settings say of collecting flows: where to listen, whom to believe, what to keep.
export interface ListenPoint {
  /** Address to bind; `::` is every address, IPv4 too. */
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/** Seconds that each resolution is kept. */
export interface TrafficRetention {
  readonly minuteSeconds: number;
  readonly fiveMinuteSeconds: number;
  readonly hourSeconds: number;
}

export interface CollectSettings {
  readonly enabled: boolean;
  readonly listen: readonly ListenPoint[];
  /** `inventory`: the devices of the snapshot by any of their addresses. `any`: everybody. A list of ranges is allowed besides the inventory. */
  readonly exporters: 'inventory' | 'any' | readonly string[];
  /** Wanted SO_RCVBUF of each UDP socket, octets. */
  readonly receiveBufferBytes: number;
  /** Length of the window that pictures show, seconds. */
  readonly windowSeconds: number;
  /** Talkers kept per link, direction and minute. */
  readonly talkers: number;
  /** Paths of MaxMind DB files (country, AS). */
  readonly mmdb: readonly string[];
  readonly retention: TrafficRetention;
}
