// An options record by the names of its fields: for people and scripts.
import { IE } from '../elements.ts';
import { readUint } from '../read-bytes.ts';
import { FieldCursor, fieldLength, fieldStart, type TemplateShape } from '../templates/shape.ts';
import { hexOf, printableText } from './sflow/texts.ts';

/** Elements that occur in options records only, and are shown by name. */
const OPTION_NAMES: readonly (readonly [number, string])[] = [
  [35, 'samplingAlgorithm'],
  [36, 'flowActiveTimeout'],
  [37, 'flowIdleTimeout'],
  [40, 'exportedOctetTotalCount'],
  [41, 'exportedMessageTotalCount'],
  [42, 'exportedFlowRecordTotalCount'],
  [49, 'samplerMode'],
  [84, 'samplerName'],
  [94, 'applicationDescription'],
  [95, 'applicationId'],
  [96, 'applicationName'],
  [130, 'exporterIPv4Address'],
  [131, 'exporterIPv6Address'],
  [142, 'lineCardId'],
  [143, 'portId'],
  [144, 'exportingProcessId'],
  [145, 'templateId'],
  [149, 'observationDomainId'],
  [234, 'ingressVRFID'],
  [235, 'egressVRFID'],
  [236, 'VRFname'],
  [301, 'selectionSequenceId'],
  [303, 'informationElementId'],
  [304, 'selectorAlgorithm'],
  [335, 'selectorName'],
  [339, 'informationElementDataType'],
  [340, 'informationElementDescription'],
  [341, 'informationElementName'],
  [342, 'informationElementRangeBegin'],
  [343, 'informationElementRangeEnd'],
  [344, 'informationElementSemantics'],
  [345, 'informationElementUnits'],
  [346, 'privateEnterpriseNumber'],
];

const NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(IE).map(([name, element]) => [element, name] as const),
  ...OPTION_NAMES,
]);

const TEXTS: ReadonlySet<number> = new Set([82, 83, 84, 94, 96, 236, 335, 340, 341]);

/** RFC 3954 §6.1. */
const V9_SCOPES = ['', 'scopeSystem', 'scopeInterface', 'scopeLineCard', 'scopeCache', 'scopeTemplate'] as const;

/** Longer numbers are written in hexadecimal. */
const MOST_DIGITS_LENGTH = 8;

/** The record at `from`, known to be whole. A field that has no name is `enterprise/element`; of fields named alike the first counts. */
export function readOptionFields(
  shape: TemplateShape,
  ipfix: boolean,
  bytes: Uint8Array,
  from: number,
): Record<string, string | number | null> {
  const fields: Record<string, string | number | null> = {};
  const { length: end } = bytes;
  const cursor = new FieldCursor(shape.definition, 0, shape.definition.length, ipfix);
  let at = from;
  for (let index = 0; cursor.next(); index++) {
    const { element, enterprise } = cursor;
    const start = fieldStart(cursor.length, ipfix, bytes, at, end);
    const length = fieldLength(cursor.length, ipfix, bytes, at, end);
    const isScope = !ipfix && index < shape.scopes;
    const name = isScope ? (V9_SCOPES[element] ?? `scope${element}`) : nameOf(element, enterprise);
    const isText = !isScope && enterprise === 0 && TEXTS.has(element);
    if (!(name in fields))
      fields[name] = isText ? printableText(bytes, start, start + length) : numberOf(bytes, start, length);
    at = start + length;
  }
  return fields;
}

function nameOf(element: number, enterprise: number): string {
  return enterprise === 0 ? (NAMES.get(element) ?? `0/${element}`) : `${enterprise}/${element}`;
}

function numberOf(bytes: Uint8Array, at: number, length: number): string | number | null {
  if (length === 0) return null;
  return length <= MOST_DIGITS_LENGTH ? readUint(bytes, at, length) : hexOf(bytes, at, length);
}
