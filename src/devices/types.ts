// The words of this room: what is visited, what is said to it, and over what bytes travel.
import type { Duplex } from 'node:stream';
import type { Answer, Connection, LoginLimits, Visit } from '../model/index.ts';
import type { Platform } from '../platforms/index.ts';
import type { CredentialGuard } from './credential-guard.ts';
import type { HostKeyStore } from './known-hosts/store.ts';

export interface VisitTarget {
  /** Inventory name. */
  readonly name: string;
  readonly connection: Connection;
  /** `auto`: found out in the session, which tells it. */
  readonly platform: Platform | 'auto';
  /** `toposcope_site`: what `limits.perSite` counts by. Devices without one are not limited by it. */
  readonly site?: string | null;
}

/**
 * One login on one device. Calls made at the same time are sent one after the other. A call that fails for want of an
 * answer (time-out, connection lost) ends the session: every later call fails with the same error.
 */
export interface Session {
  /** What is spoken: the target's platform, or the one that was found out. */
  readonly platform: Platform;
  /** From the device's own prompt, as it is now. IOS shows at most 20 characters of it in configuration mode. */
  readonly hostname: string | null;
  /** The raw answer, echo and closing prompt included, also where the device rejected the command. */
  run(command: string): Promise<Answer>;
  /**
   * One answer per line. The first rejected line, or a rejected commit, ends it with DEVICE_CONFIG_REJECTED, after leaving
   * configuration mode. Where the OS can discard what was typed, none of it is in force; else the lines before it are.
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
  /** The SSH server's identification line, `SSH-2.0-Cisco-1.25`; a clue for `auto`. Null or absent: not known. */
  readonly serverIdent?: string | null;
  /** The same error, or a better one where the transport knows more: that a jump host was lost. */
  explain?(error: unknown): unknown;
  /** Ends politely, then by force after `graceMs`. Never rejects. */
  close(graceMs: number): Promise<void>;
}

/** What opening a terminal needs to know besides the target. */
export interface TransportContext {
  /** Ends the attempt with its reason. */
  readonly signal: AbortSignal;
  /** To be called before the first credential is shown: from then on the visit is not tried again. */
  onCredential(): void;
}

/** Resolves with an open terminal, logged in. Rejects with a ToposcopeError for every fault of device or network. */
export type TransportFactory = (target: VisitTarget, context: TransportContext) => Promise<Transport>;

/** How many logins may be begun, and open, at a time. Null is no limit. */
export interface VisitLimits {
  /** Over everything. A retry counts as one more; so does nothing else. */
  readonly loginsPerSecond: number | null;
  /** Of the devices of one site. */
  readonly perSite: LoginLimits;
  /** Of the devices behind one jump host, the last one of each. */
  readonly perJumpHost: LoginLimits;
}

export interface VisitOptions {
  /** Visits at the same time, at least 1. */
  readonly concurrency: number;
  /** For the connection and handshake, and once more for the login. */
  readonly connectTimeoutMs: number;
  /** For each command, and for the first prompt. */
  readonly commandTimeoutMs: number;
  /** For everything from the first packet to the last answer; a retry has it anew. */
  readonly visitTimeoutMs: number;
  /** Characters of answers that a visit may hold; past it nothing more is asked. 64 Mi where it is not given. */
  readonly keptLimit?: number;
  readonly hostKeys: HostKeyStore;
  /** None where it is not given. */
  readonly limits?: VisitLimits;
  /** Each visit starts after a random wait of up to so long; 0 where it is not given. */
  readonly jitterMs?: number;
  /** Further tries after a network fault before any credential was shown; 0 where it is not given. */
  readonly retries?: number;
  /** Before the first retry, doubled for each further one; 1000 where it is not given. */
  readonly retryDelayMs?: number;
  /** Over what bytes travel: SSH where it is not given. */
  readonly openTransport?: TransportFactory;
  /** Stands between the device and the session, such as a recorder. */
  tap?(target: VisitTarget, transport: Transport): Transport;
  /** Shared by runs that are to count refused credentials together; one of its own where it is not given. */
  readonly guard?: CredentialGuard;
  /** Ends the run in order: visits under way are cut short, the others are skipped; all of them have a result. */
  readonly signal?: AbortSignal;
  /** Called as each visit ends, in the order in which they end. */
  onVisit?(visit: Visit): void;
  /** Reads private keys; the file system where it is not given. */
  readFile?(path: string): Promise<Buffer>;
}
