// The sampled headers of a link as a capture file: what exporters saw of it, for tcpdump, tshark and all that read pcap.
import type { FlowSide } from '../../model/index.ts';
import type { FlowBatch } from '../batch.ts';
import type { Bookings } from '../bookings.ts';
import { LINK_TYPES } from '../capture/link-layer.ts';
import { pcapHeader, pcapPacket } from '../capture/write-pcap.ts';
import type { RowTest } from '../filter/row-test.ts';
import type { FlowSink } from '../sink.ts';
import { ethernetFrame, type SampledFrame } from './ethernet-frame.ts';

/** How long a capture waits to learn which places observe the link, by the time of the datagrams. */
const SETTLE_MS = 10_000;
const MOST_HELD_BYTES = 32 * 1024 * 1024;

export interface HeaderCaptureOptions {
  /** Ids of the link, or of a bundle and its members; null: every header that came, once. */
  readonly links: readonly string[] | null;
  /** Null: both directions. */
  readonly side: FlowSide | null;
  /** Null: every record. */
  readonly filter: RowTest | null;
  /** Where the rows of a batch count: `LoadMeter.add`. */
  readonly book: (batch: FlowBatch) => Bookings;
  /** The parts of the file, in order. Each is new memory. */
  readonly write: (bytes: Uint8Array) => void;
}

interface HeldPacket {
  /** As in bookings; and how well it is seen there. */
  readonly place: number;
  readonly rank: number;
  readonly bytes: Uint8Array;
}

/**
 * Takes what a `FlowReader` gives (pass `sink`, then call `end`) and writes one packet per sampled header: as many octets as were
 * sampled, with the length of the whole frame. As with loads, each direction of the link has one place of observation, so that a packet
 * that was sampled on the way out and on the way in is not there twice: the first ten seconds (or 32 MB) are held until it is known which.
 */
export class HeaderCapture {
  readonly sink: Pick<FlowSink, 'flows' | 'header'>;
  /** Packets written, and headers of protocols that cannot stand in a capture of Ethernet. */
  readonly counts = { packets: 0, unwritable: 0 };
  private readonly options: HeaderCaptureOptions;
  /** By row of the batch at hand; a sample may have several headers. */
  private readonly headers = new Map<number, SampledFrame[]>();
  /** The best rank met, by place. */
  private readonly best = new Map<number, number>();
  private held: HeldPacket[] | null = [];
  private heldBytes = 0;
  private firstMs = Number.POSITIVE_INFINITY;

  constructor(options: HeaderCaptureOptions) {
    this.options = options;
    this.sink = {
      flows: (batch) => this.flows(batch),
      header: (_, row, bytes, from, length, frame, protocol) =>
        this.take(row, bytes.subarray(from, from + length), frame, protocol),
    };
    options.write(pcapHeader(LINK_TYPES.ethernet));
  }

  /** After the reader's `flush`. */
  end(): void {
    this.release();
  }

  private take(row: number, header: Uint8Array, frame: number, protocol: number): void {
    const sampled = ethernetFrame(header, frame, protocol);
    if (sampled === null) {
      this.counts.unwritable++;
      return;
    }
    const others = this.headers.get(row);
    if (others) others.push(sampled);
    else this.headers.set(row, [sampled]);
  }

  private flows(batch: FlowBatch): void {
    const { links, filter, book } = this.options;
    if (links === null) {
      for (const row of this.headers.keys()) if (filter?.(batch, row) !== false) this.add(batch, row, 0, 0);
    } else {
      this.booked(batch, book(batch), links);
    }
    this.headers.clear();
  }

  private booked(batch: FlowBatch, bookings: Bookings, links: readonly string[]): void {
    const { filter, side } = this.options;
    const wanted = new Set(links.map((link) => bookings.links.indexOf(link)));
    for (let i = 0; i < bookings.size; i++) {
      const place = bookings.place[i] as number;
      const row = bookings.row[i] as number;
      const isWanted = wanted.has(place >>> 1) && (side === null || side === (place & 1));
      if (!isWanted || !this.headers.has(row) || filter?.(batch, row) === false) continue;
      this.add(batch, row, place, bookings.rank[i] as number);
    }
  }

  private add(batch: FlowBatch, row: number, place: number, rank: number): void {
    const time = batch.received[row] as number;
    this.firstMs = Math.min(this.firstMs, time);
    this.best.set(place, Math.min(this.best.get(place) ?? rank, rank));
    for (const { bytes, length } of this.headers.get(row) ?? []) {
      this.put({ place, rank, bytes: pcapPacket(bytes, length, time) });
    }
    if (time - this.firstMs >= SETTLE_MS || this.heldBytes >= MOST_HELD_BYTES) this.release();
  }

  private put(packet: HeldPacket): void {
    if (this.held) {
      this.held.push(packet);
      this.heldBytes += packet.bytes.length;
    } else if (packet.rank === this.best.get(packet.place)) {
      this.write(packet.bytes);
    }
  }

  private release(): void {
    const { held } = this;
    this.held = null;
    for (const packet of held ?? []) this.put(packet);
  }

  private write(bytes: Uint8Array): void {
    this.counts.packets++;
    this.options.write(bytes);
  }
}
