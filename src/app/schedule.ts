// Jobs by cron expression: never two at a time, and a run that was missed is told, not made up for.
import { schedule, validate } from 'node-cron';
import { ToposcopeError } from '../model/index.ts';

export interface Schedule {
  /** Takes no new run, and waits for the one that is going on. */
  stop(): Promise<void>;
}

/**
 * Runs `job` at each time of the expression (five fields, or six with seconds first; local time).
 * `onSkip` hears why a run did not take place: the one before was not done, or the process was too busy at that time.
 * What `job` throws goes to `onError`, and the schedule goes on. CONFIG_INVALID_VALUE for a bad expression.
 */
export function runOnSchedule(
  expression: string,
  job: () => Promise<void>,
  onSkip: (reason: string) => void,
  onError: (error: unknown) => void,
): Schedule {
  if (!validate(expression)) {
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `"${expression}" is not a cron expression`, {
      hint: "five fields are needed: minute, hour, day, month, weekday, such as '*/15 * * * *'",
    });
  }
  let current: Promise<void> | null = null;
  const run = async () => {
    if (current !== null) return onSkip('the run before was not done yet');
    current = job().catch(onError);
    await current;
    current = null;
  };
  // What it would write to the terminal by itself is told by `onSkip`.
  const task = schedule(expression, run, { suppressMissedWarning: true });
  task.on('execution:missed', () => onSkip('the process was too busy at the time'));
  return {
    async stop() {
      await task.destroy();
      await current;
    },
  };
}
