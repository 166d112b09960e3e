// `--load`: which loads a picture shows.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type CollectSettings, LinkLoads, type Snapshot, ToposcopeError } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { readOrNull } from '../read-or-null.ts';
import { loadsBefore } from './attach-loads.ts';

export interface LoadsPlace {
  readonly output: string;
  readonly settings: CollectSettings;
  readonly store: Store;
}

/**
 * `none`; `auto`: what the snapshot holds, else what was collected before it was taken, null where nothing was; else a file that
 * `flows load` wrote, or `-`. FLOW_LOADS_INVALID for a file that is none.
 */
export async function readLoads(
  choice: string,
  snapshot: Snapshot,
  { output, settings, store }: LoadsPlace,
): Promise<LinkLoads | null> {
  if (choice === 'none') return null;
  if (choice !== 'auto') return await readLoadsFile(choice);
  if (snapshot.loads !== null) return snapshot.loads;
  const previous = await readOrNull(store, snapshot.previous);
  const [{ windowSeconds }, at] = [settings, new Date(snapshot.takenAt)];
  return await loadsBefore(snapshot, { output, windowSeconds, at, queries: null, previous });
}

async function readLoadsFile(path: string): Promise<LinkLoads> {
  try {
    return LinkLoads.parse(JSON.parse(path === '-' ? await text(process.stdin) : await readFile(path, 'utf8')));
  } catch (error) {
    const reason =
      error instanceof SyntaxError || !(error instanceof Error) || !('code' in error)
        ? 'it holds no loads'
        : error.message;
    throw new ToposcopeError(
      'FLOW_LOADS_INVALID',
      `cannot use the loads in ${path === '-' ? 'standard input' : path}: ${reason}`,
      {
        hint: 'give a file that `toposcope flows load` wrote, or auto, or none',
        context: { path },
        cause: error,
      },
    );
  }
}
