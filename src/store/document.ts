// A snapshot as text: the document of docs/reference/snapshot.md.
import { Snapshot, ToposcopeError } from '../model/index.ts';

/** As it stands in a file: two blanks of indentation, one closing line feed. */
export function formatSnapshot(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** STORE_SNAPSHOT_INVALID where it is none of this schema; `place` is what the text is called there. */
export function parseSnapshot(text: string, place: string): Snapshot {
  const document = Snapshot.safeParse(parseJson(text, place));
  if (document.success) return document.data;
  const issue = document.error.issues[0];
  throw invalid(place, `${issue?.path.join('.') || 'document'}: ${issue?.message ?? 'not a snapshot'}`);
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(place, (error as Error).message);
  }
}

function invalid(place: string, why: string): ToposcopeError {
  return new ToposcopeError('STORE_SNAPSHOT_INVALID', `${place} is not a toposcope snapshot of schema 1: ${why}`, {
    hint: 'restore it from a backup, or move the file away; it is not changed or deleted',
    context: { path: place },
  });
}
