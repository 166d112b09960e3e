// Second pass over a batch: at which places each row counts, as what, and with how many octets.
import { LOAD_FLAGS } from '../../model/index.ts';
import { PORT_FLAGS, SHARED_MEDIUM } from '../attribute/port-map.ts';
import type { PortTable } from '../attribute/port-table.ts';
import { DIRECTION, FLOW_FLAGS, type FlowBatch, KNOWN, SPECIAL_IF } from '../batch.ts';
import { BOOKED, type Bookings } from '../bookings.ts';
import { framesOf, hasTag } from './frames.ts';
import { type Losses, REASON } from './losses.ts';
import type { Rows } from './rows.ts';
import { Twins } from './twins.ts';

/** How a row was seen. `both`: it is one of two equal rows, one of each port. */
const WAY = { unclear: 0, ingress: 1, egress: 2, both: 3 } as const;

/**
 * Fills bookings. Each row counts once as seen: at the port that measured it, or as a half at both where the device measures
 * both and does not say which record is which. What entered here and left there is also booked as inferred at the other port: that is
 * never added to what was seen there.
 */
export class Observer {
  readonly bookings: Bookings;
  private readonly losses: Losses;
  readonly rows: Rows;
  /** By booking. */
  readonly variance: Float64Array;
  private twins: Twins | null = null;
  private ports: PortTable;
  /** By port of the map: the place of what enters by it; NO_LINK, SHARED_MEDIUM. */
  private entering: Int32Array;

  constructor(bookings: Bookings, rows: Rows, losses: Losses, ports: PortTable, entering: Int32Array) {
    this.bookings = bookings;
    this.rows = rows;
    this.losses = losses;
    this.variance = new Float64Array(bookings.row.length);
    this.ports = ports;
    this.entering = entering;
  }

  setPorts(ports: PortTable, entering: Int32Array): void {
    this.ports = ports;
    this.entering = entering;
  }

  /** The place of what enters by a port of the map; negative where that is no one link's. */
  placeEntering(port: number): number {
    return this.entering[port] ?? -1;
  }

  /** Rows `from` to `to − 1` of the batch, which `rows` has settled. */
  observe(batch: FlowBatch, from: number, to: number): void {
    const { rows, losses } = this;
    const { device } = rows;
    for (let row = from; row < to; row++) {
      if ((device[row] as number) < 0) losses.lose(batch, row, REASON['unknown-exporter'], 1);
      else if (((batch.flags[row] as number) & FLOW_FLAGS.discarded) !== 0)
        losses.lose(batch, row, REASON.discarded, 1);
      else this.observeRow(batch, row, this.wayOf(batch, row));
    }
  }

  private observeRow(batch: FlowBatch, row: number, way: number): void {
    const input = this.rows.inPort[row] as number;
    const output = this.rows.outPort[row] as number;
    // Two equal numbers are a probe that names its own port twice: nothing is told of the other one.
    const tellsOther = batch.inIf[row] !== batch.outIf[row];
    if (way === WAY.unclear) {
      this.losses.lose(batch, row, REASON['unknown-direction'], 1);
    } else if (way === WAY.both) {
      this.enter(batch, row, input, BOOKED.ingressFar, input, 2);
      this.leave(batch, row, output, BOOKED.egressNear, output, 2);
    } else if (way === WAY.ingress) {
      this.enter(batch, row, input, BOOKED.ingressFar, input, 1);
      if (tellsOther && output >= 0) this.leave(batch, row, output, BOOKED.egressInferred, input, 1);
    } else {
      this.leave(batch, row, output, BOOKED.egressNear, output, 1);
      if (tellsOther && input >= 0) this.enter(batch, row, input, BOOKED.ingressInferred, output, 1);
    }
  }

  private wayOf(batch: FlowBatch, row: number): number {
    const direction = batch.direction[row] as number;
    if (direction === DIRECTION.ingress) return WAY.ingress;
    if (direction === DIRECTION.egress) return WAY.egress;
    const { seenAt, inIf } = batch;
    if (seenAt[row] !== 0 && seenAt[row] !== inIf[row]) return WAY.unclear;
    const measured = this.settingsOf(this.rows.inPort[row] as number) & PORT_FLAGS.ingress;
    const leaving = this.settingsOf(this.rows.outPort[row] as number) & PORT_FLAGS.egress;
    if (measured !== 0) return leaving !== 0 ? WAY.both : WAY.ingress;
    if (leaving !== 0) return WAY.egress;
    return this.guessless(batch, row);
  }

  /** Nothing is known of the settings: most devices measure what comes in, and a second equal record is of what goes out. */
  private guessless(batch: FlowBatch, row: number): number {
    const input = batch.inIf[row] as number;
    const output = batch.outIf[row] as number;
    if (input === output && input < SPECIAL_IF.internal && input !== 0) return WAY.unclear;
    if (input >= SPECIAL_IF.internal && output < SPECIAL_IF.internal && output !== 0) return WAY.egress;
    if (((batch.flags[row] as number) & FLOW_FLAGS.frameBytes) !== 0) return WAY.ingress;
    this.twins ??= new Twins();
    return this.twins.isSecond(batch, row) ? WAY.egress : WAY.ingress;
  }

  private settingsOf(port: number): number {
    return port < 0 ? 0 : (this.ports.map.ports.flags[port] as number);
  }

  /** `seenBy` is the port that measured the row; `parts` how many such rows there are of the same packets. */
  private enter(batch: FlowBatch, row: number, port: number, rank: number, seenBy: number, parts: number): void {
    const place = port < 0 ? port : (this.entering[port] as number);
    if (place >= 0) this.book(batch, row, port, place, rank, seenBy, parts);
    else if (rank === BOOKED.ingressFar)
      this.losses.lose(batch, row, reasonOf(batch.inIf[row] as number, port, place), parts);
  }

  private leave(batch: FlowBatch, row: number, port: number, rank: number, seenBy: number, parts: number): void {
    const place = port < 0 ? port : (this.entering[port] as number);
    if (place >= 0) this.book(batch, row, port, place ^ 1, rank, seenBy, parts);
    else if (rank === BOOKED.egressNear)
      this.losses.lose(batch, row, reasonOf(batch.outIf[row] as number, port, place), parts);
  }

  private book(
    batch: FlowBatch,
    row: number,
    port: number,
    place: number,
    rank: number,
    seenBy: number,
    parts: number,
  ): void {
    const { bookings, rows } = this;
    const at = bookings.size++;
    const packets = batch.packets[row] as number;
    const isTagged = ((this.ports.map.ports.flags[port] as number) & PORT_FLAGS.tagged) !== 0;
    const frames = framesOf(batch, row, isTagged || (port === seenBy && hasTag(batch, row)));
    const rate = this.rateOf(batch, row, seenBy);
    bookings.row[at] = row;
    bookings.place[at] = place;
    bookings.rank[at] = rank;
    bookings.bytes[at] = (frames * rate) / parts;
    bookings.packets[at] = (packets * rate) / parts;
    bookings.first[at] = rows.first[row] as number;
    bookings.last[at] = rows.last[row] as number;
    const isSampled = rate > 1 && packets > 0;
    this.variance[at] = isSampled ? (rate * (rate - 1) * frames * frames) / (packets * parts * parts) : 0;
  }

  /** As the record says; else as the device is configured at this port; else every packet counts, and that is noted. */
  private rateOf(batch: FlowBatch, row: number, port: number): number {
    const rate = batch.rate[row] as number;
    if (((batch.known[row] as number) & KNOWN.rate) !== 0 && rate > 0) return rate;
    const configured = port < 0 ? 0 : (this.ports.map.ports.rate[port] as number);
    if (configured > 0) return configured;
    this.rows.flags[row] = (this.rows.flags[row] as number) | LOAD_FLAGS.rateUnknown;
    return 1;
  }
}

/** Why a row counts nowhere: `number` is the ifIndex it names, `port` and `place` what it came to. */
function reasonOf(number: number, port: number, place: number): number {
  if (number >= SPECIAL_IF.multipleBase) return REASON.multiple;
  if (number >= SPECIAL_IF.discardBase) return REASON.discarded;
  if (number >= SPECIAL_IF.internal) return REASON.internal;
  if (port < 0) return REASON['unknown-ifindex'];
  return place === SHARED_MEDIUM ? REASON.segment : REASON['no-link'];
}
