// What every export protocol has: records in, datagrams out, with its own sequence numbers.
import type { PortState } from '../traffic/network-state.ts';
import type { FlowEntry } from './flow-entry.ts';
import type { ExporterSettings, SamplerSettings } from './meter-settings.ts';
import type { RecordShape } from './record-fields.ts';

export interface EncoderSource {
  readonly settings: ExporterSettings;
  /** Of the cache: its number in the device, so that templates and sequences of several do not meet. */
  readonly domain: number;
  readonly record: RecordShape;
  /** When the device started, ms since 1970. */
  readonly bootedMs: number;
  readonly ports: readonly PortState[];
  /** Those that feed the cache. */
  readonly samplers: readonly SamplerSettings[];
}

export interface FlowEncoder {
  /** Also called when there is nothing to tell: templates and options go by time. */
  encode(entries: readonly FlowEntry[], nowMs: number): Uint8Array[];
}
