// What NetFlow v9 and IPFIX have in common: a message is a row of sets, and each set tells its length.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import { copyBytes, readU16 } from '../read-bytes.ts';
import { planTemplate } from '../templates/plan.ts';
import { FIRST_TEMPLATE_ID, readTemplates } from '../templates/read-templates.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { decodeDataSet } from './data-set.ts';
import { decodeOptionsSet } from './options-set.ts';

/** Id and length of a set. */
const SET_HEADER = 4;

/** Ids of the sets that hold templates, by protocol. */
export interface SetIds {
  readonly templates: number;
  readonly options: number;
}

/** What was found in a message. */
export interface SetCounts {
  /** Records of data sets, options records too. */
  records: number;
  /** Sets whose template is not known: `records` is not all. */
  unknown: number;
}

/** Decodes the sets in `bytes[from … to)` in their order. A set that leads past the end is decoded as far as it is there. */
export function decodeSets(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  ids: SetIds,
  bytes: Uint8Array,
  from: number,
  to: number,
): SetCounts {
  const counts: SetCounts = { records: 0, unknown: 0 };
  let at = from;
  while (at + SET_HEADER <= to) {
    const id = readU16(bytes, at);
    const length = readU16(bytes, at + 2);
    if (length < SET_HEADER) {
      if (!isPadding(bytes, at, to)) {
        context.problem('FLOW_LENGTH_INVALID', () => `set ${id}: its length of ${length} is below ${SET_HEADER}`);
      }
      break;
    }
    const end = Math.min(at + length, to);
    if (at + length > to) {
      context.problem('FLOW_DATAGRAM_CUT', () => `set ${id}: ${length} octets are announced, ${end - at} are there`);
    }
    decodeSet(context, domain, header, ids, counts, id, bytes, at + SET_HEADER, end);
    at = end;
  }
  return counts;
}

/** Some exporters fill the datagram up with zeros (seen on Cisco ACI and softflowd). */
function isPadding(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

function decodeSet(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  ids: SetIds,
  counts: SetCounts,
  id: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  if (id >= FIRST_TEMPLATE_ID) {
    const records = decodeData(context, domain, header, id, bytes, from, to);
    if (records >= 0) counts.records += records;
    else {
      counts.unknown++;
      context.problem('FLOW_TEMPLATE_MISSING', () => `data came for template ${id}, which is not known yet`);
      context.waiting.add({ ...header, domain, template: id, bytes: copyBytes(bytes, from, to) });
    }
  } else if (id === ids.templates || id === ids.options) {
    const ipfix = domain.protocol === FLOW_PROTOCOLS.ipfix;
    const set = { bytes, to, ipfix, options: id === ids.options };
    readTemplates(context, domain, set, from, (template) => decodeWaiting(context, domain, template));
  }
}

/** Number of records; -1 where their template is not known. */
function decodeData(
  context: DecodeContext,
  domain: Domain,
  header: MessageHeader,
  id: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const template = context.templates.find(context.exporter, domain, id, context.received);
  if (!template) return -1;
  const { shape } = template;
  const ipfix = domain.protocol === FLOW_PROTOCOLS.ipfix;
  if (shape.options) return decodeOptionsSet(context, domain, header, shape, ipfix, bytes, from, to);
  template.plan ??= planTemplate(shape, ipfix, context.detail);
  return decodeDataSet(context, domain, header, template.plan, shape.leastLength, bytes, from, to);
}

/** What waited for this template means what it meant when it came. */
function decodeWaiting(context: DecodeContext, domain: Domain, template: number): void {
  const now = context.received;
  for (const set of context.waiting.take(domain, template, now)) {
    context.received = set.received;
    decodeData(context, domain, set, template, set.bytes, 0, set.bytes.length);
  }
  context.received = now;
}
