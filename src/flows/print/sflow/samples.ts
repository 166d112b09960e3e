// One sample of a datagram as events: flow samples, counter samples, discarded packets.
import { SAMPLE_TYPE } from '../../decode/sflow5.ts';
import { readU32 } from '../../read-bytes.ts';
import { dropReason } from './drop-reasons.ts';
import { counterElement, flowElement } from './elements.ts';
import { type ElementOut, type Place, type Shape, tagText } from './shape.ts';

type Element = (type: number, bytes: Uint8Array, from: number, to: number, out: ElementOut) => void;

/** `from` is behind the sample's type and length. */
export function walkSample(bytes: Uint8Array, from: number, to: number, place: Place, shape: Shape): void {
  shape.field('sampleType_tag', tagText(place.sampleTag), null);
  switch (place.sampleTag) {
    case SAMPLE_TYPE.flow:
    case SAMPLE_TYPE.expandedFlow:
      walkFlow(bytes, from, to, place, shape);
      return;
    case SAMPLE_TYPE.counters:
    case SAMPLE_TYPE.expandedCounters:
      walkCounters(bytes, from, to, place, shape);
      return;
    case SAMPLE_TYPE.discarded:
      walkDiscarded(bytes, from, to, place, shape);
      return;
    default:
      shape.note(`skipping unknown sample: ${tagText(place.sampleTag)} len=${to - from}`);
  }
}

function walkFlow(bytes: Uint8Array, from: number, to: number, place: Place, shape: Shape): void {
  const expanded = place.sampleTag === SAMPLE_TYPE.expandedFlow;
  const length = expanded ? 44 : 32;
  shape.field('sampleType', 'FLOWSAMPLE', null);
  if (to - from < length) return;
  readSource(bytes, from + 4, expanded, place);
  sourceFields(bytes, from, place, shape);
  const at = from + (expanded ? 12 : 8);
  number(shape, 'meanSkipCount', readU32(bytes, at));
  number(shape, 'samplePool', readU32(bytes, at + 4));
  number(shape, 'dropEvents', readU32(bytes, at + 8));
  const [input, output] = [at + 12, at + (expanded ? 20 : 16)];
  port(shape, 'inputPort', bytes, input, expanded);
  port(shape, 'outputPort', bytes, output, expanded);
  walkElements(bytes, from + length, to, place, shape, 'flowBlock_tag', flowElement);
}

function walkCounters(bytes: Uint8Array, from: number, to: number, place: Place, shape: Shape): void {
  const expanded = place.sampleTag === SAMPLE_TYPE.expandedCounters;
  const length = expanded ? 16 : 12;
  shape.field('sampleType', 'COUNTERSSAMPLE', null);
  if (to - from < length) return;
  readSource(bytes, from + 4, expanded, place);
  sourceFields(bytes, from, place, shape);
  walkElements(bytes, from + length, to, place, shape, 'counterBlock_tag', counterElement);
}

/** The fields of its structures have a prefix. */
function walkDiscarded(bytes: Uint8Array, from: number, to: number, place: Place, shape: Shape): void {
  shape.field('sampleType', 'DISCARD', null);
  if (to - from < 32) return;
  readSource(bytes, from + 4, true, place);
  sourceFields(bytes, from, place, shape);
  number(shape, 'dropEvents', readU32(bytes, from + 12));
  number(shape, 'inputPort', readU32(bytes, from + 16));
  number(shape, 'outputPort', readU32(bytes, from + 20));
  const code = readU32(bytes, from + 24);
  number(shape, 'discardCode', code);
  shape.field('discardReason', dropReason(code), null);
  walkElements(bytes, from + 32, to, place, shape, 'flowBlock_tag', flowElement, 'discarded_');
}

/** The number of structures stands before `from`. */
function walkElements(
  bytes: Uint8Array,
  from: number,
  to: number,
  place: Place,
  shape: Shape,
  tagName: string,
  element: Element,
  prefix = '',
): void {
  const told = readU32(bytes, from - 4);
  const out = prefix === '' ? shape : prefixed(shape, prefix);
  let at = from;
  shape.startElements();
  for (let done = 0; done < told && at + 8 <= to; done++) {
    const start = at + 8;
    const end = start + readU32(bytes, at + 4);
    if (end > to) break;
    place.elementTag = readU32(bytes, at);
    shape.startElement();
    out.field(tagName, tagText(place.elementTag), null);
    element(place.elementTag, bytes, start, end, out);
    shape.endElement();
    at = start + ((end - start + 3) & ~3);
  }
  shape.endElements();
}

function prefixed(shape: Shape, prefix: string): ElementOut {
  const rest = { note: (text: string) => shape.note(text), ...(shape.lists && { lists: shape.lists }) };
  return { field: (name, text, value) => shape.field(prefix + name, text, value), ...rest };
}

function readSource(bytes: Uint8Array, at: number, expanded: boolean, place: Place): void {
  const word = readU32(bytes, at);
  place.sourceClass = expanded ? word : word >>> 24;
  place.sourceIndex = expanded ? readU32(bytes, at + 4) : word & 0xff_ffff;
}

function sourceFields(bytes: Uint8Array, from: number, place: Place, shape: Shape): void {
  number(shape, 'sampleSequenceNo', readU32(bytes, from));
  shape.field('sourceId', `${place.sourceClass}:${place.sourceIndex}`, null);
}

/** `multiple` and `dropCode` stand before what is no ifIndex. */
function port(shape: Shape, name: string, bytes: Uint8Array, at: number, expanded: boolean): void {
  const word = readU32(bytes, at);
  const format = expanded ? word : word >>> 30;
  const value = expanded ? readU32(bytes, at + 4) : word & 0x3fff_ffff;
  const prefix = ['', 'dropCode ', 'multiple ', 'format==3 '][format] ?? '';
  shape.field(name, prefix + value, null);
}

function number(shape: Shape, name: string, value: number): void {
  shape.field(name, String(value), value);
}
