// A data set of NetFlow v9 or IPFIX → rows, column by column, as the plan of its template says.
import { DIRECTION, FLOW_FLAGS, type FlowBatch, KNOWN } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import { readUint } from '../read-bytes.ts';
import { noSampling, samplingRate } from '../sampling.ts';
import type { RecordLocator } from '../templates/layout.ts';
import type { AddressPlan, Copy, DataPlan } from '../templates/plan.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { copyAddress, copyF64, copySmall, copyU32 } from './copy-columns.ts';
import { settlePorts } from './ports.ts';
import { appendReverse } from './reverse.ts';
import { readSections } from './section.ts';
import { fillTimes } from './times.ts';

/** The records in `bytes[from … to)`; returns how many. */
export function decodeDataSet(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  plan: DataPlan,
  leastLength: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const { locator } = context;
  const halves = plan.reverse ? 2 : 1;
  let count = 0;
  for (let at = from; ; at = locator.next) {
    const most = Math.floor(context.room(halves) / halves);
    const rows = locator.locate(plan.layout, leastLength, bytes, at, to, most);
    if (rows === 0) return count;
    count += rows;
    context.begin(plan.columns, !plan.addresses.some(({ family }) => family === 6));
    fillRows(context, domain, header, plan, bytes, rows);
    const row = context.batch.size;
    context.stamp(rows, domain.protocol, domain.id, header.sequence);
    if (plan.section) readSections(context, plan, bytes, row, rows);
    if (plan.reverse) appendReverse(context, domain, header, plan, plan.reverse, bytes, row, rows);
  }
}

function fillRows(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  plan: DataPlan,
  bytes: Uint8Array,
  rows: number,
): void {
  const { batch, locator } = context;
  const row = batch.size;
  const end = row + rows;
  batch.known.fill(plan.columns, row, end);
  batch.flags.fill(plan.frameBytes ? FLOW_FLAGS.frameBytes : 0, row, end);
  batch.seenAt.fill(0, row, end);
  for (const copy of plan.copies) copyNumbers(batch, copy, row, rows, bytes, locator);
  fillPorts(batch, plan, row, rows, bytes, locator);
  fillDirection(batch, plan, row, rows, bytes, locator);
  fillAddresses(batch, plan.addresses, row, rows, bytes, locator);
  fillTimes(batch, row, rows, bytes, locator, plan.times, domain, header);
  fillRates(context, domain, plan, row, rows, bytes);
}

function copyNumbers(
  batch: FlowBatch,
  { column, place }: Copy,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  const target = batch[column];
  if (target instanceof Float64Array) copyF64(target, row, rows, bytes, locator, place);
  else if (target instanceof Uint32Array) copyU32(target, row, rows, bytes, locator, place);
  else copySmall(target, row, rows, bytes, locator, place);
}

function fillPorts(
  batch: FlowBatch,
  { inIf, outIf }: DataPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  if (inIf) {
    copyU32(batch.inIf, row, rows, bytes, locator, inIf);
    settlePorts(batch, batch.inIf, row, rows, inIf.length, KNOWN.inIf);
  }
  if (outIf) {
    copyU32(batch.outIf, row, rows, bytes, locator, outIf);
    settlePorts(batch, batch.outIf, row, rows, outIf.length, KNOWN.outIf);
  }
}

/** IE 61: 0 is ingress, 1 egress, and nothing else is said. */
function fillDirection(
  { direction }: FlowBatch,
  plan: DataPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  if (!plan.direction) {
    direction.fill(DIRECTION.unknown, row, row + rows);
    return;
  }
  copySmall(direction, row, rows, bytes, locator, plan.direction);
  for (let i = row; i < row + rows; i++) {
    const told = direction[i] as number;
    direction[i] = told === 0 ? DIRECTION.ingress : told === 1 ? DIRECTION.egress : DIRECTION.unknown;
  }
}

function fillAddresses(
  batch: FlowBatch,
  addresses: readonly AddressPlan[],
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  const [plan, other] = addresses;
  batch.family.fill(plan?.family ?? 0, row, row + rows);
  if (plan) copyFamily(batch, plan, row, rows, bytes, locator);
  if (!other) return;
  for (let i = 0; i < rows; i++) {
    if (batch.src[4 * (row + i)] !== 0 || batch.dst[4 * (row + i)] !== 0) continue;
    batch.family[row + i] = other.family;
    copyOne(batch, other, row + i, i, bytes, locator);
  }
}

function copyFamily(
  batch: FlowBatch,
  { src, dst, nextHop }: AddressPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  if (src) copyAddress(batch.src, row, rows, bytes, locator, src);
  if (dst) copyAddress(batch.dst, row, rows, bytes, locator, dst);
  if (nextHop) copyAddress(batch.nextHop, row, rows, bytes, locator, nextHop);
}

/** Gives `row` the addresses of the record `record`. */
function copyOne(
  batch: FlowBatch,
  plan: AddressPlan,
  row: number,
  record: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
): void {
  for (const name of ['src', 'dst', 'nextHop'] as const) {
    const place = plan[name];
    if (!place) continue;
    const at = (starts[place.slot * stride + record] as number) + place.offset;
    for (let word = 0; word < 4; word++) batch[name][4 * row + word] = readUint(bytes, at + 4 * word, 4);
  }
}

/** By the record's own numbers, else by its sampler, else by what holds for all of the stream. */
function fillRates(
  context: DecodeContext,
  domain: Domain,
  plan: DataPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
): void {
  const { batch, locator } = context;
  if (plan.sampler) copyU32(batch.sampler, row, rows, bytes, locator, plan.sampler);
  if (plan.ownRate.length > 0) {
    for (let i = 0; i < rows; i++)
      setRate(context, row + i, ownRate(plan, bytes, locator, i) || samplerRate(batch, domain, plan, row + i));
    return;
  }
  let sampler = -1;
  let rate = domain.samplers.rateOfUnnamed();
  for (let i = row; i < row + rows; i++) {
    if (plan.sampler && batch.sampler[i] !== sampler) {
      sampler = batch.sampler[i] as number;
      rate = domain.samplers.rateOf(sampler);
    }
    setRate(context, i, rate);
  }
}

function samplerRate(batch: FlowBatch, domain: Domain, plan: DataPlan, row: number): number {
  return plan.sampler ? domain.samplers.rateOf(batch.sampler[row] as number) : domain.samplers.rateOfUnnamed();
}

/** `rate` 0 is not known. */
function setRate({ batch, exporter }: DecodeContext, row: number, rate: number): void {
  batch.rate[row] = rate > 0 ? rate : 1;
  if (rate <= 0) return;
  batch.known[row] = (batch.known[row] as number) | KNOWN.rate;
  exporter.noteRate(rate);
}

function ownRate(plan: DataPlan, bytes: Uint8Array, { starts, stride }: RecordLocator, record: number): number {
  const facts = noSampling();
  for (const [fact, { slot, offset, length }] of plan.ownRate) {
    facts[fact] = readUint(bytes, (starts[slot * stride + record] as number) + offset, length);
  }
  return samplingRate(facts);
}
