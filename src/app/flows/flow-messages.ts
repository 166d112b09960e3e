// What the thread that receives flows and the main thread say to each other.
import type { CollectorStatus } from '../../collector/index.ts';
import type { ExporterCounts } from '../../flows/index.ts';
import type { CollectSettings, ErrorCode, ListenPoint, Snapshot } from '../../model/index.ts';

export interface FlowThreadData {
  readonly output: string;
  readonly settings: CollectSettings;
  /** Null: nothing was polled yet, and nobody is known. */
  readonly snapshot: Snapshot | null;
}

export interface FlowStatus extends CollectorStatus {
  /** Since the start. */
  readonly exporters: readonly ExporterCounts[];
  /** Minutes written. */
  readonly saved: number;
  /** One batch of records in so many is looked at for talkers: more than 1 where there is no time for all of them. Loads are never cut. */
  readonly talkersStride: number;
}

export type ToFlowThread =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'status'; readonly id: number }
  | { readonly kind: 'stop' };

export type FromFlowThread =
  | { readonly kind: 'listening'; readonly points: readonly ListenPoint[] }
  | {
      readonly kind: 'failed';
      readonly fault: { readonly code: ErrorCode | null; readonly message: string; readonly hint: string };
    }
  | { readonly kind: 'problem'; readonly text: string }
  | { readonly kind: 'status'; readonly id: number; readonly status: FlowStatus }
  | { readonly kind: 'stopped' };
