// Incidents in time: flapping, maintenance, people, restarts, catching up; and what is kept.
import { describe, expect, it } from 'vitest';
import {
  acknowledge,
  bookFromState,
  coveringWindow,
  EMPTY_BOOK,
  observeSnapshot,
  openWindows,
} from '../../src/incidents/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { idOf, Network } from './network.ts';
import { DAMPING, linkTold, Play, RULES, time, told } from './play.ts';

const AB = 'a:1 b:1';

function started(rules = {}): Play {
  const play = new Play(new Network(AB, 'b:2 c:1', 'a:2 c:2'), rules);
  play.poll(0);
  expect(play.poll()).toEqual([]);
  return play;
}

describe('messages of devices', () => {
  it('raise a suspicion that a poll confirms', () => {
    const play = started();
    expect(told(play.says('link-down', 'a:1', 10))).toEqual([linkTold('suspected', 'link-lost', AB)]);
    expect(play.only).toMatchObject({ confirmations: 0, stage: 'suspected' });
    expect(play.tick(600)).toEqual([]);
    play.network.cut(AB);
    expect(told(play.poll(1))).toEqual([linkTold('warned', 'link-lost', AB)]);
  });

  it('raise a suspicion that a later poll withdraws, and an earlier one does not', () => {
    const play = started();
    const early = play.network.snapshot(time(330), play.last);
    play.says('link-down', 'a:1', 60);
    expect(told(play.look(early))).toEqual([]);
    expect(told(play.poll(1))).toEqual([linkTold('withdrawn', 'link-lost', AB)]);
  });

  it('count nothing for ports without a cable, and need a snapshot to know cables', () => {
    const play = started();
    expect(play.says('link-down', 'a:9')).toEqual([]);
    expect(play.book.pulses).toEqual([]);
    play.last = null;
    expect(play.says('link-down', 'a:1')).toEqual([]);
  });

  it('are one incident for twenty flaps in five minutes, with one notice', () => {
    const play = started();
    for (let flap = 0; flap < 20; flap++) {
      play.says('link-down', 'a:1', 7);
      play.says('line-down', 'a:1');
      play.says('link-down', 'b:1', 1);
      if (flap % 3 === 0) play.poll(1);
      play.says('link-up', 'a:1', 6);
      play.says('line-up', 'a:1');
      play.says('link-up', 'b:1', 1);
      if (flap % 2 === 0) play.poll(1);
    }
    const loud = play.events.filter(({ incident }) => incident.stage === 'warning' || incident.stage === 'alert');
    expect(told(loud)).toEqual([linkTold('flapping', 'link-lost', AB)]);
    expect(new Set(play.events.map(({ incident }) => incident.id)).size).toBe(1);
    expect(play.only).toMatchObject({ flapping: true, stage: 'warning' });
    play.poll(60);
    expect(play.only.flapping).toBe(true);
    expect(Date.parse(play.nextTick ?? '')).toBeGreaterThan(Date.parse(time(play.clock)));
    play.clock = (Date.parse(play.nextTick ?? '') - Date.parse(time(0))) / 1000;
    expect(told(play.tick())).toEqual([linkTold('resolved', 'link-lost', AB)]);
  });
});

describe('flapping', () => {
  function flapping(): Play {
    const play = started();
    for (let poll = 0; poll < 3; poll++) {
      play.network.cut(AB);
      play.poll(60);
      play.network.plug(AB);
      play.poll(60);
    }
    return play;
  }

  it('seen by polls is one incident that goes on', () => {
    const play = flapping();
    expect(new Set(play.events.map(({ incident }) => incident.id)).size).toBe(1);
    expect(play.only).toMatchObject({ flapping: true, kind: 'link-lost' });
    expect(play.only.transitions).toHaveLength(6);
    expect(told(play.events).at(-1)).toBe(linkTold('flapping', 'link-lost', AB));
  });

  it('is steady again where the trouble stays, which then is an alert', () => {
    const play = flapping();
    play.network.cut(AB);
    play.poll(60);
    expect(play.events.at(-1)?.what).toBe('flapping');
    for (let poll = 0; poll < 3; poll++) play.poll(300);
    expect(play.only).toMatchObject({ flapping: false, stage: 'alert' });
  });

  it('leaves the incident as the same one when it comes back soon, and another one later', () => {
    const play = started();
    const breakOnce = (): string => {
      play.network.cut(AB);
      play.poll(60);
      const { id } = play.only;
      play.network.plug(AB);
      play.poll(60);
      return id;
    };
    const first = breakOnce();
    expect(breakOnce()).toBe(first);
    play.clock += 3600;
    const last = breakOnce();
    expect(last).not.toBe(first);
    expect(last.slice(0, 12)).toBe(first.slice(0, 12));
    expect(play.book.incidents).toHaveLength(1);
  });
});

describe('damping', () => {
  it('is that of the first group that matches', () => {
    const patient = { ...DAMPING, warnAfterPolls: 3, alertAfterPolls: 4, alertAfterSeconds: 9000 };
    const settings = { ...RULES.settings, groups: [{ hosts: 'b', damping: patient }] };
    const play = started({ settings });
    play.network.cut(AB, 'a:2 c:2');
    expect(told(play.poll(60)).sort()).toEqual(
      [linkTold('suspected', 'link-lost', AB), linkTold('warned', 'link-lost', 'a:2 c:2')].sort(),
    );
    play.poll(60);
    play.network.plug(AB);
    expect(told(play.poll(60))).toEqual([linkTold('withdrawn', 'link-lost', AB)]);
  });

  it('may warn and alert at once, with one event', () => {
    const settings = { ...RULES.settings, damping: { ...DAMPING, alertAfterPolls: 1 } };
    const play = started({ settings });
    play.network.cut(AB);
    expect(told(play.poll())).toEqual([linkTold('alerted', 'link-lost', AB)]);
    expect(play.only.warnedAt).toBe(play.only.alertedAt);
  });
});

describe('people', () => {
  it('acknowledge: it still escalates and resolves', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    play.acknowledge(play.only.id);
    expect(play.only.acknowledged).toMatchObject({ by: 'ann', comment: 'on it' });
    expect(told(play.poll())).toEqual([linkTold('alerted', 'link-lost', AB)]);
    expect(play.only.acknowledged?.by).toBe('ann');
    play.network.plug(AB);
    const [resolved] = play.poll();
    expect(told(play.acknowledge(resolved?.incident.id ?? ''))).toEqual([]);
  });

  it('close: it stays quiet until it has been well in between', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    expect(told(play.close(play.only.id))).toEqual([linkTold('resolved', 'link-lost', AB)]);
    expect(play.poll(3600)).toEqual([]);
    play.network.plug(AB);
    expect(play.poll()).toEqual([]);
    play.network.cut(AB);
    expect(told(play.poll())).toEqual([linkTold('warned', 'link-lost', AB)]);
  });

  it('close what it was: what it turns into is told', () => {
    const play = started();
    play.network.deaf.add('b:1');
    play.poll();
    play.close(play.only.id);
    expect(play.poll()).toEqual([]);
    play.network.cut(AB);
    expect(told(play.poll())).toEqual([linkTold('warned', 'link-lost', AB)]);
  });

  it('close a device, and what it explained stays quiet too', () => {
    const play = started();
    play.network.power('c', 'off');
    play.network.dark.add('a:2');
    play.poll();
    expect(told(play.close(play.only.id))).toEqual(['resolved device-down c']);
    expect(play.poll()).toEqual([]);
    expect(play.open).toEqual([]);
  });

  it('are told where there is no such incident', () => {
    expect(() => acknowledge(EMPTY_BOOK, 'inc-1', { by: 'ann', comment: '' }, time(0))).toThrow(
      expect.objectContaining({ code: 'INCIDENT_NOT_FOUND', hint: 'no incident is open' }),
    );
  });
});

describe('maintenance', () => {
  it('keeps an incident quiet, and tells it when the window ends and it stands', () => {
    let window: string | null = 'upgrade';
    const play = started({ maintenanceOf: () => window });
    play.network.cut(AB);
    play.poll();
    const quiet = play.poll(60);
    expect(quiet.map(({ incident }) => incident.maintenance)).toEqual(['upgrade']);
    expect(play.nextTick).toBe(time(play.clock + 60));
    window = null;
    const [event, ...more] = play.tick(60);
    expect(event).toMatchObject({ what: 'alerted', incident: { maintenance: null } });
    expect(more).toEqual([]);
    expect(play.tick(60)).toEqual([]);
  });

  it('says nothing at its end where the trouble has gone', () => {
    let window: string | null = 'upgrade';
    const play = started({ maintenanceOf: () => window });
    play.network.cut(AB);
    play.poll();
    play.network.plug(AB);
    expect(play.poll().map(({ what, incident }) => [what, incident.maintenance])).toEqual([['resolved', 'upgrade']]);
    window = null;
    expect(play.tick(60)).toEqual([]);
  });

  it('is open from its beginning until just before its end, for devices all of which it covers', () => {
    const night = { name: 'night', hosts: 'r*', from: time(0), to: time(60), cron: null };
    const ever = { name: 'ever', hosts: 'x', from: null, to: null };
    const cron = { name: 'cron', hosts: '*', from: null, to: null, cron: '0 0 * * *' };
    const names = (at: number) => openWindows([night, ever, cron], time(at)).map(({ name }) => name);
    expect([names(-1), names(0), names(59), names(60)]).toEqual([
      ['ever'],
      ['night', 'ever'],
      ['night', 'ever'],
      ['ever'],
    ]);
    expect(coveringWindow([night], ['r1', 'r2'], RULES.matches)).toBe('night');
    expect(coveringWindow([night], ['r1', 's2'], RULES.matches)).toBeNull();
    expect(coveringWindow([{ name: 'all', hosts: '*' }], [], RULES.matches)).toBeNull();
  });
});

describe('the process', () => {
  it('may be restarted at any time', () => {
    const play = started();
    play.network.cut(AB).power('c', 'off');
    play.says('link-down', 'a:1', 5);
    play.restart();
    play.poll();
    play.restart();
    play.poll();
    play.restart();
    play.network.plug(AB).power('c', 'on');
    play.poll();
    play.restart();
    expect(play.open).toEqual([]);
    play.clock += 3600;
    play.poll();
    play.restart();
    expect(play.book).toMatchObject({ incidents: [], conditions: [], pulses: [] });
  });

  it('looks at a snapshot once', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    const { book, last } = play;
    expect(observeSnapshot(book, last as Snapshot, null, RULES, time(play.clock)).book).toBe(book);
  });

  it('catches up with the times of the snapshots, not of the clock', () => {
    const network = new Network(AB, 'b:2 c:1', 'a:2 c:2');
    const snapshots: Snapshot[] = [];
    const take = (at: number): void => {
      snapshots.push(network.snapshot(time(at), snapshots.at(-1) ?? null));
    };
    take(0);
    network.cut(AB);
    take(300);
    take(600);
    let book = EMPTY_BOOK;
    const events = snapshots.flatMap((snapshot, i) => {
      const update = observeSnapshot(book, snapshot, snapshots[i - 1] ?? null, RULES, time(90_000));
      book = update.book;
      return update.events;
    });
    expect(events.map(({ at, what }) => [at, what])).toEqual([
      [time(300), 'warned'],
      [time(600), 'alerted'],
    ]);
    expect(book.incidents[0]?.id).toBe(`inc-${book.incidents[0]?.fingerprint.slice(0, 8)}-20261121T100500Z`);
  });

  it('leaves out a stored entry that is broken, and says so', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    const incident = play.only;
    const state = {
      book: new Map<string, unknown>([['place', 'nonsense']]),
      condition: new Map<string, unknown>([['link x', { key: 1 }]]),
      incident: new Map<string, unknown>([
        ['inc-x', null],
        [incident.id, incident],
      ]),
      pulse: new Map<string, unknown>(),
    };
    const { book, problems } = bookFromState(state);
    expect(book).toEqual({ incidents: [incident], conditions: [], pulses: [], processed: null, clock: null });
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'INCIDENT_STATE_INVALID the stored incident "inc-x" cannot be read and was left out',
      'INCIDENT_STATE_INVALID the stored condition "link x" cannot be read and was left out',
    ]);
  });

  it('never lets a time run backwards', () => {
    const play = started();
    play.says('link-down', 'a:1', 60);
    play.network.cut(AB);
    play.look(play.network.snapshot(time(610), play.last));
    const times = play.only.timeline.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    expect(play.only.links).toEqual([idOf(AB)]);
  });
});
