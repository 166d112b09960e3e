// Many visits, a bounded number at a time.
import type { Visit } from '../model/index.ts';
import { CredentialGuard } from './credential-guard.ts';
import type { Conversation, VisitOptions, VisitTarget } from './types.ts';
import { visitDevice } from './visit.ts';

/**
 * Visits every target once. Results are in the order of the targets, whatever order they end in. Rejects only for a
 * programming mistake, such as a conversation that throws something else than a ToposcopeError, after the visits under
 * way have ended.
 */
export async function visitDevices(
  targets: readonly VisitTarget[],
  conversation: Conversation,
  options: VisitOptions,
): Promise<Visit[]> {
  const guard = new CredentialGuard();
  const visits: Visit[] = [];
  const mistakes: unknown[] = [];
  const queue = targets.entries();

  async function work(): Promise<void> {
    for (const [index, target] of queue) {
      try {
        const visit = await visitDevice(target, conversation, options, guard);
        visits[index] = visit;
        options.onVisit?.(visit);
      } catch (error) {
        mistakes.push(error);
      }
      if (mistakes.length > 0) return;
    }
  }

  const workers = Math.max(1, Math.min(options.concurrency, targets.length));
  await Promise.all(Array.from({ length: workers }, work));
  if (mistakes.length > 0) throw mistakes[0];
  return visits;
}
