// A snapshot that may have been cleaned up: missed by nobody but the comparison with it.
import { type Snapshot, ToposcopeError } from '../model/index.ts';
import type { Store } from '../store/index.ts';

/** Null where `id` is null, and where retention has taken the snapshot. */
export async function readOrNull(store: Store, id: string | null): Promise<Snapshot | null> {
  if (id === null) return null;
  try {
    return await store.read(id);
  } catch (error) {
    if (error instanceof ToposcopeError && error.code === 'STORE_SNAPSHOT_MISSING') return null;
    throw error;
  }
}
