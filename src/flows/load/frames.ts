// Octets of whole frames, as interfaces count them, from what a record counts.
import { FLOW_FLAGS, type FlowBatch, KNOWN } from '../batch.ts';

/** What a frame has beside its layer 3: Ethernet header and check sequence; with a VLAN tag. */
const FRAME_OCTETS = 18;
const TAGGED_OCTETS = 22;

/** Unscaled. sFlow tells the length of frames itself. */
export function framesOf(batch: FlowBatch, row: number, isTagged: boolean): number {
  const bytes = batch.bytes[row] as number;
  if (((batch.flags[row] as number) & FLOW_FLAGS.frameBytes) !== 0) return bytes;
  return bytes + (batch.packets[row] as number) * (isTagged ? TAGGED_OCTETS : FRAME_OCTETS);
}

export function hasTag(batch: FlowBatch, row: number): boolean {
  return ((batch.known[row] as number) & KNOWN.vlan) !== 0 && batch.vlan[row] !== 0;
}
