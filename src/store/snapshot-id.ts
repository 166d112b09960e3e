// Ids of snapshots: the time to the second, `2026-11-21T10-00-00Z`; a second one of the same second ends in `-2`.

const ID = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d+))?$/;

/** Without the colons that some file systems refuse. */
export function snapshotId(takenAt: Date): string {
  return takenAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

export function isSnapshotId(text: string): boolean {
  return ID.test(text);
}

/** `base` is the id of the first of that second, which has the ordinal 1. */
export function splitId(id: string): { readonly base: string; readonly ordinal: number } {
  const [, base = id, ordinal = '1'] = ID.exec(id) ?? [];
  return { base, ordinal: Number(ordinal) };
}

export function joinId(base: string, ordinal: number): string {
  return ordinal === 1 ? base : `${base}-${ordinal}`;
}

/** ISO 8601 of the second that an id names; empty for what is no id. */
export function timeOfId(id: string): string {
  return splitId(id).base.replace(/^(.{10}T\d\d)-(\d\d)-(\d\d)Z$/, '$1:$2:$3.000Z');
}
