// What a collector is to those who open one.
import type { OnDatagram } from '../flows/index.ts';
import type { ListenPoint, Problem } from '../model/index.ts';
import type { Stranger } from './strangers.ts';

/** Whether datagrams of this sender are wanted; asked once per address and remembered. */
export type Allow = (address: string) => boolean;

export interface CollectorOptions {
  /** Asked of the kernel for each UDP socket. */
  readonly receiveBufferBytes: number;
  /** Null: everybody. Nothing of a datagram is looked at before its sender is known. */
  readonly allow: Allow | null;
  /** `receivedMs` is the time of reading it from the socket: datagrams that waited in the kernel while the thread was busy are late by that. */
  readonly onDatagram: OnDatagram;
  /** A connection that was closed for what it sent. */
  readonly onProblem?: (problem: Problem) => void;
  readonly tcp?: Partial<TcpLimits>;
}

export interface TcpLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** An exporter that has nothing to say for so long opens a new connection when it has. */
  readonly idleMs: number;
}

export interface Collector {
  /** As bound: real ports where 0 was asked for. */
  readonly listening: readonly ListenPoint[];
  readonly warnings: readonly Problem[];
  status(): Promise<CollectorStatus>;
  /** From now on; connections of those who are no longer wanted are closed. */
  allow(allow: Allow | null): void;
  close(): Promise<void>;
}

export interface CollectorStatus {
  readonly sockets: readonly SocketStatus[];
  /** Datagrams and connections of strangers. */
  readonly strangers: number;
  /** The busiest of them, busiest first; bounded. */
  readonly busiestStrangers: readonly Stranger[];
}

export interface SocketStatus extends ListenPoint {
  /** Handed on; over TCP IPFIX messages. */
  readonly datagrams: number;
  readonly bytes: number;
  readonly strangers: number;
  /** Datagrams that found no room in the receive buffer, since it was opened. Null where that cannot be known (not Linux, TCP). */
  readonly kernelDrops: number | null;
  /** As granted by the kernel; null for TCP. */
  readonly receiveBufferBytes: number | null;
  /** Open at present; null for UDP. */
  readonly connections: number | null;
}
