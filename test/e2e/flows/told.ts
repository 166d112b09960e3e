// What somebody says of a flow: the common ground of our reader and of other people's decoders.
import { type Row, Session } from '../../flows/decode/rows.ts';

/** null: not told. */
export interface ToldFlow {
  readonly src: string | null;
  readonly dst: string | null;
  readonly srcPort: number | null;
  readonly dstPort: number | null;
  readonly proto: number | null;
  readonly tos: number | null;
  readonly tcpFlags: number | null;
  readonly bytes: number | null;
  readonly packets: number | null;
  /** As on the wire: 0 where a port is none. */
  readonly inIf: number | null;
  readonly outIf: number | null;
  readonly direction: 'ingress' | 'egress' | null;
  /** ms since 1970. */
  readonly first: number | null;
  readonly last: number | null;
  readonly rate: number | null;
}

/** One datagram on its way. */
export interface SentDatagram {
  readonly bytes: Uint8Array;
  /** IPv4 address of the exporter. */
  readonly address: string;
  readonly port: number;
  readonly at: number;
}

export interface OurFlow extends ToldFlow {
  /** Which of the datagrams it was decoded with, from 0. */
  readonly datagram: number;
  readonly isReverse: boolean;
  readonly exporter: string;
}

/** Every flow that our reader finds, in its order. */
export function ourFlows(datagrams: readonly SentDatagram[]): OurFlow[] {
  const session = new Session({ batchSize: 64 });
  const counts: number[] = [];
  for (const { bytes, address, at } of datagrams) {
    session.send(bytes, address, at);
    counts.push(session.get().rows.length);
  }
  let datagram = 0;
  return session.get().rows.map((row, i) => {
    while (i >= counts[datagram]!) datagram++;
    return { ...toldOf(row), datagram, isReverse: row.reverse, exporter: row.exporter };
  });
}

export function toldOf(row: Row): ToldFlow {
  const { src, dst, srcPort, dstPort, proto, tos, tcpFlags, bytes, packets, direction, rate } = row;
  const port = (value: Row['inIf']) => (value === 'internal' ? 0 : value);
  return {
    ...{ src, dst, srcPort, dstPort, proto, tos, tcpFlags, bytes, packets, direction, rate },
    ...{ inIf: port(row.inIf), outIf: port(row.outIf) },
    ...{ first: row.timed ? row.first : null, last: row.timed ? row.last : null },
  };
}
