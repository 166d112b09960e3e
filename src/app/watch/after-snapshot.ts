// What a single run does about incidents: looks at its snapshot, sends what is due before it ends, and tidies once a day.
import type { IncidentEvent } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Project } from '../project.ts';
import { IncidentDesk } from './incident-desk.ts';
import { dropLease, ownerName, takeLease } from './lease.ts';
import { openAlerts } from './open-alerts.ts';
import { pruneDaily } from './prune-daily.ts';

export interface IncidentRun {
  readonly events: readonly IncidentEvent[];
  /** Who looks after incidents instead, such as a running `serve`; null where this run did. */
  readonly leftTo: string | null;
}

/**
 * `say` hears of what went wrong without ending the run, such as a channel that does not answer. `isOffline`: the project was
 * read without its secrets, so messages wait for the next run that has them.
 */
export async function updateIncidents(
  store: Store,
  project: Project,
  say: (text: string) => void,
  isOffline: boolean,
): Promise<IncidentRun> {
  const owner = ownerName('toposcope snapshot');
  const other = await takeLease(store, owner, new Date());
  if (other !== null) return { events: [], leftTo: other };
  try {
    const alerts = await openAlerts({ project, store, onProblem: say, sends: !isOffline, isOnce: true });
    const onProblem = ({ message }: { readonly message: string }) => say(message);
    const desk = new IncidentDesk({ store, project: async () => project, alerts, now: () => new Date(), onProblem });
    const events = [...(await desk.observe()), ...(await desk.tick())];
    try {
      if (!isOffline) await alerts?.sendDue();
    } finally {
      await alerts?.stop();
    }
    await pruneDaily(store, project.settings.retention, new Date());
    return { events, leftTo: null };
  } finally {
    await dropLease(store, owner);
  }
}
