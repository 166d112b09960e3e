// UDP datagrams out of captured packets: IPv4 (RFC 791), IPv6 with its extension headers (RFC 8200), fragments of both. Every packet
// is judged by its own lengths; nothing is allocated for one that is whole.
import { readU16, readU32 } from '../read-bytes.ts';
import type { CaptureCounts } from './counts.ts';
import type { OnDatagram } from './datagram.ts';
import { FRAGMENT_HEADER, passHeaders } from './ipv6-headers.ts';
import { CUT_SHORT, findIp, UNKNOWN_LINK } from './link-layer.ts';
import type { PacketSink } from './packet.ts';
import { Reassembly, type ReassemblyLimits } from './reassembly.ts';
import { Senders } from './senders.ts';

const UDP = 17;
const UDP_HEADER = 8;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** The year 10,000: what a damaged file tells beyond it, or before 1970, is not taken for a time. */
const LATEST_MS = 253_402_300_800_000;

/** What became of a packet: places in the tally. */
const [WHOLE, FRAGMENT, OTHER, OTHER_PORT, TRUNCATED, MALFORMED] = [0, 1, 2, 3, 4, 5] as const;

export interface UdpPacketsOptions {
  /** Destination ports to hand on; null: every one. */
  readonly ports?: ReadonlySet<number> | null;
  readonly reassembly?: ReassemblyLimits;
}

export class UdpPackets implements PacketSink {
  readonly #onDatagram: OnDatagram;
  readonly #onUnknownLink: (linkType: number) => void;
  readonly #ports: Uint8Array | null;
  readonly #reassembly: Reassembly;
  readonly #senders = new Senders();
  readonly #tally = new Float64Array(6);
  #bytes = 0;
  #datagrams = 0;
  #reassembled = 0;
  #firstMs: number | null = null;
  #lastMs: number | null = null;
  /** Of the packet in hand: its time, its sender, and what a length that it does not hold means. */
  #timeMs = 0;
  #short: number = MALFORMED;
  #w0 = 0;
  #w1 = 0;
  #w2 = 0;
  #w3 = 0;

  constructor(onDatagram: OnDatagram, onUnknownLink: (linkType: number) => void, options: UdpPacketsOptions) {
    this.#onDatagram = onDatagram;
    this.#onUnknownLink = onUnknownLink;
    this.#ports = options.ports ? tableOf(options.ports) : null;
    this.#reassembly = new Reassembly(options.reassembly);
  }

  counts(): CaptureCounts {
    const [whole = 0, fragments = 0, other = 0, otherPorts = 0, truncated = 0, malformed = 0] = this.#tally;
    return {
      packets: whole + fragments + other + otherPorts + truncated + malformed,
      bytes: this.#bytes,
      datagrams: this.#datagrams,
      ...{ other, otherPorts, truncated, malformed, fragments },
      reassembled: this.#reassembled,
      incomplete: this.#reassembly.lost,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
    };
  }

  /** Fragments that still wait are given up. */
  end(): void {
    this.#reassembly.end();
  }

  packet(bytes: Uint8Array, from: number, to: number, original: number, linkType: number, timeMs: number | null): void {
    this.#bytes += to - from;
    this.#short = original > to - from ? TRUNCATED : MALFORMED;
    if (timeMs !== null && timeMs >= 0 && timeMs < LATEST_MS) {
      this.#timeMs = timeMs;
      this.#firstMs ??= timeMs;
      this.#lastMs = timeMs;
    }
    const ip = findIp(linkType, bytes, from, to);
    const outcome = ip >= 0 ? this.#ip(bytes, ip, to) : ip === CUT_SHORT ? this.#short : OTHER;
    this.#tally[outcome] = (this.#tally[outcome] as number) + 1;
    if (ip === UNKNOWN_LINK) this.#onUnknownLink(linkType);
  }

  #ip(bytes: Uint8Array, at: number, to: number): number {
    const version = (bytes[at] as number) >> 4;
    if (version === 4) return this.#ipv4(bytes, at, to);
    return version === 6 ? this.#ipv6(bytes, at, to) : MALFORMED;
  }

  #ipv4(bytes: Uint8Array, at: number, to: number): number {
    if (to - at < IPV4_HEADER) return this.#short;
    if (bytes[at + 9] !== UDP) return OTHER;
    const header = ((bytes[at] as number) & 15) * 4;
    // 0: left to the network card to fill in (TSO), after the capture.
    const end = at + (readU16(bytes, at + 2) || to - at);
    if (header < IPV4_HEADER || at + header > end) return MALFORMED;
    if (end > to) return this.#short;
    this.#sender(0, 0, 0xffff, readU32(bytes, at + 12));
    const place = readU16(bytes, at + 6);
    if ((place & 0x3fff) === 0) return this.#udp(bytes, at + header, end);
    const key = `4 ${readU32(bytes, at + 12)} ${readU32(bytes, at + 16)} ${readU16(bytes, at + 4)}`;
    return this.#fragment(key, bytes, at + header, end, (place & 0x1fff) * 8, (place & 0x2000) === 0, UDP);
  }

  #ipv6(bytes: Uint8Array, at: number, to: number): number {
    if (to - at < IPV6_HEADER) return this.#short;
    const end = at + IPV6_HEADER + readU16(bytes, at + 4);
    const behind = passHeaders(bytes, bytes[at + 6] as number, at + IPV6_HEADER, Math.min(end, to));
    if (behind < 0) return this.#short;
    const place = Math.floor(behind / 256);
    const protocol = behind % 256;
    if (protocol !== UDP && protocol !== FRAGMENT_HEADER) return OTHER;
    if (end > to) return this.#short;
    this.#sender(readU32(bytes, at + 8), readU32(bytes, at + 12), readU32(bytes, at + 16), readU32(bytes, at + 20));
    return protocol === UDP ? this.#udp(bytes, place, end) : this.#ipv6Fragment(bytes, at, place, end);
  }

  #ipv6Fragment(bytes: Uint8Array, ip: number, at: number, end: number): number {
    const addresses = Array.from({ length: 8 }, (_, i) => readU32(bytes, ip + 8 + 4 * i));
    const key = `6 ${addresses.join(' ')} ${readU32(bytes, at + 4)}`;
    const place = readU16(bytes, at + 2);
    return this.#fragment(key, bytes, at + 8, end, place & 0xfff8, (place & 1) === 0, bytes[at] as number);
  }

  #fragment(
    key: string,
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    isLast: boolean,
    protocol: number,
  ): number {
    const whole = this.#reassembly.add({ key, bytes, from, to, offset, isLast, protocol, timeMs: this.#timeMs });
    if (whole === null) return FRAGMENT;
    const { payload } = whole;
    const behind = passHeaders(payload, whole.protocol, 0, payload.length);
    if (behind < 0 || behind % 256 !== UDP) return FRAGMENT;
    if (this.#udp(payload, Math.floor(behind / 256), payload.length) === WHOLE) this.#reassembled++;
    return FRAGMENT;
  }

  #udp(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < UDP_HEADER) return MALFORMED;
    if (this.#ports !== null && this.#ports[readU16(bytes, at + 2)] === 0) return OTHER_PORT;
    // 0: longer than 16 bits can tell (RFC 2675), or left to the network card.
    const length = readU16(bytes, at + 4) || end - at;
    if (length < UDP_HEADER || at + length > end) return MALFORMED;
    this.#datagrams++;
    const source = this.#senders.find(this.#w0, this.#w1, this.#w2, this.#w3, readU16(bytes, at));
    this.#onDatagram(bytes, at + UDP_HEADER, at + length, source, this.#timeMs);
    return WHOLE;
  }

  #sender(w0: number, w1: number, w2: number, w3: number): void {
    this.#w0 = w0;
    this.#w1 = w1;
    this.#w2 = w2;
    this.#w3 = w3;
  }
}

function tableOf(ports: ReadonlySet<number>): Uint8Array {
  const table = new Uint8Array(65_536);
  for (const port of ports) table[port] = 1;
  return table;
}
