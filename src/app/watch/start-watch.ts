// A running watch, composed from what the operator wrote; one for each output folder.
import { openReceivers } from '../../events/index.ts';
import { type Problem, ToposcopeError } from '../../model/index.ts';
import { openStore } from '../../store/index.ts';
import { collectFlows, type FlowCollection } from '../flows/collect-flows.ts';
import { TrafficQueries } from '../flows/traffic-queries.ts';
import type { PollProgress } from '../poll-progress.ts';
import type { Project } from '../project.ts';
import { IncidentDesk } from './incident-desk.ts';
import { dropLease, ownerName, RENEW_MS, takeLease } from './lease.ts';
import { openAlerts } from './open-alerts.ts';
import { Watch, type WatchListener } from './watch.ts';

export interface StartWatchOptions {
  readonly project: Project;
  readonly output: string;
  /** Null: what the settings say. */
  readonly every: string | null;
  readonly clockRate: number;
  readonly progress: PollProgress;
  readonly listener: WatchListener;
  onProblem(text: string): void;
}

export interface RunningWatch {
  readonly watch: Watch;
  /** Null where the settings ask for no flows. */
  readonly flows: FlowCollection | null;
  /** What is going on is finished first. */
  stop(): Promise<void>;
}

/**
 * Resolves when everything is started. WATCH_ALREADY_RUNNING where another process watches for this output folder; what is
 * wrong with channels, ports or the store is thrown too, and nothing runs then.
 */
export async function startWatch(options: StartWatchOptions): Promise<RunningWatch> {
  const { project, output, progress, clockRate, listener, onProblem } = options;
  const store = openStore(output);
  await store.requireWritable();
  const owner = ownerName('toposcope serve');
  const other = await takeLease(store, owner, new Date());
  if (other !== null) throw alreadyRunning(output, other);
  const renewal = setInterval(() => void renew().catch(listener.onError), RENEW_MS);
  let thief: string | null = null;
  const renew = async () => {
    const before = thief;
    thief = await takeLease(store, owner, new Date());
    if (thief !== null && before === null)
      onProblem(`${thief} has taken over ${output}: nothing is done here until it ends`);
    if (thief === null && before !== null) onProblem(`${before} has ended: ${output} is watched here again`);
  };
  const { flows: collect } = project.settings;
  const traffic = collect.enabled ? new TrafficQueries(output, { onWarning: onProblem }) : null;
  const tidying = setInterval(() => {
    traffic?.ask('tidy', { retention: collect.retention }).catch(listener.onError);
  }, TIDY_MS);
  let flows: FlowCollection | null = null;
  const release = async () => {
    clearInterval(renewal);
    clearInterval(tidying);
    await flows?.stop();
    await traffic?.close();
    await dropLease(store, owner);
    await store.close();
  };
  let watch: Watch | null = null;
  try {
    const alerts = await openAlerts({ project, store, onProblem });
    const sayProblem = ({ message }: Problem) => onProblem(message);
    const desk = new IncidentDesk({
      store,
      project: async () => project,
      alerts,
      now: () => new Date(),
      onProblem: sayProblem,
    });
    if (collect.enabled) {
      const snapshot = await store.latest();
      flows = await collectFlows({ output, settings: collect, snapshot, onProblem, onEnd: listener.onError });
    }
    const every = options.every ?? project.settings.pollEvery;
    const { events } = project.settings;
    watch = new Watch({
      ...{ project, store, output, desk, alerts, flows, traffic, every, clockRate, progress, listener },
      isOurs: () => thief === null,
      listen: (handlers) => openReceivers(events, handlers),
    });
    await watch.start();
    const started = watch;
    const stop = async () => {
      await started.stop();
      await release();
    };
    return { watch: started, flows, stop };
  } catch (error) {
    await watch?.stop();
    await release();
    throw error;
  }
}

/** Hours of traffic that are over are packed, old ones rolled up. */
const TIDY_MS = 3_600_000;

function alreadyRunning(output: string, owner: string): ToposcopeError {
  return new ToposcopeError('WATCH_ALREADY_RUNNING', `${owner} already watches for ${output}`, {
    hint: 'stop it first, or choose another folder with --output; the claim of one that was killed elsewhere ends within 30 s',
    context: { output, owner },
  });
}
