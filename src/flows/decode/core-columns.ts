// Ports, octets, packets and times of many records in one loop: what every row of every minute needs.
import { type FlowBatch, KNOWN } from '../batch.ts';
import { readI32, readU16, readU32, readU64 } from '../read-bytes.ts';
import type { RecordLocator } from '../templates/layout.ts';
import type { CorePlan } from '../templates/plan-core.ts';
import type { MessageHeader } from '../templates/waiting.ts';
import { portOf16, portOf32 } from './ports.ts';
import { setTimes } from './times.ts';

/** Fills rows `row … row + rows)`; `known` is filled already, and loses what is not told. `uptime` is the exporter's when it sent them. */
export function fillCore(
  batch: FlowBatch,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  core: CorePlan,
  uptime: number,
  { sent, received }: MessageHeader,
): void {
  const { inIf, outIf, bytes: octets, packets, known } = batch;
  const { longPorts, longCounters, absolute } = core;
  const from = core.slot * stride;
  for (let i = 0; i < rows; i++) {
    const at = starts[from + i] as number;
    const input = readPort(bytes, at + core.inIf, longPorts);
    const output = readPort(bytes, at + core.outIf, longPorts);
    inIf[row + i] = input;
    outIf[row + i] = output;
    if (input === 0) known[row + i] = (known[row + i] as number) & ~KNOWN.inIf;
    if (output === 0) known[row + i] = (known[row + i] as number) & ~KNOWN.outIf;
    octets[row + i] = longCounters ? readU64(bytes, at + core.bytes) : readU32(bytes, at + core.bytes);
    packets[row + i] = longCounters ? readU64(bytes, at + core.packets) : readU32(bytes, at + core.packets);
    const begun = absolute ? readU64(bytes, at + core.start) : sent - ((uptime - readI32(bytes, at + core.start)) | 0);
    const ended = absolute ? readU64(bytes, at + core.end) : sent - ((uptime - readI32(bytes, at + core.end)) | 0);
    setTimes(batch, row + i, begun, ended, received);
  }
}

function readPort(bytes: Uint8Array, at: number, long: boolean): number {
  return long ? portOf32(readU32(bytes, at)) : portOf16(readU16(bytes, at));
}
