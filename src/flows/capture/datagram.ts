// What sockets and captures hand on: one datagram and where it came from.

/** One datagram, where it came from and when. `bytes[from … to)` is valid during the call only. */
export type OnDatagram = (
  bytes: Uint8Array,
  from: number,
  to: number,
  source: DatagramSource,
  receivedMs: number,
) => void;

/** Made once per sender and reused: compare by identity. */
export interface DatagramSource {
  /** IPv4 dotted, or IPv6 as RFC 5952 writes it; an IPv4-mapped address is the IPv4 one. */
  readonly address: string;
  readonly port: number;
}
