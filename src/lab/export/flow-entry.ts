// One flow in a device's cache, and the crossing of packets that feeds it.
import type { Crossing } from '../traffic/routing.ts';
import type { Stream } from '../traffic/stream.ts';

/** What a device sees of one stream at one of its ports. */
export interface Observation {
  readonly stream: Stream;
  readonly crossing: Crossing;
  readonly direction: 'ingress' | 'egress';
  /** Of the sampler that chose the packets; 0: none. */
  readonly samplerId: number;
}

export interface FlowEntry {
  /** Of the packet that began the flow: what is no key is told as it was then. */
  readonly observation: Observation;
  readonly firstMs: number;
  lastMs: number;
  packets: number;
  /** Layer 3. */
  bytes: number;
  tcpFlags: number;
}

/** IfIndex of the port that routes; 0 for the device itself, and for what is dropped. */
export function inputIndex({ crossing }: Observation): number {
  return crossing.in?.adjacency.in?.ifIndex ?? 0;
}

export function outputIndex({ crossing }: Observation): number {
  return crossing.out?.adjacency.out?.ifIndex ?? 0;
}
