// What is to be read from the records of a template, worked out once: which field fills which column.
import { type FlowDetail, KNOWN } from '../batch.ts';
import { ALSO } from '../column-bits.ts';
import { IE, REVERSE_ENTERPRISE } from '../elements.ts';
import type { SamplingFacts } from '../sampling.ts';
import {
  ADDRESS,
  COLUMN_SOURCES,
  isSmall,
  isWide,
  isWord,
  type NumberColumn,
  OWN_RATE,
  type SmallColumn,
  WANTED,
  type WideColumn,
  type WordColumn,
} from './columns.ts';
import { type Layout, layOut, type Place } from './layout.ts';
import { type CorePlan, planCore } from './plan-core.ts';
import { planTimes, type TimePlan } from './plan-times.ts';
import { type TemplateShape, VARIABLE } from './shape.ts';

export interface Copy<Column extends NumberColumn> {
  readonly column: Column;
  readonly place: Place;
}

/** Source, destination and next hop of one family. */
export interface AddressPlan {
  readonly family: 4 | 6;
  readonly src: Place | null;
  readonly dst: Place | null;
  readonly nextHop: Place | null;
}

/** The reverse half of a biflow: its own counters; what it does not tell of itself is that of the forward half, exchanged. */
export interface ReversePlan {
  readonly bytes: Place | null;
  readonly packets: Place | null;
  readonly tos: Place | null;
  readonly tcpFlags: Place | null;
  readonly times: TimePlan | null;
}

export interface DataPlan {
  readonly layout: Layout;
  /** Bits of KNOWN that every row has. */
  columns: number;
  /** Bits of ALSO that every row has. */
  others: number;
  /** Where this is there, it stands for ports, octets, packets and times; they are not among the others then. */
  readonly core: CorePlan | null;
  readonly wide: readonly Copy<WideColumn>[];
  readonly words: readonly Copy<WordColumn>[];
  readonly small: readonly Copy<SmallColumn>[];
  readonly inIf: Place | null;
  readonly outIf: Place | null;
  readonly direction: Place | null;
  /** None, one, or both families: a row then has the one whose addresses are not zero. */
  readonly addresses: readonly AddressPlan[];
  readonly times: TimePlan | null;
  readonly sampler: Place | null;
  /** Numbers of sampling in the record itself. */
  readonly ownRate: readonly (readonly [keyof SamplingFacts, Place])[];
  /** Octets are those of frames. */
  readonly frameBytes: boolean;
  readonly reverse: ReversePlan | null;
  /** A piece of a sampled frame, and the length of the whole frame. */
  readonly section: Place | null;
  readonly frameSize: Place | null;
}

/** Fields of a template by element. */
type Fields = ReadonlyMap<number, Place>;

export function planTemplate(shape: TemplateShape, ipfix: boolean, detail: FlowDetail): DataPlan {
  const fields = new Map<number, Place>();
  const reverse = new Map<number, Place>();
  const wanted = WANTED[detail];
  const layout = layOut(
    shape,
    ipfix,
    (element, enterprise) => (enterprise === 0 || enterprise === REVERSE_ENTERPRISE) && wanted.has(element),
    (element, enterprise, place) => {
      const map = enterprise === 0 ? fields : reverse;
      if (!map.has(element)) map.set(element, place);
    },
  );
  const addresses = detail === 'load' ? [] : planAddresses(fields, detail);
  const inIf = pick(fields, IE.ingressInterface, IE.ingressPhysicalInterface);
  const outIf = pick(fields, IE.egressInterface, IE.egressPhysicalInterface);
  const wide = planCopies(fields, detail, isWide);
  const placeOf = (column: WideColumn) => wide.find((copy) => copy.column === column)?.place ?? null;
  const times = planTimes(fields);
  const core = planCore(inIf, outIf, placeOf('bytes'), placeOf('packets'), times);
  const plan: DataPlan = {
    layout,
    columns: 0,
    others: 0,
    core,
    wide: core ? wide.filter(({ column }) => column !== 'bytes' && column !== 'packets') : wide,
    words: planCopies(fields, detail, isWord),
    small: planCopies(fields, detail, isSmall),
    inIf,
    outIf,
    direction: pick(fields, IE.flowDirection),
    addresses,
    times,
    sampler: pick(fields, IE.selectorId, IE.samplerId),
    ownRate: planOwnRate(fields),
    frameBytes: countsFrames(fields),
    reverse: planReverse(fields, reverse),
    section: fields.get(IE.dataLinkFrameSection) ?? null,
    frameSize: pick(fields, IE.dataLinkFrameSize),
  };
  plan.columns = columnsOf(plan);
  plan.others = othersOf(plan);
  return plan;
}

function planOwnRate(fields: Fields): DataPlan['ownRate'] {
  return OWN_RATE.flatMap(([fact, element]) => {
    const place = pick(fields, element);
    return place ? [[fact, place] as const] : [];
  });
}

/** The first of these elements that the template has, with a length that numbers can have. */
function pick(fields: Fields, ...elements: readonly number[]): Place | null {
  for (const element of elements) {
    const place = fields.get(element);
    if (place && place.length !== VARIABLE) return place;
  }
  return null;
}

function planCopies<Column extends NumberColumn>(
  fields: Fields,
  detail: FlowDetail,
  isOfKind: (column: NumberColumn) => column is Column,
): Copy<Column>[] {
  return COLUMN_SOURCES.flatMap(({ column, from, elements }) => {
    const place = from.includes(detail) ? pick(fields, ...elements) : null;
    return place && isOfKind(column) ? [{ column, place }] : [];
  });
}

function planAddresses(fields: Fields, detail: FlowDetail): AddressPlan[] {
  return ADDRESS.flatMap(({ family, length, src, dst, nextHop }) => {
    const find = (elements: readonly number[]) => {
      const place = pick(fields, ...elements);
      return place?.length === length ? place : null;
    };
    const plan = { family, src: find(src), dst: find(dst), nextHop: detail === 'all' ? find(nextHop) : null };
    return plan.src || plan.dst ? [plan] : [];
  });
}

/** Only counters of layer 2 are there. */
function countsFrames(fields: Fields): boolean {
  if (pick(fields, IE.octetDeltaCount, IE.octetTotalCount, IE.initiatorOctets)) return false;
  return pick(fields, IE.layer2OctetDeltaCount, IE.layer2OctetTotalCount) !== null;
}

/** RFC 5103; or Cisco NSEL's responder, where the forward half is the initiator's. */
function planReverse(fields: Fields, reverse: Fields): ReversePlan | null {
  const bytes = pick(reverse, IE.octetDeltaCount, IE.octetTotalCount);
  const packets = pick(reverse, IE.packetDeltaCount, IE.packetTotalCount);
  if (bytes || packets) {
    const [tos, tcpFlags] = [pick(reverse, IE.ipClassOfService), pick(reverse, IE.tcpControlBits)];
    return { bytes, packets, tos, tcpFlags, times: planTimes(reverse) };
  }
  if (pick(fields, IE.octetDeltaCount, IE.octetTotalCount)) return null;
  const responder = pick(fields, IE.responderOctets);
  if (!responder) return null;
  return { bytes: responder, packets: pick(fields, IE.responderPackets), tos: null, tcpFlags: null, times: null };
}

function columnsOf(plan: DataPlan): number {
  let columns = plan.core ? KNOWN.bytes | KNOWN.packets : 0;
  for (const { column } of [...plan.wide, ...plan.words, ...plan.small]) columns |= KNOWN[column];
  for (const { src, dst, nextHop } of plan.addresses) {
    if (src) columns |= KNOWN.src;
    if (dst) columns |= KNOWN.dst;
    if (nextHop) columns |= KNOWN.nextHop;
  }
  if (plan.inIf) columns |= KNOWN.inIf;
  if (plan.outIf) columns |= KNOWN.outIf;
  if (plan.times) columns |= KNOWN.times;
  if (plan.sampler) columns |= KNOWN.sampler;
  return columns;
}

function othersOf({ direction, frameBytes, addresses }: DataPlan): number {
  let others = 0;
  if (direction) others |= ALSO.direction;
  if (frameBytes) others |= ALSO.flags;
  if (addresses.length > 0) others |= ALSO.family;
  if (addresses.length === 1 && addresses[0]?.family === 6) others |= ALSO.wide;
  return others;
}
