// Devices that do not answer: one incident each, which names what it explains.
import { describe, expect, it } from 'vitest';
import { idOf, Network } from './network.ts';
import { Play, told } from './play.ts';

function started(network: Network): Play {
  const play = new Play(network);
  play.poll(0);
  expect(play.poll()).toEqual([]);
  return play;
}

/** core – dist – two access switches. */
function tree(): Network {
  return new Network('core:1 core2:1', 'core:2 dist:1', 'dist:2 acc1:1', 'dist:3 acc2:1');
}

describe('a device that is off', () => {
  it('is down where no polled neighbour hears it, and explains its links', () => {
    const play = started(tree());
    play.network.power('acc1', 'off');
    expect(told(play.poll())).toEqual(['warned device-down acc1']);
    expect(play.only).toMatchObject({ severity: 'critical', title: 'acc1 is down' });
    expect(play.only.explains).toEqual({ links: [idOf('dist:2 acc1:1')], devices: [] });
    expect(told(play.poll())).toEqual(['alerted device-down acc1']);
    play.network.power('acc1', 'on');
    expect(told(play.poll())).toEqual(['resolved device-down acc1']);
  });

  it('is unreachable while a neighbour hears it, and down later: one incident', () => {
    const play = started(tree());
    play.network.power('acc1', 'off', true);
    expect(told(play.poll())).toEqual(['warned device-unreachable acc1']);
    expect(play.only.cause).toContain('dist still hears acc1');
    const { id } = play.only;
    play.network.lingering.clear();
    play.poll();
    expect(play.only).toMatchObject({ id, kind: 'device-down', stage: 'alert' });
  });

  it('explains the carrier that its neighbours lost', () => {
    const play = started(tree());
    play.network.power('acc1', 'off');
    play.network.dark.add('dist:2');
    expect(told(play.poll())).toEqual(['warned device-down acc1']);
  });

  it('explains what its neighbours said before anybody could poll', () => {
    const play = started(tree());
    expect(told(play.says('link-down', 'dist:2', 10))).toHaveLength(1);
    play.network.power('acc1', 'off');
    expect(told(play.poll(1)).sort()).toEqual([
      'warned device-down acc1',
      `withdrawn link-lost ${idOf('dist:2 acc1:1')}`,
    ]);
  });

  it('is not said to be down where it talks and refuses the login', () => {
    const play = started(tree());
    play.network.fail('acc1', 'auth-failed', 'acc1: the login was refused');
    play.poll();
    expect(play.only).toMatchObject({
      kind: 'device-unreachable',
      title: 'acc1 refuses the login',
      severity: 'warning',
    });
    expect(play.only.cause).toContain('acc1: the login was refused');
  });

  it('stays as it was while it is not asked', () => {
    const play = started(tree());
    play.network.power('acc1', 'off');
    play.poll();
    expect(play.poll(10, ['core'])).toEqual([]);
    expect(play.only).toMatchObject({ kind: 'device-down', confirmations: 1 });
    expect(play.only.timeline.at(-1)?.text).toContain('cannot be judged now: acc1 was not polled');
    play.poll(10, ['core']);
    expect(play.only.timeline.filter(({ text }) => text.startsWith('cannot be judged'))).toHaveLength(1);
  });

  it('takes over a link incident that turns out to be a part of it, without a second alarm', () => {
    const play = started(tree());
    play.network.cut('dist:2 acc1:1');
    play.poll();
    play.network.power('acc1', 'off');
    expect(told(play.poll(60))).toEqual([
      `resolved link-lost ${idOf('dist:2 acc1:1')}`,
      'updated device-unreachable acc1',
    ]);
    expect(play.only).toMatchObject({ stage: 'warning', explains: { links: [idOf('dist:2 acc1:1')] } });
    play.network.power('acc1', 'on');
    play.poll();
    expect(play.only).toMatchObject({ kind: 'link-lost', subject: idOf('dist:2 acc1:1') });
  });
});

describe('what is only reachable through it', () => {
  it('is explained in a tree', () => {
    const play = started(tree());
    for (const name of ['dist', 'acc1', 'acc2']) play.network.power(name, 'off');
    expect(told(play.poll())).toEqual(['warned device-down dist']);
    expect(play.only.explains.devices).toEqual(['acc1', 'acc2']);
    expect(play.only.explains.links).toHaveLength(3);
    play.network.power('dist', 'on').power('acc2', 'on');
    expect(told(play.poll()).sort()).toEqual(['resolved device-down dist', 'warned device-down acc1']);
  });

  it('is not explained where it has another way', () => {
    const play = started(new Network('a:1 b:1', 'b:2 c:1', 'c:2 d:1', 'd:2 a:2'));
    play.network.power('b', 'off').power('d', 'off');
    play.poll();
    expect(play.open.map(({ subject }) => subject).sort()).toEqual(['b', 'd']);
  });

  it('is explained behind a pair where both of the pair are off', () => {
    const play = started(new Network('core:1 d1:1', 'core:2 d2:1', 'd1:2 acc:1', 'd2:2 acc:2'));
    for (const name of ['d1', 'd2', 'acc']) play.network.power(name, 'off');
    play.poll();
    expect(play.open.map(({ subject }) => subject).sort()).toEqual(['d1', 'd2']);
    expect(play.open.flatMap(({ explains }) => explains.devices)).toEqual(['acc']);
  });

  it('is not explained where one of a pair still answers', () => {
    const play = started(new Network('core:1 d1:1', 'core:2 d2:1', 'd1:2 acc:1', 'd2:2 acc:2'));
    play.network.power('d1', 'off').power('acc', 'off');
    play.poll();
    expect(play.open.map(({ subject }) => subject).sort()).toEqual(['acc', 'd1']);
  });

  it('is not explained where it had failed long before', () => {
    const play = started(tree());
    play.network.power('acc1', 'off');
    play.poll();
    play.poll();
    play.network.power('dist', 'off').power('acc2', 'off');
    play.poll();
    expect(play.open.map(({ subject }) => subject).sort()).toEqual(['acc1', 'dist']);
    expect(play.open.find(({ subject }) => subject === 'dist')?.explains.devices).toEqual(['acc2']);
  });

  it('is folded in where it was noticed one poll earlier', () => {
    const play = started(tree());
    play.network.power('acc1', 'off').power('acc2', 'off');
    play.poll();
    expect(play.open).toHaveLength(2);
    play.network.power('dist', 'off');
    const events = play.poll(60);
    expect(told(events)).toEqual([
      'resolved device-down acc1',
      'resolved device-down acc2',
      'updated device-down dist',
    ]);
    expect(play.only.explains.devices).toEqual(['acc1', 'acc2']);
  });

  it('is one incident where the poller is cut off', () => {
    const play = started(tree());
    for (const name of play.network.devices) play.network.power(name, 'off');
    expect(told(play.poll())).toEqual(['warned device-unreachable network']);
    expect(play.only.title).toBe('None of 5 devices answers');
    for (const name of play.network.devices) play.network.power(name, 'on');
    expect(told(play.poll())).toEqual(['resolved device-unreachable network']);
  });

  it('is one incident where a site has no other way here', () => {
    const network = new Network('a:1 b:1', 'x:1 y:1').plug('z:1 z2:1');
    for (const name of ['x', 'y', 'z', 'z2']) network.sites.set(name, 'north');
    const play = started(network);
    for (const name of ['x', 'y', 'z', 'z2']) network.power(name, 'off');
    expect(told(play.poll())).toEqual(['warned device-unreachable site north']);
    expect(play.only).toMatchObject({ title: '4 devices of site north do not answer', devices: ['x', 'y', 'z', 'z2'] });
  });

  it('is one incident where an island falls silent', () => {
    const play = started(new Network('a:1 b:1', 'x:1 y:1'));
    play.network.power('x', 'off').power('y', 'off');
    expect(told(play.poll())).toEqual(['warned device-unreachable island x']);
  });

  it('is one incident where a jump host cannot be passed, and a part of it where that is a device that is off', () => {
    const play = started(tree());
    const jump = (name: string): string => `${name}: its jump host bastion cannot be passed: no route`;
    for (const name of ['acc1', 'acc2']) play.network.fail(name, 'unreachable', jump(name), 'DEVICE_JUMP_FAILED');
    play.poll();
    expect(play.only).toMatchObject({
      subject: 'jump host bastion',
      devices: ['acc1', 'acc2'],
      kind: 'device-unreachable',
    });
    play.network.trouble.clear();
    play.poll();
    const behind = (name: string): string => `${name}: its jump host core2 cannot be passed: no route`;
    for (const name of ['acc1', 'acc2']) play.network.fail(name, 'unreachable', behind(name), 'DEVICE_JUMP_FAILED');
    play.network.power('core2', 'off');
    play.poll();
    expect(play.only).toMatchObject({ subject: 'core2', explains: { devices: ['acc1', 'acc2'] } });
  });
});

describe('a replaced chassis', () => {
  it('is told, and over when the former is back', () => {
    const play = started(tree());
    const snapshot = play.network.snapshot('2026-11-21T10:10:00Z', play.last);
    const change = {
      ...{ kind: 'replaced' as const, link: null, device: 'acc1', before: '0000.5e00.5301', after: '0000.5e00.5302' },
      ...{ cause: 'acc1 is another chassis', evidence: ['acc1 says so'] },
    };
    play.clock = 600;
    expect(told(play.look({ ...snapshot, changes: [change] }))).toEqual(['warned device-replaced acc1']);
    play.network.chassis.set('acc1', '0000.5e00.5302');
    const next = play.network.snapshot('2026-11-21T10:15:00Z', snapshot);
    play.clock = 900;
    expect(told(play.look({ ...next, changes: [] }))).toEqual(['alerted device-replaced acc1']);
    play.network.chassis.set('acc1', '0000.5e00.5301');
    const last = play.network.snapshot('2026-11-21T10:20:00Z', next);
    play.clock = 1200;
    expect(told(play.look({ ...last, changes: [] }))).toEqual(['resolved device-replaced acc1']);
  });
});
