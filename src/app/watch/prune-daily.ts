// What is older than the retention goes, once a day, whoever takes the snapshots.
import type { Retention } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { isConflict } from './lease.ts';

const PLACE = { kind: 'prune', key: 'last' } as const;
const DAY_MS = 86_400_000;

/** Remembered with the store: a run from cron knows what the one before it did. A clock that was put back delays nothing. */
export async function pruneDaily(store: Store, retention: Retention, now: Date): Promise<void> {
  const last = (await store.state(PLACE.kind)).get(PLACE.key);
  const age = now.getTime() - Date.parse(String(last));
  if (age >= 0 && age < DAY_MS) return;
  try {
    await store.commit({
      expect: [{ ...PLACE, value: last }],
      put: [{ ...PLACE, value: now.toISOString() }],
    });
  } catch (error) {
    if (isConflict(error)) return;
    throw error;
  }
  await store.prune(retention, now);
}
