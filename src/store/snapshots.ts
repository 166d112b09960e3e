// Snapshot documents as files: `output/snapshots/<id>.json`, and `latest.json`, a copy of the newest.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText, Snapshot, ToposcopeError } from '../model/index.ts';
import { createFile, isErrno, replaceFile } from './atomic-file.ts';
import { parseReference } from './reference.ts';

const ID = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?$/;

/** `2026-11-21T10-00-00Z`: the time to the second, without the colons that some file systems refuse. */
export function snapshotId(takenAt: Date): string {
  return takenAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/** Writes the document under its id; a second one of the same second gets `-2` behind. Returns it as written. */
export async function writeSnapshot(folder: string, snapshot: Snapshot): Promise<Snapshot> {
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? snapshot.id : `${snapshot.id}-${attempt}`;
    const text = formatSnapshot({ ...snapshot, id });
    if (!(await createFile(join(folder, `${id}.json`), text))) continue;
    await replaceFile(join(folder, 'latest.json'), text);
    return { ...snapshot, id };
  }
}

/** The document as it stands in the file: two blanks of indentation, one closing line feed. */
function formatSnapshot(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** Ids, oldest first. Empty where there is no folder yet. */
export async function listSnapshots(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .filter((id) => ID.test(id))
      .sort(compareIds);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** `…Z` before `…Z-2` before `…Z-10`. */
function compareIds(a: string, b: string): number {
  const ordinal = (id: string) => Number(id.slice(21) || 1);
  return compareText(a.slice(0, 20), b.slice(0, 20)) || ordinal(a) - ordinal(b);
}

/**
 * Finds a snapshot by id, `latest`, `latest~1`, time (the newest taken at or before it) or file path.
 * STORE_SNAPSHOT_MISSING when there is none, STORE_SNAPSHOT_INVALID when the file is not a snapshot of this schema.
 */
export async function readSnapshot(folder: string, reference: string, now: Date): Promise<Snapshot> {
  const ids = await listSnapshots(folder);
  const parsed = parseReference(reference, now);
  if (parsed.kind === 'name') return await readNamed(folder, parsed.name, ids);
  const id =
    parsed.kind === 'latest'
      ? ids.at(-1 - parsed.back)
      : ids.findLast((candidate) => candidate.slice(0, 20) <= snapshotId(parsed.at));
  if (id === undefined) throw missing(folder, reference, ids);
  return parseSnapshot(await readFile(join(folder, `${id}.json`), 'utf8'), join(folder, `${id}.json`));
}

async function readNamed(folder: string, name: string, ids: readonly string[]): Promise<Snapshot> {
  const path = ids.includes(name) ? join(folder, `${name}.json`) : name;
  try {
    return parseSnapshot(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'EISDIR')) throw missing(folder, name, ids);
    throw error;
  }
}

function missing(folder: string, reference: string, ids: readonly string[]): ToposcopeError {
  const held = ids.length === 0 ? 'it holds none yet: run `toposcope snapshot` first' : `it holds ${describeIds(ids)}`;
  return new ToposcopeError('STORE_SNAPSHOT_MISSING', `no snapshot "${reference}" in ${folder}`, {
    hint: `${held}; a snapshot is named by id, latest, latest~1, a time, or a file path`,
  });
}

function describeIds(ids: readonly string[]): string {
  return ids.length === 1 ? `${ids[0]}` : `${ids.length}, from ${ids[0]} to ${ids.at(-1)}`;
}

function parseSnapshot(text: string, path: string): Snapshot {
  const document = Snapshot.safeParse(parseJson(text, path));
  if (document.success) return document.data;
  const issue = document.error.issues[0];
  throw invalid(path, `${issue?.path.join('.') || 'document'}: ${issue?.message ?? 'not a snapshot'}`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, (error as Error).message);
  }
}

function invalid(path: string, why: string): ToposcopeError {
  return new ToposcopeError('STORE_SNAPSHOT_INVALID', `${path} is not a toposcope snapshot of schema 1: ${why}`, {
    hint: 'restore the file from a backup, or move it away; it is not changed or deleted',
    context: { path },
  });
}
