// `--load`: which loads a picture shows.
import { readFile } from 'node:fs/promises';
import { type CollectSettings, LinkLoads, type Snapshot, ToposcopeError } from '../../model/index.ts';
import { loadsBefore } from './attach-loads.ts';

export interface LoadsPlace {
  readonly output: string;
  readonly settings: CollectSettings;
}

/**
 * `none`; `auto`: what the snapshot holds, else what was collected before it was taken, null where nothing was; else a file that
 * `flows load` wrote. FLOW_LOADS_INVALID for a file that is none.
 */
export async function readLoads(
  choice: string,
  snapshot: Snapshot,
  { output, settings }: LoadsPlace,
): Promise<LinkLoads | null> {
  if (choice === 'none') return null;
  if (choice !== 'auto') return await readLoadsFile(choice);
  const { windowSeconds } = settings;
  return (
    snapshot.loads ??
    (await loadsBefore(snapshot, { output, windowSeconds, at: new Date(snapshot.takenAt), queries: null }))
  );
}

async function readLoadsFile(path: string): Promise<LinkLoads> {
  try {
    return LinkLoads.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason =
      error instanceof SyntaxError || !(error instanceof Error) || !('code' in error)
        ? 'it holds no loads'
        : error.message;
    throw new ToposcopeError('FLOW_LOADS_INVALID', `cannot use the loads in ${path}: ${reason}`, {
      hint: 'give a file that `toposcope flows load` wrote, or auto, or none',
      context: { path },
      cause: error,
    });
  }
}
