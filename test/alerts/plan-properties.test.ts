// What holds of the planner whatever happens to incidents and whenever it is asked.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertMessage, nextDue, type PlanRules, type PlanState, planMessages } from '../../src/alerts/index.ts';
import { digest } from '../../src/alerts/plan/group.ts';
import type { Incident } from '../../src/model/index.ts';
import { alertSettings, at, channelSettings, event, incident, resolved } from './incidents.ts';

const WAIT = 30;
const INTERVAL = 300;
const REPEAT = 3000;
const CHANNELS = [channelSettings('all'), channelSettings('critical'), channelSettings('am', { type: 'alertmanager' })];
const ROUTE = { hosts: null, minSeverity: 'info', minStage: 'warning', kinds: null } as const;
const SETTINGS = alertSettings({
  channels: CHANNELS,
  routes: [
    { ...ROUTE, channels: ['all', 'am'] },
    { ...ROUTE, channels: ['critical'], minSeverity: 'critical', minStage: 'alert', hosts: 'a' },
  ],
  ...{ groupBy: ['site'], groupWaitSeconds: WAIT, groupIntervalSeconds: INTERVAL, repeatSeconds: REPEAT },
});
const RULES: PlanRules = {
  settings: SETTINGS,
  matches: (pattern, device) => device.startsWith(pattern),
  siteOf: (device) => (device.endsWith('1') ? 'one' : 'two'),
};

/** What becomes of one incident at a step; `gone` ends it, and what comes next is another of the same name. */
const Turn = fc.record({
  name: fc.constantFrom('a1', 'a2', 'b1', 'b2'),
  gone: fc.boolean(),
  stage: fc.constantFrom('suspected', 'warning', 'alert'),
  severity: fc.constantFrom('info', 'warning', 'critical'),
  flapping: fc.boolean(),
  quiet: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  acknowledged: fc.boolean(),
  title: fc.constantFrom('x', 'y'),
});
type Turn = typeof Turn extends fc.Arbitrary<infer T> ? T : never;
const Steps = fc.array(
  fc.record({ seconds: fc.integer({ min: 0, max: 500 }), turns: fc.array(Turn, { maxLength: 3 }) }),
  {
    maxLength: 25,
  },
);

interface Run {
  readonly messages: readonly AlertMessage[];
  readonly open: ReadonlyMap<string, Incident>;
}

/** As the service does it: asked at every step, and whenever something is due in between; in the end until nothing is. */
function simulate(
  steps: readonly { seconds: number; turns: readonly Turn[] }[],
  keep: (state: PlanState) => PlanState,
): Run {
  let state: PlanState = new Map();
  let now = 0;
  let serial = 0;
  const open = new Map<string, Incident>();
  const messages: AlertMessage[] = [];
  const ask = (news: Parameters<typeof planMessages>[1]) => {
    const plan = planMessages(state, news, RULES, at(now));
    state = keep(plan.state);
    messages.push(...plan.messages);
  };
  const runUntil = (end: number) => {
    for (;;) {
      const due = nextDue(state, SETTINGS);
      const second = due === null ? Number.POSITIVE_INFINITY : (Date.parse(due) - at(0).getTime()) / 1000;
      if (second > end) break;
      expect(second).toBeGreaterThanOrEqual(now);
      now = second;
      ask(null);
    }
    now = end;
  };
  for (const { seconds, turns } of steps) {
    runUntil(now + seconds);
    const events = turns.flatMap((turn) => {
      const before = open.get(turn.name);
      if (turn.gone) {
        open.delete(turn.name);
        return before ? [event(resolved(before, at(now)), 'resolved', at(now))] : [];
      }
      const one = incident(turn.name, {
        id: before?.id ?? `${turn.name}-${serial++}`,
        ...{ stage: turn.stage, severity: turn.severity, flapping: turn.flapping, title: turn.title },
        maintenance: turn.quiet ? 'night' : null,
        acknowledged: turn.acknowledged ? { by: 'eve', at: at(now).toISOString(), comment: '' } : null,
      });
      open.set(turn.name, one);
      return [event(one, 'updated', at(now))];
    });
    ask({ events, open: [...open.values()] });
  }
  runUntil(now + WAIT + INTERVAL);
  return { messages, open };
}

const throughJson = (state: PlanState): PlanState => new Map(JSON.parse(JSON.stringify([...state])));
const asItIs = (state: PlanState): PlanState => state;

/** What the routes of these settings say. */
function isFor(channel: string, { stage, maintenance, severity, subject }: Incident): boolean {
  if (stage === 'suspected' || stage === 'resolved' || maintenance !== null) return false;
  return channel !== 'critical' || (severity === 'critical' && stage === 'alert' && subject.startsWith('a'));
}

/** Channel and incident → what was last told of it. */
function lastTold(messages: readonly AlertMessage[]): Map<string, Incident> {
  return new Map(
    messages.flatMap(({ channel, incidents }) => incidents.map((one) => [`${channel} ${one.id}`, one] as const)),
  );
}

describe('the planner, whatever happens', () => {
  it('tells every channel in the end what it should know, and of nothing else', () => {
    let told = 0;
    fc.assert(
      fc.property(Steps, (steps) => {
        const { messages, open } = simulate(steps, throughJson);
        const last = lastTold(messages);
        told += messages.length;
        for (const one of open.values()) {
          for (const channel of ['all', 'am', 'critical'].filter((name) => isFor(name, one)))
            expect(digest(last.get(`${channel} ${one.id}`) ?? incident('?'))).toBe(digest(one));
        }
        const ids = new Set([...open.values()].map(({ id }) => id));
        for (const one of last.values()) expect(one.stage === 'resolved').toBe(!ids.has(one.id));
      }),
    );
    expect(told).toBeGreaterThan(100);
  });

  it('keeps the interval, and tells nothing anew that was told, but for repeats', () => {
    let repeats = 0;
    fc.assert(
      fc.property(Steps, (steps) => {
        const { messages } = simulate([...steps, { seconds: REPEAT * 2, turns: [] }], throughJson);
        const sentAt = new Map<string, number>();
        const known = new Map<string, string>();
        for (const { channel, group, at: time, occasion, incidents } of messages) {
          const key = `${channel} ${group}`;
          const gap = (Date.parse(time) - (sentAt.get(key) ?? Number.NEGATIVE_INFINITY)) / 1000;
          if (channel !== 'am') expect(gap).toBeGreaterThanOrEqual(occasion === 'repeat' ? REPEAT : INTERVAL);
          sentAt.set(key, Date.parse(time));
          // What no route lets through any more is shown as it is by now, and is no news.
          const news = incidents.filter((one) => known.get(`${key} ${one.id}`) !== digest(one));
          expect(news.some((one) => one.stage === 'resolved' || isFor(channel, one))).toBe(occasion !== 'repeat');
          if (occasion === 'repeat') {
            repeats++;
            expect(incidents.some(({ acknowledged, maintenance }) => !acknowledged && maintenance === null)).toBe(true);
          }
          for (const one of incidents) known.set(`${key} ${one.id}`, digest(one));
        }
      }),
    );
    expect(repeats).toBeGreaterThan(10);
  });

  it('tells of an end once, and only to those who were told of the beginning', () => {
    fc.assert(
      fc.property(Steps, (steps) => {
        const state = new Map<string, string>();
        for (const { channel, group, status, incidents } of simulate(steps, throughJson).messages) {
          expect(incidents.length).toBeGreaterThan(0);
          expect(status === 'resolved').toBe(incidents.every(({ stage }) => stage === 'resolved'));
          for (const { id, stage } of incidents) {
            const key = `${channel} ${group} ${id}`;
            if (stage === 'resolved') expect(state.get(key)).toBe('open');
            state.set(key, stage === 'resolved' ? 'over' : 'open');
          }
        }
      }),
    );
  });

  it('is the same with its state through JSON, and gives no id twice', () => {
    fc.assert(
      fc.property(Steps, (steps) => {
        const { messages } = simulate(steps, throughJson);
        expect(simulate(steps, asItIs).messages).toEqual(messages);
        expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
      }),
    );
  });
});
