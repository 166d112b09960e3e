// The planner: who is told of what, and when.
import { describe, expect, it } from 'vitest';
import { type AlertMessage, nextDue, type PlanRules, type PlanState, planMessages } from '../../src/alerts/index.ts';
import type { AlertSettings, Incident } from '../../src/model/index.ts';
import { alertSettings, at, channelSettings, event, incident, resolved } from './incidents.ts';

function planner(changes: Partial<AlertSettings> = {}, rules: Partial<PlanRules> = {}) {
  const settings = alertSettings(changes);
  let state: PlanState = new Map();
  const all = {
    settings,
    matches: (pattern: string, device: string) => device.startsWith(pattern),
    siteOf: () => 'lab',
    ...rules,
  };
  const run = (seconds: number, news: Parameters<typeof planMessages>[1]): readonly AlertMessage[] => {
    const plan = planMessages(state, news, all, at(seconds));
    state = new Map(JSON.parse(JSON.stringify([...plan.state])));
    return plan.messages;
  };
  return {
    open: (seconds: number, ...open: Incident[]) => run(seconds, { events: open.map((one) => event(one)), open }),
    over: (seconds: number, gone: Incident[], open: Incident[] = []) =>
      run(seconds, { events: gone.map((one) => event(resolved(one, at(seconds)), 'resolved')), open }),
    tick: (seconds: number) => run(seconds, null),
    due: () => nextDue(state, settings),
    size: () => state.size,
  };
}

function told(messages: readonly AlertMessage[]) {
  return messages.map(({ occasion, incidents }) => [occasion, ...incidents.map(({ subject }) => subject)].join(' '));
}

describe('grouping and waiting', () => {
  const [a, b, c] = [incident('a'), incident('b'), incident('c', { severity: 'warning' })];

  it('waits for a group to fill, and tells all of it at once, worst first', () => {
    const plan = planner();
    expect(plan.open(0, c)).toEqual([]);
    expect(plan.due()).toBe(at(30).toISOString());
    expect(plan.open(20, c, a)).toEqual([]);
    expect(told(plan.tick(30))).toEqual(['new a c']);
    expect(plan.tick(31)).toEqual([]);
  });

  it('tells what changes after the interval, not before', () => {
    const plan = planner();
    plan.open(0, a);
    plan.tick(30);
    expect(plan.open(60, a, b)).toEqual([]);
    expect(plan.due()).toBe(at(330).toISOString());
    expect(plan.tick(329)).toEqual([]);
    expect(told(plan.tick(330))).toEqual(['changed a b']);
  });

  it('repeats what holds, unless it was acknowledged', () => {
    const plan = planner();
    plan.open(0, a);
    plan.tick(30);
    expect(plan.due()).toBe(at(30 + 14_400).toISOString());
    expect(told(plan.tick(14_430))).toEqual(['repeat a']);
    plan.open(14_500, { ...a, acknowledged: { by: 'eve', at: at(14_500).toISOString(), comment: '' } });
    expect(plan.due()).toBeNull();
    expect(plan.tick(100_000)).toEqual([]);
  });

  it('tells the end of what was told, and nothing of what was over before', () => {
    const plan = planner();
    plan.open(0, a);
    expect(plan.over(10, [a])).toEqual([]);
    expect(plan.tick(1000)).toEqual([]);
    expect(plan.size()).toBe(0);
    plan.open(2000, b);
    plan.tick(2030);
    expect(plan.over(2040, [b])).toEqual([]);
    const [message] = plan.tick(2330);
    expect(message).toMatchObject({ occasion: 'resolved', status: 'resolved', sequence: 1 });
  });

  it('hangs the messages of one life of a group on its first', () => {
    const plan = planner();
    plan.open(0, a);
    const [first] = plan.tick(30);
    plan.over(40, [a]);
    const [second] = plan.tick(330);
    expect(first?.thread).toBe(first?.id);
    expect(second?.thread).toBe(first?.id);
    plan.open(400, b);
    const [third] = plan.tick(700);
    expect(third?.thread).toBe(third?.id);
    expect(new Set([first?.id, second?.id, third?.id]).size).toBe(3);
  });

  it('takes an open incident that nobody speaks of any more for over', () => {
    const plan = planner();
    plan.open(0, a);
    plan.tick(30);
    plan.open(60);
    expect(told(plan.tick(330))).toEqual(['resolved a']);
  });

  it.each([
    [['site'], ['site=lab', 'site=lab+west']],
    [['device'], ['device=r1', 'device=r1+w1']],
    [
      ['kind', 'site'],
      ['kind=link-lost site=lab', 'kind=link-lost site=lab+west'],
    ],
    [['incident'], ['incident=a-1', 'incident=b-1']],
    [[], ['']],
  ] as const)('groups by %j', (groupBy, groups) => {
    const plan = planner({ groupBy }, { siteOf: (device) => (device.startsWith('w') ? 'west' : 'lab') });
    plan.open(0, incident('a', { devices: ['r1'] }), incident('b', { devices: ['r1', 'w1'] }));
    expect(plan.tick(30).map(({ group }) => group)).toEqual(groups);
  });

  it('is not silenced by a clock that was put back', () => {
    const plan = planner();
    plan.open(100_000, a);
    plan.tick(100_030);
    plan.open(0, a, b);
    expect(told(plan.tick(300))).toEqual(['changed a b']);
  });
});

describe('routes', () => {
  const channels = [channelSettings('all'), channelSettings('bad'), channelSettings('west'), channelSettings('down')];
  const route = { hosts: null, minSeverity: 'info', minStage: 'warning', kinds: null } as const;
  const routes = [
    { ...route, channels: ['all'] },
    { ...route, channels: ['bad'], minSeverity: 'critical', minStage: 'alert' },
    { ...route, channels: ['west'], hosts: 'w' },
    { ...route, channels: ['down'], kinds: ['device-down'] },
  ] as const;
  const whoIsTold = (one: Incident) => {
    const plan = planner({ channels, routes });
    plan.open(0, one);
    return plan.tick(30).map(({ channel }) => channel);
  };

  it.each([
    ['a suspicion is told to nobody', { stage: 'suspected' }, []],
    ['what is quiet in maintenance is told to nobody', { maintenance: 'night' }, []],
    ['a warning', { stage: 'warning' }, ['all']],
    ['an alert', {}, ['all', 'bad']],
    ['an alert that is not critical', { severity: 'warning' }, ['all']],
    ['one device of several', { devices: ['r1', 'w1'] }, ['all', 'bad', 'west']],
    ['a kind', { kind: 'device-down' }, ['all', 'bad', 'down']],
  ] as const)('%s', (_, changes, expected) => {
    expect(whoIsTold(incident('r1', changes as Partial<Incident>))).toEqual(expected);
  });

  it('tells a channel when an incident grows into its route', () => {
    const plan = planner({ channels, routes });
    plan.open(0, incident('a', { stage: 'warning' }));
    plan.tick(30);
    plan.open(400, incident('a'));
    expect(plan.tick(430).map(({ channel, occasion }) => `${channel} ${occasion}`)).toEqual(['all changed', 'bad new']);
  });

  it('tells after a maintenance window what it kept quiet, and its end even in one', () => {
    const plan = planner();
    plan.open(0, incident('a', { maintenance: 'night' }));
    expect(plan.due()).toBeNull();
    plan.open(5000, incident('a'));
    expect(told(plan.tick(5030))).toEqual(['new a']);
    plan.open(5040, incident('a', { maintenance: 'day', title: 'a is worse' }));
    expect(plan.due()).toBeNull();
    plan.over(6000, [incident('a', { maintenance: 'day' })]);
    expect(told(plan.tick(6030))).toEqual(['resolved a']);
  });
});

describe('flapping', () => {
  it('is told once, whatever comes and goes, and told when it is steady', () => {
    const plan = planner({ groupIntervalSeconds: 0 });
    plan.open(0, incident('a'));
    plan.tick(30);
    plan.open(60, incident('a', { flapping: true }));
    expect(told(plan.tick(90))).toEqual(['changed a']);
    for (let turn = 0; turn < 20; turn++) {
      plan.open(
        100 + turn * 10,
        incident('a', { flapping: true, stage: turn % 2 ? 'alert' : 'warning', title: `${turn}` }),
      );
      expect(plan.tick(105 + turn * 10)).toEqual([]);
    }
    plan.open(1000, incident('a'));
    expect(told(plan.tick(1030))).toEqual(['changed a']);
  });
});

describe('Alertmanager', () => {
  it('is told of each incident at once, and remembers the worst it was told', () => {
    const plan = planner({ channels: [channelSettings('am', { type: 'alertmanager' })] });
    expect(told(plan.open(0, incident('a', { severity: 'warning' }), incident('b')))).toEqual(['new a', 'new b']);
    const [worse] = plan.open(1, incident('a'), incident('b'));
    expect(worse).toMatchObject({ occasion: 'changed', told: { 'a-1': { kind: 'link-lost', severity: 'warning' } } });
    const [better] = plan.open(2, incident('a', { severity: 'info' }), incident('b'));
    expect(better).toMatchObject({ told: { 'a-1': { kind: 'link-lost', severity: 'critical' } } });
    expect(plan.due()).toBeNull();
    expect(told(plan.over(3, [incident('a')], [incident('b')]))).toEqual(['resolved a']);
  });
});
