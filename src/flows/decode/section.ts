// Records with a piece of the sampled frame (IE 315 dataLinkFrameSection): what no field tells is read from the frame's headers.
import { FLOW_FLAGS, KNOWN } from '../batch.ts';
import { ALSO } from '../column-bits.ts';
import type { DecodeContext } from '../context.ts';
import { HEADER_COLUMNS, HEADER_PROTOCOLS, parseHeader } from '../headers/parse-header.ts';
import { readU16, readUint } from '../read-bytes.ts';
import type { Place } from '../templates/layout.ts';
import type { DataPlan } from '../templates/plan.ts';
import { VARIABLE } from '../templates/shape.ts';

/** For the rows just decoded. One packet of `frameSize` octets (IE 312) each, where the record has no counters. */
export function readSections(
  context: DecodeContext,
  plan: DataPlan,
  bytes: Uint8Array,
  row: number,
  rows: number,
): void {
  const { section } = plan;
  if (!section) return;
  context.mark(HEADER_COLUMNS | KNOWN.bytes | KNOWN.packets | ALSO.flags | ALSO.family | ALSO.wide);
  for (let record = 0; record < rows; record++) readSection(context, plan, section, bytes, row + record, record);
}

function readSection(
  context: DecodeContext,
  plan: DataPlan,
  section: Place,
  bytes: Uint8Array,
  row: number,
  record: number,
): void {
  const { batch } = context;
  const frame = plan.frameSize ? readUint(bytes, startOf(context, plan.frameSize, record), plan.frameSize.length) : 0;
  let at = startOf(context, section, record);
  let length = section.length;
  if (length === VARIABLE) {
    const short = bytes[at] as number;
    length = short < 255 ? short : readU16(bytes, at + 1);
    at += short < 255 ? 1 : 3;
  }
  if (frame > 0 && frame < length) length = frame;
  if (!(plan.columns & KNOWN.bytes) && frame > 0) {
    batch.bytes[row] = frame;
    batch.packets[row] = 1;
    batch.known[row] = (batch.known[row] as number) | KNOWN.bytes | KNOWN.packets;
    batch.flags[row] = (batch.flags[row] as number) | FLOW_FLAGS.frameBytes;
  }
  if (context.detail !== 'load' && plan.addresses.length === 0) {
    const told = parseHeader(batch, row, bytes, at, at + length, HEADER_PROTOCOLS.ethernet);
    batch.known[row] = (batch.known[row] as number) | told;
  }
  context.sink.header?.(batch, row, bytes, at, length, frame || length, HEADER_PROTOCOLS.ethernet);
}

function startOf({ locator }: DecodeContext, { slot, offset }: Place, record: number): number {
  return (locator.starts[slot * locator.stride + record] as number) + offset;
}
