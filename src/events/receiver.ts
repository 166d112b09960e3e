// What listens for devices that say something unasked.
import type { NetworkEvent } from '../model/index.ts';

export interface ReceiverHandlers {
  /** Whether this sender is known. Strangers are counted, and their messages looked at no further. */
  isKnown(address: string): boolean;
  onEvent(event: NetworkEvent): void;
}

export interface ReceiverStats {
  readonly received: number;
  /** Recognised as events. */
  readonly events: number;
  /** From known senders, and about something else. */
  readonly ignored: number;
  readonly malformed: number;
  /** Wrong community, unknown user, failed authentication. */
  readonly refused: number;
  readonly strangers: number;
  /** The busiest strangers, bounded. */
  readonly strangerAddresses: ReadonlyMap<string, number>;
}

export interface Receivers {
  /** The ports that are really listened on. */
  readonly ports: {
    readonly syslogUdp: number | null;
    readonly syslogTcp: number | null;
    readonly traps: number | null;
  };
  stats(): ReceiverStats;
  close(): Promise<void>;
}
