// How a database becomes one of today: step by step, in order. A step that has been released is never changed.
import { EVENT_TABLE } from './event-table.ts';
import { EVIDENCE_TABLE } from './evidence-table.ts';
import { INTERVAL_TABLE } from './interval-table.ts';
import { SNAPSHOT_TABLE } from './snapshot-table.ts';
import { STATE_TABLE } from './state-table.ts';

/** The number of steps taken stands in the file (`user_version`). */
export const MIGRATIONS: readonly string[] = [
  [SNAPSHOT_TABLE, EVIDENCE_TABLE, INTERVAL_TABLE, EVENT_TABLE, STATE_TABLE].join(''),
];
