// Polls asked for by events: settled, limited for each device and in all, and never lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventAgenda } from '../../../src/app/watch/event-agenda.ts';

const LIMITS = { settleMs: 300, perDeviceSeconds: 10, perMinute: 3 };

describe('event agenda', () => {
  it('waits a moment for more', () => {
    const agenda = new EventAgenda(LIMITS);
    agenda.add(['r1'], 1000);
    agenda.add(['r2'], 1200);
    expect([agenda.nextDue(), agenda.take(1299)]).toEqual([1300, []]);
    expect(agenda.take(1300)).toEqual(['r1', 'r2']);
    expect(agenda.nextDue()).toBeNull();
  });

  it('polls one device once in its time, and keeps what came meanwhile', () => {
    const agenda = new EventAgenda(LIMITS);
    agenda.add(['r1'], 0);
    expect(agenda.take(300)).toEqual(['r1']);
    agenda.add(['r1'], 400);
    expect(agenda.take(5000)).toEqual([]);
    expect(agenda.nextDue()).toBe(10_300);
    expect(agenda.take(10_300)).toEqual(['r1']);
  });

  it('polls no more in a minute than allowed, those first that wait longest', () => {
    const agenda = new EventAgenda(LIMITS);
    agenda.add(['e', 'd', 'c', 'b', 'a'], 0);
    expect(agenda.take(1000)).toEqual(['e', 'd', 'c']);
    expect(agenda.take(1001)).toEqual([]);
    expect(agenda.waiting).toBe(2);
    expect(agenda.take(agenda.nextDue() ?? 0)).toEqual(['b', 'a']);
  });

  it('gives every device that was added, within every limit', () => {
    const adding = fc.record({ at: fc.nat(120_000), device: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
    fc.assert(
      fc.property(fc.array(adding, { maxLength: 60 }), (additions) => {
        const agenda = new EventAgenda(LIMITS);
        const polls: { device: string; at: number }[] = [];
        const pollAt = (at: number) => polls.push(...agenda.take(at).map((device) => ({ device, at })));
        for (const { at, device } of [...additions].sort((x, y) => x.at - y.at)) {
          pollAt(at);
          agenda.add([device], at);
        }
        for (let due = agenda.nextDue(), guard = 0; due !== null && guard < 200; due = agenda.nextDue(), guard++) {
          pollAt(Math.max(due, polls.at(-1)?.at ?? 0));
        }
        expect(agenda.waiting).toBe(0);
        for (const { at, device } of additions) {
          expect(polls.some((poll) => poll.device === device && poll.at >= at)).toBe(true);
        }
        for (const { at, device } of polls) {
          expect(polls.filter((poll) => poll.at > at - 60_000 && poll.at <= at).length).toBeLessThanOrEqual(3);
          const again = polls.filter((poll) => poll.device === device && poll.at > at);
          for (const poll of again) expect(poll.at - at).toBeGreaterThanOrEqual(10_000);
        }
      }),
    );
  });
});
