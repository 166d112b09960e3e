// A data set of NetFlow v9 or IPFIX → rows, column by column, as the plan of its template says.
import { DIRECTION, FLOW_FLAGS, type FlowBatch, KNOWN } from '../batch.ts';
import { ALSO } from '../column-bits.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import { readUint } from '../read-bytes.ts';
import { noSampling, samplingRate } from '../sampling.ts';
import type { Place, RecordLocator } from '../templates/layout.ts';
import type { AddressPlan, DataPlan } from '../templates/plan.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { copyAddress, copyF64, copySmall, copyU32 } from './copy-columns.ts';
import { fillCore } from './core-columns.ts';
import { copyPorts } from './ports.ts';
import { appendReverse } from './reverse.ts';
import { readSections } from './section.ts';
import { fillTimes, uptimeNow } from './times.ts';

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
  for (let at = from; to - at >= leastLength; at = locator.next) {
    const most = Math.floor(context.room(halves) / halves);
    const rows = locator.locate(plan.layout, leastLength, bytes, at, to, most);
    if (rows === 0) break;
    count += rows;
    context.begin(plan.columns, plan.others);
    if (plan.addresses.length > 1) context.mark(ALSO.wide);
    fillRows(context, domain, header, plan, bytes, rows);
    const row = context.batch.size;
    context.stamp(rows, domain.protocol, domain.id, header.sequence);
    if (plan.reverse) appendReverse(context, domain, header, plan, plan.reverse, bytes, row, rows);
    // After it: what a sampled frame tells is of the forward half.
    if (plan.section) readSections(context, plan, bytes, row, rows);
  }
  return count;
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
  fillRates(context, domain, plan, row, rows, bytes);
  if (plan.frameBytes) batch.flags.fill(FLOW_FLAGS.frameBytes, row, row + rows);
  for (const { column, place } of plan.wide) copyF64(batch[column], row, rows, bytes, locator, place);
  for (const { column, place } of plan.words) copyU32(batch[column], row, rows, bytes, locator, place);
  for (const { column, place } of plan.small) copySmall(batch[column], row, rows, bytes, locator, place);
  if (plan.direction) copyDirection(batch.direction, row, rows, bytes, locator, plan.direction);
  if (plan.addresses.length > 0) fillAddresses(batch, plan.addresses, row, rows, bytes, locator);
  if (plan.core) {
    const uptime = plan.times?.unit === 'uptime' ? uptimeNow(plan.times, bytes, locator, rows, domain, header) : 0;
    fillCore(batch, row, rows, bytes, locator, plan.core, uptime, header);
  } else {
    if (plan.inIf) copyPorts(batch.inIf, batch.known, KNOWN.inIf, row, rows, bytes, locator, plan.inIf);
    if (plan.outIf) copyPorts(batch.outIf, batch.known, KNOWN.outIf, row, rows, bytes, locator, plan.outIf);
    fillTimes(batch, row, rows, bytes, locator, plan.times, domain, header);
  }
}

/** IE 61: 0 is ingress, 1 egress, and nothing else is said. */
function copyDirection(
  column: Uint8Array,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  for (let i = 0; i < rows; i++) {
    const told = bytes[(starts[from + i] as number) + offset + length - 1] as number;
    column[row + i] = told === 0 ? DIRECTION.ingress : told === 1 ? DIRECTION.egress : DIRECTION.unknown;
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
  const plan = addresses[0];
  const other = addresses[1];
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
  { family, src, dst, nextHop }: AddressPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
  locator: RecordLocator,
): void {
  const families = batch.family;
  for (let i = row; i < row + rows; i++) families[i] = family;
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

/** `rate` and `known`: by the record's own numbers, else by its sampler, else by what holds for all of the stream. */
function fillRates(
  context: DecodeContext,
  domain: Domain,
  plan: DataPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
): void {
  const { batch, locator, exporter } = context;
  const { rate, known } = batch;
  if (plan.sampler) {
    copyU32(batch.sampler, row, rows, bytes, locator, plan.sampler);
    fillSamplerRates(context, domain, plan.columns, row, rows);
  } else {
    const told = domain.samplers.rateOfUnnamed();
    const columns = told > 0 ? plan.columns | KNOWN.rate : plan.columns;
    if (told > 0) exporter.noteRate(told);
    for (let i = row; i < row + rows; i++) {
      rate[i] = told > 0 ? told : 1;
      known[i] = columns;
    }
  }
  if (plan.ownRate.length > 0) fillOwnRates(context, plan, row, rows, bytes);
}

function fillSamplerRates(
  { batch, exporter }: DecodeContext,
  { samplers }: Domain,
  columns: number,
  row: number,
  rows: number,
): void {
  const { rate, known, sampler } = batch;
  let last = -1;
  let told = 0;
  for (let i = row; i < row + rows; i++) {
    if (sampler[i] !== last) {
      last = sampler[i] as number;
      told = samplers.rateOf(last);
      if (told > 0) exporter.noteRate(told);
    }
    rate[i] = told > 0 ? told : 1;
    known[i] = told > 0 ? columns | KNOWN.rate : columns;
  }
}

function fillOwnRates(
  { batch, locator, exporter }: DecodeContext,
  plan: DataPlan,
  row: number,
  rows: number,
  bytes: Uint8Array,
): void {
  for (let i = 0; i < rows; i++) {
    const rate = ownRate(plan, bytes, locator, i);
    if (rate === 0) continue;
    exporter.noteRate(rate);
    batch.rate[row + i] = rate;
    batch.known[row + i] = plan.columns | KNOWN.rate;
  }
}

function ownRate(plan: DataPlan, bytes: Uint8Array, { starts, stride }: RecordLocator, record: number): number {
  const facts = noSampling();
  for (const [fact, { slot, offset, length }] of plan.ownRate) {
    facts[fact] = readUint(bytes, (starts[slot * stride + record] as number) + offset, length);
  }
  return samplingRate(facts);
}
