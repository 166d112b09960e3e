// The words of this room: what is visited, what is said to it, and over what bytes travel.
import type { Duplex } from 'node:stream';
import type { Answer, Connection, Visit } from '../model/index.ts';
import type { Platform } from '../platforms/index.ts';
import type { HostKeyStore } from './known-hosts/store.ts';

export interface VisitTarget {
  /** Inventory name. */
  readonly name: string;
  readonly connection: Connection;
  readonly platform: Platform;
}

/**
 * One login on one device. Calls made at the same time are sent one after the other. A call that fails for want of an
 * answer (time-out, connection lost) ends the session: every later call fails with the same error.
 */
export interface Session {
  /** From the device's own prompt, as it is now. IOS shows at most 20 characters of it in configuration mode. */
  readonly hostname: string | null;
  /** The raw answer, echo and closing prompt included, also where the device rejected the command. */
  run(command: string): Promise<Answer>;
  /**
   * One answer per line. The first rejected line ends it with DEVICE_CONFIG_REJECTED, after leaving configuration mode;
   * lines before it stay in force.
   */
  configure(lines: readonly string[]): Promise<Answer[]>;
  /** Writes the running configuration to the startup configuration. */
  save(): Promise<Answer[]>;
}

/** What is said in one visit. `changed`: whether the device's configuration is different now. */
export type Conversation = (session: Session, target: VisitTarget) => Promise<{ changed: boolean }>;

/** An open terminal on a device. */
export interface Transport {
  readonly stream: Duplex;
  /** Ends politely, then by force after `graceMs`. Never rejects. */
  close(graceMs: number): Promise<void>;
}

export interface VisitOptions {
  /** Visits at the same time, at least 1. */
  readonly concurrency: number;
  /** For the connection and handshake, and once more for the login. */
  readonly connectTimeoutMs: number;
  /** For each command, and for the first prompt. */
  readonly commandTimeoutMs: number;
  /** For everything from the first packet to the last answer. */
  readonly visitTimeoutMs: number;
  readonly hostKeys: HostKeyStore;
  /** Called as each visit ends, in the order in which they end. */
  onVisit?(visit: Visit): void;
  /** Reads private keys; the file system where it is not given. */
  readFile?(path: string): Promise<Buffer>;
}
