// What must hold for every history of a network: one incident per trouble, all trouble told, nothing resolved on hearsay.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explainedKeys, ownKeys } from '../../src/incidents/damping.ts';
import type { IncidentBook } from '../../src/incidents/index.ts';
import type { Incident, IncidentEvent } from '../../src/model/index.ts';
import { Network } from './network.ts';
import { Play } from './play.ts';

const CABLES = ['a:1 b:1', 'b:2 c:1', 'c:2 a:2', 'c:3 d:1', 'c:4 d:2', 'd:3 e:1', 'd:4 f:1', 'b:3 f:2'];
const DEVICES = ['a', 'b', 'c', 'd', 'e', 'f'];

type Deed =
  | { readonly do: 'cut' | 'plug' | 'deafen' | 'darken' | 'shut' | 'age'; readonly cable: number }
  | { readonly do: 'off' | 'linger' | 'on' | 'refuse'; readonly device: number }
  | { readonly do: 'down' | 'up'; readonly cable: number; readonly end: 0 | 1 }
  | { readonly do: 'poll'; readonly after: number; readonly only: readonly number[] | null }
  | { readonly do: 'tick'; readonly after: number }
  | { readonly do: 'ack' | 'close'; readonly which: number }
  | { readonly do: 'restart' };

const cable = fc.nat(CABLES.length - 1);
const device = fc.nat(DEVICES.length - 1);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('cut', 'plug', 'deafen', 'darken', 'shut', 'age'), cable }),
  fc.record({ do: fc.constantFrom('off', 'linger', 'on', 'on', 'refuse'), device }),
  fc.record({ do: fc.constantFrom('down', 'up'), cable, end: fc.constantFrom(0, 1) }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('poll' as const),
      after: fc.constantFrom(1, 30, 60, 300),
      only: fc.option(fc.uniqueArray(device, { maxLength: 3 }), { freq: 4 }),
    }),
  },
  fc.record({ do: fc.constant('tick' as const), after: fc.constantFrom(1, 120, 700) }),
  fc.record({ do: fc.constantFrom('ack', 'close'), which: fc.nat(3) }),
  fc.record({ do: fc.constant('restart' as const) }),
) as fc.Arbitrary<Deed>;

/** Long ones: trouble has to be seen, to be told, and to go. */
const history = fc.array(deed, { minLength: 10, maxLength: 60, size: 'max' });

function toggle(set: Set<string>, item: string): void {
  if (!set.delete(item)) set.add(item);
}

function nameOf(index: number): string {
  return DEVICES[index] ?? 'a';
}

function change(network: Network, one: Deed): void {
  if ('cable' in one && !('end' in one)) {
    const name = CABLES[one.cable] ?? '';
    const [end = ''] = name.split(' ');
    if (one.do === 'cut') network.cables.delete(name);
    else if (one.do === 'plug') network.plug(name);
    else if (one.do === 'age') network.left.has(end) ? network.left.delete(end) : network.left.set(end, 20);
    else toggle({ deafen: network.deaf, darken: network.dark, shut: network.shut }[one.do], end);
  } else if ('device' in one) {
    const name = nameOf(one.device);
    if (one.do === 'refuse') network.fail(name, 'auth-failed');
    else network.power(name, one.do === 'on' ? 'on' : 'off', one.do === 'linger');
  }
}

function act(play: Play, one: Deed): IncidentEvent[] {
  switch (one.do) {
    case 'poll':
      return play.poll(one.after, one.only?.map(nameOf) ?? null);
    case 'tick':
      return play.tick(one.after);
    case 'down':
    case 'up':
      return play.says(`link-${one.do}`, CABLES[one.cable]?.split(' ')[one.end] ?? '', 1);
    case 'ack':
    case 'close': {
      const incident = play.open[one.which];
      if (!incident) return [];
      return one.do === 'ack' ? play.acknowledge(incident.id) : play.close(incident.id);
    }
    case 'restart':
      play.restart();
      return [];
    default:
      change(play.network, one);
      return [];
  }
}

const RANK = { suspected: 0, warning: 1, alert: 2, resolved: 3 } as const;

function checkBook({ incidents, conditions }: IncidentBook, isSettled: boolean): void {
  const prints = incidents.map(({ fingerprint }) => fingerprint);
  expect(new Set(prints).size).toBe(prints.length);
  if (!isSettled) return;
  const open = incidents.filter(({ stage }) => stage !== 'resolved');
  for (const { key, closed } of conditions) {
    const own = open.filter((one) => ownKeys(one).includes(key));
    const tellers = closed ? own : open.filter((one) => own.includes(one) || explainedKeys(one).includes(key));
    expect([key, tellers.map(({ title }) => title)]).toEqual([key, closed ? [] : [expect.anything()]]);
  }
  for (const incident of open) {
    const stands = conditions.some((one) => ownKeys(incident).includes(one.key));
    expect([incident.title, stands || incident.flapping]).toEqual([incident.title, true]);
  }
}

function checkStages(before: IncidentBook, after: IncidentBook, events: readonly IncidentEvent[]): void {
  const was = new Map(before.incidents.map((incident) => [incident.id, incident]));
  for (const incident of after.incidents) {
    const old: Incident | undefined = was.get(incident.id);
    if (old && old.stage !== 'resolved') expect(RANK[incident.stage]).toBeGreaterThanOrEqual(RANK[old.stage]);
    if (old?.stage === incident.stage) continue;
    expect(events.filter((event) => event.incident.id === incident.id).at(-1)?.incident).toEqual(incident);
  }
}

/** A condition goes only where a device of it was polled, or a person or the clock let it go. */
function checkProof(before: IncidentBook, after: IncidentBook, play: Play, isPoll: boolean): void {
  const left = new Set(after.conditions.map(({ key }) => key));
  const read = new Set(play.last?.devices.filter(({ poll }) => poll?.status === 'ok').map(({ name }) => name));
  for (const { key, managed } of before.conditions) {
    if (!left.has(key)) expect([key, isPoll && managed.some((name) => read.has(name))]).toEqual([key, true]);
  }
}

/** Every cable that was ever confirmed and is in no snapshot any more is told, unless a person has closed something. */
function checkLost(seen: Set<string>, play: Play): void {
  const now = new Set(play.last?.links.map(({ id }) => id));
  for (const link of play.last?.links ?? []) if (link.state === 'confirmed') seen.add(link.id);
  const told = new Set(play.open.flatMap(({ links, explains }) => [...links, ...explains.links]));
  expect([...seen].filter((id) => !now.has(id) && !told.has(id))).toEqual([]);
}

it('tells every link that was lost', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(history, (deeds) => {
      const play = new Play(new Network(...CABLES));
      const seen = new Set<string>();
      for (const one of [{ do: 'poll', after: 0, only: null } as const, ...deeds]) {
        if (one.do === 'close') continue;
        act(play, one);
        if (one.do === 'poll') checkLost(seen, play);
      }
      for (const { what, incident } of play.events) kinds.add(what).add(incident.kind);
    }),
    { numRuns: 100 },
  );
  const usual = ['suspected', 'warned', 'alerted', 'updated', 'withdrawn', 'resolved', 'device-down', 'links-lost'];
  expect([...kinds]).toEqual(expect.arrayContaining([...usual, 'link-one-way', 'link-ageing', 'device-unreachable']));
});

it('holds for every history', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const play = new Play(new Network(...CABLES));
      play.poll(0);
      play.poll();
      for (const one of deeds) {
        const before = play.book;
        const events = act(play, one);
        if (play.book === before) continue;
        checkBook(play.book, one.do !== 'tick');
        checkStages(before, play.book, events);
        checkProof(before, play.book, play, one.do === 'poll');
      }
    }),
    { numRuns: 100 },
  );
});

it('does not depend on the order of lists', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const [play, mixed] = [new Play(new Network(...CABLES)), new Play(new Network(...CABLES))];
      mixed.mixed = true;
      for (const one of [{ do: 'poll', after: 0, only: null } as const, ...deeds]) {
        act(play, one);
        act(mixed, one);
      }
      expect(mixed.book).toEqual(play.book);
      expect(mixed.events).toEqual(play.events);
    }),
    { numRuns: 40 },
  );
});

it('resolves everything once everything is well, and forgets it after a while', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const play = new Play(new Network(...CABLES));
      play.poll(0);
      for (const one of deeds) act(play, one);
      const { network } = play;
      for (const name of CABLES) network.plug(name);
      for (const name of DEVICES) network.power(name, 'on');
      for (const set of [network.deaf, network.dark, network.shut, network.left]) set.clear();
      for (let poll = 0; poll < 4; poll++) play.poll(400);
      expect(play.open).toEqual([]);
      play.poll(1200);
      expect(play.book).toMatchObject({ incidents: [], conditions: [], pulses: [] });
      expect(play.nextTick).toBeNull();
    }),
    { numRuns: 40 },
  );
});
