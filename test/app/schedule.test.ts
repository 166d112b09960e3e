// Real seconds: the scheduler is the library's, and what we rely on is that it does not overlap and can be stopped.
import { describe, expect, it } from 'vitest';
import { runOnSchedule } from '../../src/app/schedule.ts';

const EVERY_SECOND = '* * * * * *';
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const never = (error: unknown) => {
  throw error;
};

describe('runOnSchedule', () => {
  it('refuses what is no cron expression', () => {
    for (const expression of ['', 'tomorrow', '61 * * * *']) {
      expect(() => runOnSchedule(expression, async () => undefined, never, never)).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
      );
    }
  });

  it('never runs two at a time, says so, and waits for the last one when stopped', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const skipped: string[] = [];
    const schedule = runOnSchedule(
      EVERY_SECOND,
      async () => {
        most = Math.max(most, ++running);
        await pause(2500);
        running--;
        done++;
      },
      (reason) => skipped.push(reason),
      never,
    );
    await expect.poll(() => skipped.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await schedule.stop();
    expect([most, running]).toEqual([1, 0]);
    expect(done).toBeGreaterThan(0);
    const doneThen = done;
    await pause(1500);
    expect(done).toBe(doneThen);
  });

  it('goes on after a run that failed', async () => {
    const errors: unknown[] = [];
    const schedule = runOnSchedule(
      EVERY_SECOND,
      async () => {
        throw new Error(`run ${errors.length + 1}`);
      },
      () => undefined,
      (error) => errors.push(error),
    );
    await expect.poll(() => errors.length, { timeout: 10_000 }).toBeGreaterThan(1);
    await schedule.stop();
    expect(String(errors[1])).toContain('run 2');
  });
});
