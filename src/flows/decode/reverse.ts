// The reverse half of biflows (RFC 5103; NSEL's responder): a row of its own, with everything that has a side exchanged.
import { DIRECTION, FLOW_FLAGS, type FlowBatch, KNOWN } from '../batch.ts';
import { ALSO } from '../column-bits.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import { readUint } from '../read-bytes.ts';
import type { Place, RecordLocator } from '../templates/layout.ts';
import type { DataPlan, ReversePlan } from '../templates/plan.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { fillTimes } from './times.ts';

/** What only the forward half tells, as the next hop and the VLAN it was met in. */
const FORWARD_ONLY = KNOWN.nextHop | KNOWN.vlan;

/** Columns and their counterparts: bit of one in KNOWN, bit of the other. */
const PAIRS: readonly (readonly [number, number])[] = [
  [KNOWN.inIf, KNOWN.outIf],
  [KNOWN.src, KNOWN.dst],
  [KNOWN.srcPort, KNOWN.dstPort],
  [KNOWN.srcAs, KNOWN.dstAs],
  [KNOWN.srcMac, KNOWN.dstMac],
];

/** For each of the rows `row … row + rows)` just decoded whose reverse counters are not zero; the batch has room for them. */
export function appendReverse(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  plan: DataPlan,
  reverse: ReversePlan,
  bytes: Uint8Array,
  row: number,
  rows: number,
): void {
  const { batch, locator } = context;
  const known = reverseKnown(plan.columns, reverse);
  const from = batch.size;
  context.mark(plan.columns | known | KNOWN.inIf | KNOWN.outIf | plan.others | ALSO.flags);
  batch.known.fill(KNOWN.times, from, from + rows);
  if (reverse.times) fillTimes(batch, from, rows, bytes, locator, reverse.times, domain, header);
  let added = 0;
  for (let i = 0; i < rows; i++) {
    const octets = fieldOf(reverse.bytes, bytes, locator, i);
    const packets = fieldOf(reverse.packets, bytes, locator, i);
    if (octets === 0 && packets === 0) continue;
    const target = from + added++;
    const source = row + i;
    const timed = reverse.times ? from + i : source;
    batch.first[target] = batch.first[timed] as number;
    batch.last[target] = batch.last[timed] as number;
    const told = ((batch.known[timed] as number) & KNOWN.times) | ((batch.known[source] as number) & KNOWN.rate);
    batch.known[target] = known | told | portsKnown(batch, source);
    batch.bytes[target] = octets;
    batch.packets[target] = packets;
    exchange(batch, source, target);
    if (reverse.tos) batch.tos[target] = fieldOf(reverse.tos, bytes, locator, i);
    if (reverse.tcpFlags) batch.tcpFlags[target] = fieldOf(reverse.tcpFlags, bytes, locator, i);
  }
  context.stamp(added, domain.protocol, domain.id, header.sequence);
}

function fieldOf(place: Place | null, bytes: Uint8Array, { starts, stride }: RecordLocator, record: number): number {
  if (!place) return 0;
  return readUint(bytes, (starts[place.slot * stride + record] as number) + place.offset, place.length);
}

/** Of the columns whose bits do not differ from row to row. */
function reverseKnown(columns: number, reverse: ReversePlan): number {
  let known = columns & ~FORWARD_ONLY & ~(KNOWN.bytes | KNOWN.packets | KNOWN.rate | KNOWN.times);
  for (const [one, other] of PAIRS) {
    known &= ~(one | other);
    if (columns & one) known |= other;
    if (columns & other) known |= one;
  }
  known &= ~(KNOWN.inIf | KNOWN.outIf);
  if (reverse.bytes) known |= KNOWN.bytes;
  if (reverse.packets) known |= KNOWN.packets;
  if (!reverse.tcpFlags) known &= ~KNOWN.tcpFlags;
  return known;
}

function portsKnown({ known }: FlowBatch, source: number): number {
  const told = known[source] as number;
  return (told & KNOWN.inIf ? KNOWN.outIf : 0) | (told & KNOWN.outIf ? KNOWN.inIf : 0);
}

/** Observed where the forward half was: what entered there leaves there in reverse. */
function exchange(batch: FlowBatch, source: number, target: number): void {
  const seen = batch.direction[source] as number;
  batch.direction[target] =
    seen === DIRECTION.ingress ? DIRECTION.egress : seen === DIRECTION.egress ? DIRECTION.ingress : DIRECTION.unknown;
  batch.flags[target] = (batch.flags[source] as number) | FLOW_FLAGS.reverse;
  batch.inIf[target] = batch.outIf[source] as number;
  batch.outIf[target] = batch.inIf[source] as number;
  batch.srcPort[target] = batch.dstPort[source] as number;
  batch.dstPort[target] = batch.srcPort[source] as number;
  batch.srcAs[target] = batch.dstAs[source] as number;
  batch.dstAs[target] = batch.srcAs[source] as number;
  batch.srcMac[target] = batch.dstMac[source] as number;
  batch.dstMac[target] = batch.srcMac[source] as number;
  for (let word = 0; word < 4; word++) {
    batch.src[4 * target + word] = batch.dst[4 * source + word] as number;
    batch.dst[4 * target + word] = batch.src[4 * source + word] as number;
    batch.nextHop[4 * target + word] = 0;
  }
  batch.vlan[target] = 0;
  batch.seenAt[target] = 0;
  batch.family[target] = batch.family[source] as number;
  batch.proto[target] = batch.proto[source] as number;
  batch.tos[target] = batch.tos[source] as number;
  batch.tcpFlags[target] = 0;
  batch.etherType[target] = batch.etherType[source] as number;
  batch.rate[target] = batch.rate[source] as number;
  batch.sampler[target] = batch.sampler[source] as number;
}
