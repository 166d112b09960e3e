// Options records: samplers, port names, the exporter's start. They are never flows.
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import { IE } from '../elements.ts';
import { readUint } from '../read-bytes.ts';
import { noSampling, type SamplingFacts, samplingRate } from '../sampling.ts';
import { FieldCursor, fieldLength, fieldStart, type TemplateShape } from '../templates/shape.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { readOptionFields } from './option-fields.ts';
import { printableText } from './sflow/texts.ts';

/** NetFlow v9 scope types (RFC 3954 §6.1) that matter here. */
const V9_SCOPE_INTERFACE = 2;

/** IE 311 samplingProbability is a float64. */
const FLOAT_LENGTH = 8;

/** What one options record says. */
interface OptionFacts extends SamplingFacts {
  sampler: number | null;
  ifIndex: number | null;
  name: string;
  description: string;
  bootMs: number;
}

/** Elements that are a number among the sampling facts. */
const SAMPLING: ReadonlyMap<number, keyof SamplingFacts> = new Map([
  [IE.samplingInterval, 'interval'],
  [IE.samplerRandomInterval, 'randomInterval'],
  [IE.samplingPacketInterval, 'packetInterval'],
  [IE.samplingPacketSpace, 'packetSpace'],
  [IE.samplingSize, 'size'],
  [IE.samplingPopulation, 'population'],
]);

/** The records in `bytes[from … to)`; returns how many. */
export function decodeOptionsSet(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  shape: TemplateShape,
  ipfix: boolean,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let count = 0;
  let at = from;
  while (to - at >= shape.leastLength) {
    const facts = newFacts();
    const end = readRecord(facts, shape, ipfix, bytes, at, to);
    if (end < 0) return count;
    count++;
    learn(context, domain, facts);
    tellDetails(context, domain, header, shape, ipfix, bytes, at);
    at = end;
  }
  return count;
}

function newFacts(): OptionFacts {
  return { ...noSampling(), sampler: null, ifIndex: null, name: '', description: '', bootMs: Number.NaN };
}

/** Behind the record; -1 where it is cut. */
function readRecord(
  facts: OptionFacts,
  shape: TemplateShape,
  ipfix: boolean,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const cursor = new FieldCursor(shape.definition, 0, shape.definition.length, ipfix);
  let at = from;
  for (let index = 0; cursor.next(); index++) {
    const start = fieldStart(cursor.length, ipfix, bytes, at, to);
    const length = fieldLength(cursor.length, ipfix, bytes, at, to);
    if (start + length > to) return -1;
    if (cursor.enterprise === 0 && length > 0) {
      if (!ipfix && index < shape.scopes) readScope(facts, cursor.element, bytes, start, length);
      else readOption(facts, cursor.element, bytes, start, length);
    }
    at = start + length;
  }
  return at;
}

function readScope(facts: OptionFacts, type: number, bytes: Uint8Array, at: number, length: number): void {
  if (type === V9_SCOPE_INTERFACE) facts.ifIndex = readUint(bytes, at, length);
}

function readOption(facts: OptionFacts, element: number, bytes: Uint8Array, at: number, length: number): void {
  const sampling = SAMPLING.get(element);
  if (sampling) {
    facts[sampling] = readUint(bytes, at, length);
    return;
  }
  switch (element) {
    case IE.samplerId:
    case IE.selectorId:
      facts.sampler = readUint(bytes, at, length) >>> 0;
      break;
    case IE.samplingProbability:
      if (length === FLOAT_LENGTH) facts.probability = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat64(0);
      break;
    case IE.ingressInterface:
      facts.ifIndex = readUint(bytes, at, length);
      break;
    case IE.egressInterface:
      facts.ifIndex ??= readUint(bytes, at, length);
      break;
    case IE.interfaceName:
      facts.name = printableText(bytes, at, at + length).trim();
      break;
    case IE.interfaceDescription:
      facts.description = printableText(bytes, at, at + length).trim();
      break;
    case IE.systemInitTimeMilliseconds:
      facts.bootMs = readUint(bytes, at, length);
      break;
  }
}

function learn(context: DecodeContext, domain: Domain, facts: OptionFacts): void {
  const { exporter, exporters, names } = context;
  const rate = samplingRate(facts);
  if (rate > 0) exporters.learnRate(domain, facts.sampler, rate);
  const name = facts.name || facts.description;
  if (facts.ifIndex !== null && facts.ifIndex > 0 && name !== '') names.learn(exporter, facts.ifIndex, name);
  if (facts.bootMs > 0) {
    domain.bootMs = facts.bootMs;
    domain.bootTold = true;
  }
}

function tellDetails(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  shape: TemplateShape,
  ipfix: boolean,
  bytes: Uint8Array,
  at: number,
): void {
  if (!context.sink.details) return;
  context.tellDetails({
    type: 'options',
    exporter: context.exporter.slot,
    domain: domain.id,
    sequence: header.sequence,
    received: header.received,
    row: context.batch.size,
    fields: readOptionFields(shape, ipfix, bytes, at),
  });
}
