// What one snapshot run is asked for, and what it works with.
import type { RefusalMemory } from '../devices/index.ts';
import type { Templates } from '../platforms/index.ts';
import type { Store } from '../store/index.ts';
import type { TrafficQueries } from './flows/traffic-queries.ts';
import type { PollProgress } from './poll-progress.ts';
import type { Project } from './project.ts';

export interface SnapshotRequest {
  readonly project: Project;
  readonly store: Store;
  /** The output folder: a `known_hosts` path of the settings that begins with `output/` lies in it. */
  readonly output: string;
  readonly templates: Templates;
  readonly progress: PollProgress;
  /** Ansible host pattern; null polls every device. */
  readonly limit: string | null;
  /** Polls these alone, by name, as an event asks for; `limit` is null then. Absent: what `limit` says. */
  readonly only?: readonly string[];
  /** How long ago others may have been read for what they said to stand, milliseconds. Absent: not at all. */
  readonly standsMs?: number;
  /** Folder of raw answers to read instead of polling. */
  readonly from: string | null;
  /** Folder to write the raw answers to, besides the evidence store. */
  readonly keep: string | null;
  /** True: compare with nothing, as if this were the first snapshot. */
  readonly baseline: boolean;
  /** Device seconds per real second; 1 for real devices. */
  readonly clockRate: number;
  /** Of the process: for the loads of the links. Absent: opened for this run, where flows were collected. */
  readonly traffic?: TrafficQueries | null;
  /** Shared by the runs of one process, so that a schedule does not try what was refused again and again. */
  readonly refusals?: RefusalMemory;
}
