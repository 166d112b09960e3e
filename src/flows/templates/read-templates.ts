// Template sets of NetFlow v9 (RFC 3954 §5.2, §6.1) and IPFIX (RFC 7011 §3.4) → templates in the store.
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import type { Exporter } from '../exporter.ts';
import { copyBytes, readU16 } from '../read-bytes.ts';
import { FieldCursor, type TemplateShape, VARIABLE } from './shape.ts';

/** Data sets have the ids of their templates, from here on. */
export const FIRST_TEMPLATE_ID = 256;

/** IPFIX: a withdrawal of all templates names the set's own id. */
const WITHDRAW_ALL = { templates: 2, options: 3 } as const;

/**
 * Fields of no length that a template may have (seen: a scope "system" of 0 octets). A record pays for each of its octets, but for these
 * nobody pays: records of one octet and a thousand such fields would cost a thousand times their length.
 */
const MOST_EMPTY_FIELDS = 16;

interface TemplateSet {
  readonly bytes: Uint8Array;
  readonly to: number;
  readonly ipfix: boolean;
  readonly options: boolean;
}

/** A record of a template set: where its fields begin, and how many or how long they are. */
interface TemplateHead {
  readonly fields: number;
  readonly fieldCount: number;
  readonly scopes: number;
}

/** Reads every template in `bytes[from … to)`; calls `onNew` with the id of each that was not known as it is. */
export function readTemplates(
  context: DecodeContext,
  domain: Domain,
  set: TemplateSet,
  from: number,
  onNew: (id: number) => void,
): void {
  let at = from;
  while (at + 4 <= set.to) {
    const id = readU16(set.bytes, at);
    if (set.ipfix && readU16(set.bytes, at + 2) === 0) {
      withdraw(domain, id, set.options);
      at += 4;
      continue;
    }
    if (id < FIRST_TEMPLATE_ID) {
      if (id !== 0)
        context.problem('FLOW_TEMPLATE_INVALID', () => `template ${id}: its id is below ${FIRST_TEMPLATE_ID}`);
      return;
    }
    const head = readHead(set, at);
    const shape = head && readShape(set, head);
    if (!head || !shape) {
      domain.templates.get(id)?.forget();
      context.problem('FLOW_TEMPLATE_INVALID', () => `template ${id} is longer than its set`);
      return;
    }
    take(context, domain, id, shape, onNew);
    at = head.fields + shape.definition.length;
  }
}

function withdraw(domain: Domain, id: number, options: boolean): void {
  const all = id === (options ? WITHDRAW_ALL.options : WITHDRAW_ALL.templates);
  for (const template of all ? [...domain.templates.values()] : [domain.templates.get(id)]) {
    if (template && template.shape.options === options) template.forget();
  }
}

/** Null where the set is too short for it. NetFlow v9 tells the octets of scope and option fields, IPFIX their numbers. */
function readHead({ bytes, to, ipfix, options }: TemplateSet, at: number): TemplateHead | null {
  if (!options) return { fields: at + 4, fieldCount: readU16(bytes, at + 2), scopes: 0 };
  if (at + 6 > to) return null;
  const [one, two] = [readU16(bytes, at + 2), readU16(bytes, at + 4)];
  if (ipfix) return { fields: at + 6, fieldCount: one, scopes: Math.min(one, two) };
  return { fields: at + 6, fieldCount: (one >> 2) + (two >> 2), scopes: one >> 2 };
}

function readShape(set: TemplateSet, { fields, fieldCount, scopes }: TemplateHead): TemplateShape | null {
  const cursor = new FieldCursor(set.bytes, fields, set.to, set.ipfix);
  let leastLength = 0;
  let emptyFields = 0;
  let variable = false;
  for (let i = 0; i < fieldCount; i++) {
    if (!cursor.next()) return null;
    const isVariable = set.ipfix && cursor.length === VARIABLE;
    variable ||= isVariable;
    leastLength += isVariable ? 1 : cursor.length;
    if (cursor.length === 0) emptyFields++;
  }
  const definition = copyBytes(set.bytes, fields, cursor.at);
  return { options: set.options, scopes, definition, fieldCount, emptyFields, leastLength, variable };
}

/** A template of an earlier run: its fields are all of `bytes`. One that cannot be right is passed over. */
export function restoreTemplate(
  context: DecodeContext,
  exporter: Exporter,
  domain: Domain,
  id: number,
  { options, scopes, bytes }: { options: boolean; scopes: number; bytes: Uint8Array },
  usedMs: number,
): void {
  const set = { bytes, to: bytes.length, ipfix: domain.protocol === FLOW_PROTOCOLS.ipfix, options };
  const cursor = new FieldCursor(bytes, 0, bytes.length, set.ipfix);
  let fieldCount = 0;
  while (cursor.next()) fieldCount++;
  const shape = readShape(set, { fields: 0, fieldCount, scopes });
  if (!shape || id < FIRST_TEMPLATE_ID || faultOf(shape, context.limits.fields) !== null) return;
  context.templates.add(exporter, domain, id, shape, usedMs);
}

/** Why it cannot be taken; null where it can. */
function faultOf({ leastLength, fieldCount, emptyFields }: TemplateShape, mostFields: number): string | null {
  if (leastLength === 0) return 'its records have no length';
  if (fieldCount > mostFields) return `${fieldCount} fields are more than ${mostFields}`;
  return emptyFields > MOST_EMPTY_FIELDS ? `${emptyFields} of its fields have no length` : null;
}

function take(
  context: DecodeContext,
  domain: Domain,
  id: number,
  shape: TemplateShape,
  onNew: (id: number) => void,
): void {
  const { exporter, templates, limits, received } = context;
  const known = domain.templates.get(id);
  if (known?.hasShape(shape)) {
    templates.touch(exporter, known, received);
    return;
  }
  const fault = faultOf(shape, limits.fields);
  if (fault !== null) {
    known?.forget();
    context.problem('FLOW_TEMPLATE_INVALID', () => `template ${id}: ${fault}`);
    return;
  }
  if (templates.add(exporter, domain, id, shape, received)) {
    context.problem('FLOW_TEMPLATES_FULL', () => `template ${id}: others are forgotten to make room for it`);
  }
  onNew(id);
}
