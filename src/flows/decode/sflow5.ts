// sFlow v5 (sflow.org, "sFlow Version 5", July 2004): a datagram of an agent with samples, each a list of structures that tell their length.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import { readU32 } from '../read-bytes.ts';
import { decodeCounterSample } from './sflow/counter-sample.ts';
import { decodeDiscardedSample, decodeFlowSample } from './sflow/flow-sample.ts';
import { ADDRESS_TYPE } from './sflow/state.ts';

/** Of `sample_type`, enterprise 0. 5 is the discarded packet of sflow.org's "sFlow Dropped Packet Notification Structures". */
export const SAMPLE_TYPE = { flow: 1, counters: 2, expandedFlow: 3, expandedCounters: 4, discarded: 5 } as const;

/** Version, address type, the shorter address, sub-agent, sequence number, uptime, number of samples. */
const LEAST_HEADER = 28;

/**
 * Decodes the samples that are wholly there; those of types not known are passed over. Sets the context's exporter: the agent that the
 * datagram names, whoever sent it.
 */
export function decodeSflow5(context: DecodeContext, bytes: Uint8Array, from: number, to: number): void {
  const type = to - from < LEAST_HEADER ? 0 : readU32(bytes, from + 4);
  const at = from + (type === ADDRESS_TYPE.ipv6 ? 24 : 12);
  if ((type !== ADDRESS_TYPE.ipv4 && type !== ADDRESS_TYPE.ipv6) || at + 16 > to) {
    context.exporter.hear(context.received);
    reportHeader(context, to - from, type);
    return;
  }
  const agent = context.sflow.agent(bytes, from + 8, type, context.exporter, context.received);
  if (!agent) {
    context.exporter.hear(context.received);
    context.problem('FLOW_EXPORTERS_FULL', () => 'sFlow: there are too many agents already; this one is not decoded');
    return;
  }
  context.exporter = agent;
  agent.hear(context.received);
  const domain = context.exporters.domain(agent, FLOW_PROTOCOLS.sflow5, readU32(bytes, at));
  const sequence = readU32(bytes, at + 4);
  domain.sequence.follow(sequence, 1);
  decodeSamples(context, bytes, at + 12, to, domain.id, sequence);
}

function decodeSamples(
  context: DecodeContext,
  bytes: Uint8Array,
  from: number,
  to: number,
  domain: number,
  sequence: number,
): void {
  const told = readU32(bytes, from);
  let at = from + 4;
  let done = 0;
  let whole = true;
  for (; done < told && at + 8 <= to; done++) {
    const start = at + 8;
    const end = start + readU32(bytes, at + 4);
    if (end > to) break;
    whole = decodeSample(context, bytes, readU32(bytes, at), start, end, domain, sequence) && whole;
    at = end;
  }
  if (done < told) {
    context.problem('FLOW_DATAGRAM_CUT', () => `sFlow: ${told} samples are announced, ${done} are there`);
  } else if (!whole) {
    context.problem(
      'FLOW_LENGTH_INVALID',
      () => 'sFlow: a structure in a sample is too short, or leads past its sample',
    );
  }
}

/** False where something in the sample cannot be right. */
function decodeSample(
  context: DecodeContext,
  bytes: Uint8Array,
  type: number,
  from: number,
  to: number,
  domain: number,
  sequence: number,
): boolean {
  switch (type) {
    case SAMPLE_TYPE.flow:
    case SAMPLE_TYPE.expandedFlow:
      return decodeFlowSample(context, bytes, from, to, type === SAMPLE_TYPE.expandedFlow, domain, sequence);
    case SAMPLE_TYPE.counters:
    case SAMPLE_TYPE.expandedCounters:
      return decodeCounterSample(context, bytes, from, to, type === SAMPLE_TYPE.expandedCounters, domain, sequence);
    case SAMPLE_TYPE.discarded:
      return decodeDiscardedSample(context, bytes, from, to, domain, sequence);
    default:
      return true;
  }
}

function reportHeader(context: DecodeContext, length: number, type: number): void {
  context.problem(length < LEAST_HEADER ? 'FLOW_DATAGRAM_SHORT' : 'FLOW_LENGTH_INVALID', () =>
    length < LEAST_HEADER
      ? `sFlow: ${length} octets are less than its header of ${LEAST_HEADER}`
      : `sFlow: the agent's address has type ${type}, or its header is cut`,
  );
}
