// What random histories have shown to be told wrongly once, each in its shortest form.
import { describe, expect, it } from 'vitest';
import { takeSnapshot } from '../topology/case-file.ts';
import { idOf, Network } from './network.ts';
import { linkTold, Play, time, told } from './play.ts';
import { type Deed, Simulation } from './simulation-play.ts';

const AB = 'a:1 b:1';

function started(...cables: string[]): Play {
  const play = new Play(new Network(...cables));
  play.poll(0);
  expect(play.poll()).toEqual([]);
  return play;
}

function simulate(cables: readonly string[], ...deeds: readonly Deed[]): Simulation {
  const simulation = new Simulation({ name: '', cables }, { chatty: false });
  for (const deed of deeds) simulation.act(deed);
  return simulation;
}

function open({ play }: Simulation): string[] {
  return play.open.map(({ kind, subject, stage }) => `${kind} ${subject} ${stage}`);
}

const cut = (cable: number): Deed => ({ do: 'break', cable, fault: 'cut' });
const wait = (seconds: number): Deed => ({ do: 'wait', seconds });
const POLL: Deed = { do: 'poll' };
const RING = ['a:1 b:1', 'b:2 c:1', 'c:2 a:2'];

describe('a cable', () => {
  it('is told by nobody who was not asked about it', () => {
    const play = started(AB, 'b:2 c:1', 'a:2 c:2');
    play.network.deaf.add('b:1');
    play.network.dark.add('b:1');
    play.poll();
    expect(play.only).toMatchObject({ kind: 'link-lost', stage: 'warning', confirmations: 1 });
    expect(told(play.poll(1, ['c']))).toEqual([]);
    expect(play.only).toMatchObject({ kind: 'link-lost', stage: 'warning', confirmations: 1 });
  });

  it('is not well again because the one who was asked has not forgotten it yet', () => {
    const play = started(AB, 'b:2 c:1', 'a:2 c:2');
    play.says('link-down', 'a:1', 10);
    const { network, last } = play;
    play.clock += 1;
    const lately = new Set(['a', 'b', 'c']);
    play.look(takeSnapshot({ ...network.input(time(play.clock), last, ['b']), lately }));
    expect(play.last?.links.find(({ id }) => id === idOf(AB))?.state).toBe('confirmed');
    expect(play.only).toMatchObject({ subject: idOf(AB), stage: 'suspected' });
  });

  it('that comes back by half waits to be judged, and grows no graver meanwhile', () => {
    const play = started(AB, 'b:2 c:1', 'a:2 c:2');
    play.network.cut(AB);
    play.poll();
    play.network.plug(AB).fail('b', 'failed');
    play.poll(30);
    const lost = () => play.open.find(({ subject }) => subject === idOf(AB));
    expect(lost()?.stage).toBe('warning');
    play.tick(3600);
    expect(lost()?.stage).toBe('warning');
    play.network.trouble.clear();
    play.poll(30);
    expect(play.open).toEqual([]);
  });

  it('that was heard by half for a moment, and was never judged, is not missed', () => {
    const simulation = simulate(
      RING,
      { do: 'move', cable: 0, end: 0, device: 2 },
      wait(10),
      POLL,
      cut(0),
      wait(300),
      POLL,
    );
    expect(open(simulation).filter((text) => text.includes('0/50'))).toEqual([]);
  });

  it('that leads to a port outside the inventory is not lost where that port is heard elsewhere', () => {
    const play = started(AB, 'a:2 w:1', 'b:2 w:2');
    play.network.devices.delete('w');
    play.poll();
    play.network.cut('a:2 w:1');
    play.poll();
    expect(told(play.poll())).toEqual([linkTold('alerted', 'link-lost', 'a:2 w:1')]);
    play.network.plug('b:3 w:1').devices.delete('w');
    expect(told(play.poll())).toContain(linkTold('resolved', 'link-lost', 'a:2 w:1'));
    expect(play.open).toEqual([]);
  });

  it('that the inventory declares too is lost until it is heard again', () => {
    const play = started(AB, 'b:2 c:1');
    const declared = (after: number) => {
      play.clock += after;
      const link = { a: { device: 'a', port: 'GigabitEthernet0/1' }, b: { device: 'b', port: 'GigabitEthernet0/1' } };
      const declaredLinks = [{ ...link, speedBps: null, description: null }];
      return play.look(takeSnapshot({ ...play.network.input(time(play.clock), play.last, null), declaredLinks }));
    };
    declared(300);
    play.network.cut(AB);
    expect(told(declared(300))).toEqual([linkTold('warned', 'link-lost', AB)]);
    expect(told(declared(300))).toEqual([linkTold('alerted', 'link-lost', AB)]);
    expect(declared(300)).toEqual([]);
    play.network.plug(AB);
    expect(told(declared(300))).toEqual([linkTold('resolved', 'link-lost', AB)]);
  });
});

describe('a bundle', () => {
  const LAG = ['a:1@1 b:1@1', 'a:2@1 b:2@1', 'a:3 c:1', 'b:3 c:2'];

  it('tells a member that was plugged in elsewhere, and that it is back', () => {
    const simulation = simulate(LAG, { do: 'move', cable: 0, end: 0, device: 2 }, wait(150), POLL);
    expect(open(simulation)).toEqual(['link-mismatch a:Port-channel1--b:Port-channel1 warning']);
    expect(simulation.play.only.evidence.join()).toContain('now goes to');
    simulation.act({ do: 'mend', cable: 0 });
    simulation.act(wait(150));
    simulation.act(POLL);
    expect(open(simulation)).toEqual([]);
  });

  it('is not taken for a link, nor a member that is heard for a lost one', () => {
    const simulation = simulate(LAG, { do: 'suspend', cable: 0 }, POLL, POLL);
    expect(simulation.book.conditions.map(({ family }) => family)).toEqual(['bundle']);
    expect(open(simulation)).toEqual(['bundle-degraded a:Port-channel1--b:Port-channel1 alert']);
  });
});

describe('a hub', () => {
  it('that is off is one incident', () => {
    const simulation = simulate(['a:1 b:1', 'a:2 b:2 c:1 d:1', 'c:2 d:2'], cut(1), wait(150), POLL);
    expect(open(simulation)).toEqual(['links-lost segment:a:GigabitEthernet0/2 warning']);
    expect(simulation.play.only.title).toBe('The segment at a Gi0/2 is lost');
  });

  it('is not made of what somebody has not forgotten yet', () => {
    const plan = { name: '', cables: RING, stubborn: ['c'] };
    const simulation = new Simulation(plan, { chatty: false });
    for (const deed of [{ do: 'move', cable: 2, end: 0, device: 1 } as const, wait(30), POLL]) simulation.act(deed);
    expect(simulation.last?.segments).toEqual([]);
  });
});

it('a device that has just started has lost nothing, until the hold time is over', () => {
  const simulation = simulate(RING, { do: 'restart', device: 0 }, POLL);
  expect(simulation.last?.changes.map(({ kind }) => kind)).toEqual(['restarted']);
  expect(open(simulation)).toEqual([]);
  const broken = simulate(RING, cut(0), { do: 'restart', device: 0 }, wait(200), POLL);
  expect(open(broken)).toEqual([`link-lost ${idOf(AB)} warning`]);
});
