// The limits on sessions and logins, proved over random lists of visits on a clock that the test turns.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoginRate } from '../../../src/devices/limits/login-rate.ts';
import { NO_LIMITS, type Place, VisitSchedule } from '../../../src/devices/limits/visit-schedule.ts';
import type { VisitLimits } from '../../../src/devices/types.ts';

interface Job extends Place {
  readonly id: number;
  readonly lasts: number;
  readonly due: number;
}

interface Stay {
  readonly job: Job;
  readonly from: number;
  readonly to: number;
}

/** Turns the clock from one event to the next until every visit has ended. */
function simulate(jobs: readonly Job[], concurrency: number, limits: VisitLimits): Stay[] {
  const schedule = new VisitSchedule<Job>(concurrency, limits);
  const stays: Stay[] = [];
  let running: Stay[] = [];
  for (const job of jobs) schedule.add(job, job.due);
  let now = 0;
  for (let steps = 0; stays.length < jobs.length || running.length > 0; steps++) {
    if (steps > jobs.length * 20) throw new Error('the schedule stands still');
    for (const { job } of running.filter(({ to }) => to <= now)) schedule.end(job);
    running = running.filter(({ to }) => to > now);
    const { begin, wakeAt } = schedule.next(now);
    for (const job of begin) running.push({ job, from: now, to: now + job.lasts });
    stays.push(...running.filter(({ from }) => from === now));
    const next = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, ...running.map(({ to }) => to));
    if (next === Number.POSITIVE_INFINITY) break;
    expect(next).toBeGreaterThan(now);
    now = next;
  }
  return stays;
}

function mostAtOnce(stays: readonly Stay[]): number {
  return Math.max(0, ...stays.map((one) => stays.filter(({ from, to }) => from <= one.from && one.from < to).length));
}

/** Of a rate of whole logins per second: how many began in the fullest second. */
function mostInOneSecond(stays: readonly Stay[]): number {
  const begun = stays.map(({ from }) => from);
  return Math.max(0, ...begun.map((at) => begun.filter((other) => other >= at && other < at + 1000).length));
}

const name = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
const job = fc.record({
  site: name,
  jumpHost: name,
  lasts: fc.integer({ min: 1, max: 3000 }),
  due: fc.integer({ min: 0, max: 2000 }),
});
const jobs = fc.array(job, { maxLength: 40 }).map((list) => list.map((one, id): Job => ({ ...one, id })));
const cap = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null });
const login = fc.record({ sessions: cap, loginsPerSecond: cap });
const limits = fc.record({ loginsPerSecond: cap, perSite: login, perJumpHost: login });

describe('the schedule', () => {
  it('begins every visit once, none before it is due, and never passes a limit', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 6 }), limits, (list, concurrency, allowed) => {
        const stays = simulate(list, concurrency, allowed);
        expect(stays.map((stay) => stay.job.id).sort((a, b) => a - b)).toEqual(list.map(({ id }) => id));
        for (const { job: begun, from } of stays) expect(from).toBeGreaterThanOrEqual(begun.due);
        expect(mostAtOnce(stays)).toBeLessThanOrEqual(concurrency);
        expect(mostInOneSecond(stays)).toBeLessThanOrEqual(allowed.loginsPerSecond ?? Number.POSITIVE_INFINITY);
        for (const [kind, limit] of [
          ['site', allowed.perSite],
          ['jumpHost', allowed.perJumpHost],
        ] as const) {
          for (const place of ['a', 'b', 'c']) {
            const there = stays.filter((stay) => stay.job[kind] === place);
            expect(mostAtOnce(there)).toBeLessThanOrEqual(limit.sessions ?? Number.POSITIVE_INFINITY);
            expect(mostInOneSecond(there)).toBeLessThanOrEqual(limit.loginsPerSecond ?? Number.POSITIVE_INFINITY);
          }
        }
      }),
    );
  });

  it('leaves no session unused while a visit could have it', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 6 }), (list, concurrency) => {
        const stays = simulate(list, concurrency, NO_LIMITS);
        for (const { job: begun, from } of stays) {
          if (from === begun.due) continue;
          // It waited: just before it began, every session was taken.
          const before = stays.filter((stay) => stay.from < from && from <= stay.to);
          expect(before.length).toBeGreaterThanOrEqual(concurrency);
        }
      }),
    );
  });

  it('begins in the order of the list', () => {
    const list = [1, 2, 3, 4].map((id): Job => ({ id, site: null, jumpHost: null, lasts: 10, due: 0 }));
    expect(simulate(list, 1, NO_LIMITS).map((stay) => stay.job.id)).toEqual([1, 2, 3, 4]);
  });

  it('lets nobody wait behind a site that is full', () => {
    const slow = [1, 2, 3].map((id): Job => ({ id, site: 'far', jumpHost: null, lasts: 9000, due: 0 }));
    const quick = [4, 5].map((id): Job => ({ id, site: 'near', jumpHost: null, lasts: 10, due: 0 }));
    const perSite = { sessions: 1, loginsPerSecond: null };
    const stays = simulate([...slow, ...quick], 2, { ...NO_LIMITS, perSite });
    expect(stays.filter((stay) => stay.job.site === 'near').map(({ from }) => from)).toEqual([0, 10]);
  });

  it('gives back what has not begun', () => {
    const schedule = new VisitSchedule<Job>(1, NO_LIMITS);
    const list = [1, 2, 3].map((id): Job => ({ id, site: null, jumpHost: null, lasts: 1, due: id === 3 ? 500 : 0 }));
    for (const one of list) schedule.add(one, one.due);
    expect(schedule.next(0)).toEqual({ begin: [list[0]], wakeAt: 500 });
    expect(schedule.drain()).toEqual([list[1], list[2]]);
    expect(schedule.next(1000)).toEqual({ begin: [], wakeAt: null });
  });
});

describe('a rate', () => {
  it('below one a second is kept too', () => {
    const rate = new LoginRate(0.5);
    expect(rate.freeAt()).toBeLessThanOrEqual(0);
    rate.take(0);
    expect(rate.freeAt()).toBe(2000);
  });

  it('that is no whole number is never passed', () => {
    const rate = new LoginRate(2.5);
    rate.take(0);
    rate.take(0);
    expect(rate.freeAt()).toBe(800);
  });
});
