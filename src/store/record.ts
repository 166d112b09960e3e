// Everything that one snapshot adds to the database.
import type { Snapshot } from '../model/index.ts';
import { changeEvents } from './change-events.ts';
import { addEvents } from './event-table.ts';
import { type Deflated, type Evidence, hashesOf, insertEvidence, noteNames } from './evidence-table.ts';
import { heldIn } from './held.ts';
import { noteHeld, standingAt } from './interval-table.ts';
import { insertSnapshot, neighboursOf } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';

/** Inside a transaction. Returns the snapshot with the id that it got. */
export function recordSnapshot(
  sqlite: Sqlite,
  wanted: Snapshot,
  evidence: Iterable<Evidence>,
  deflated: Deflated,
): Snapshot {
  const { snapshot, position } = insertSnapshot(sqlite, wanted);
  const neighbours = neighboursOf(sqlite, position);
  insertEvidence(sqlite, evidence, deflated, position.takenAt);
  noteNames(sqlite, hashesOf(snapshot), position.takenAt, neighbours);
  noteHeld(sqlite, heldIn(snapshot, standingAt(sqlite, position.takenAt)), position.takenAt, neighbours);
  addEvents(sqlite, changeEvents(snapshot));
  return snapshot;
}
