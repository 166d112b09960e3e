// What was met in a capture, counted.

/** Every packet is one of: `other`, `otherPorts`, `truncated`, `malformed`, `fragments`, or a datagram that came whole. */
export interface CaptureCounts {
  readonly packets: number;
  /** Captured octets of all packets. */
  readonly bytes: number;
  /** UDP datagrams handed on. */
  readonly datagrams: number;
  /** No UDP over IP, or of a link type that is not read. */
  readonly other: number;
  /** UDP to ports that were not asked for. */
  readonly otherPorts: number;
  /** The capture kept only their beginning (snap length). */
  readonly truncated: number;
  /** Lengths that contradict each other. */
  readonly malformed: number;
  readonly fragments: number;
  /** Of `datagrams`: joined of fragments. */
  readonly reassembled: number;
  /** Fragmented datagrams that never became whole. */
  readonly incomplete: number;
  /** ms since 1970; null while there was no packet with a time. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}
