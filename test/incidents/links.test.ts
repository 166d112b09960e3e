// Links: cut, one-way, ageing, shut, re-cabled, bundled; one incident per cause, and what ends each.
import { describe, expect, it } from 'vitest';
import type { SnapshotLink } from '../../src/model/index.ts';
import { idOf, Network } from './network.ts';
import { linkTold, Play, told } from './play.ts';

const AB = 'a:1 b:1';

function triangle(): Network {
  return new Network(AB, 'b:2 c:1', 'a:2 c:2');
}

function started(network = triangle()): Play {
  const play = new Play(network);
  expect(play.poll(0)).toEqual([]);
  expect(play.poll()).toEqual([]);
  return play;
}

describe('a cut cable', () => {
  it('is a warning at the first poll and an alert at the second', () => {
    const play = started();
    play.network.cut(AB);
    expect(told(play.poll())).toEqual([linkTold('warned', 'link-lost', AB)]);
    expect(play.only).toMatchObject({
      severity: 'critical',
      title: 'Link a Gi0/1 – b Gi0/1 is lost',
      devices: ['a', 'b'],
    });
    expect(play.only.evidence.join('\n')).toContain('heard b');
    expect(told(play.poll())).toEqual([linkTold('alerted', 'link-lost', AB)]);
    expect(play.poll()).toEqual([]);
    play.network.plug(AB);
    expect(told(play.poll())).toEqual([linkTold('resolved', 'link-lost', AB)]);
    expect(play.open).toEqual([]);
    expect(play.events.at(-1)?.incident.timeline.at(-1)?.text).toBe('resolved: both ends hear each other again');
  });

  it('is an alert by its age where the next poll is late', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    expect(play.nextTick).toBe('2026-11-21T10:12:00Z');
    expect(play.tick(119)).toEqual([]);
    expect(told(play.tick(1))).toEqual([linkTold('alerted', 'link-lost', AB)]);
    expect(play.nextTick).toBeNull();
  });

  it('stays lost while nobody who could tell is polled', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    play.network.fail('a', 'auth-failed').fail('b', 'auth-failed');
    play.network.plug(AB);
    play.poll();
    const lost = play.book.conditions.find(({ subject }) => subject === idOf(AB));
    expect(lost?.known).toBe(false);
    expect(play.events.map(({ what }) => what)).not.toContain('resolved');
  });

  it('is not confirmed by a poll that left its ends out', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    expect(play.only.confirmations).toBe(1);
    play.poll(10, ['c']);
    expect(play.only.confirmations).toBe(1);
    play.poll(10, ['a']);
    expect(play.only.confirmations).toBe(2);
  });

  it('is not over because one end hears it while the other was not asked', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    play.network.plug(AB);
    play.poll(10, ['a']);
    expect(play.only.stage).not.toBe('resolved');
    expect(told(play.poll(10))).toEqual([linkTold('resolved', 'link-lost', AB)]);
  });

  it('is over when a device of it leaves the inventory, or the settings leave it out', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    const other = new Play(play.network, { ignores: ({ device }) => device === 'a' });
    Object.assign(other, { book: play.book, last: play.last, clock: play.clock });
    expect(told(other.poll())).toEqual([linkTold('resolved', 'link-lost', AB)]);
    play.network.cut('b:2 c:1').devices.delete('b');
    const events = play.poll();
    expect(told(events)).toEqual([linkTold('resolved', 'link-lost', AB)]);
    expect(events[0]?.incident.timeline.at(-1)?.text).toContain('b is no longer in the inventory');
  });

  it('is over when one of its ports is heard in another cable', () => {
    const play = started();
    play.network.cut(AB);
    play.poll();
    play.poll();
    play.network.plug('a:1 c:3');
    const events = play.poll();
    expect(told(events)).toContain(linkTold('resolved', 'link-lost', AB));
    expect(events[0]?.incident.timeline.at(-1)?.text).toContain('re-cabled: now a Gi0/1 – c Gi0/3');
  });

  it('goes along with a device that the inventory calls otherwise', () => {
    const network = triangle();
    for (const name of ['a', 'b', 'c']) network.chassis.set(name, `0000.5e00.530${name}`);
    const play = started(network);
    network.cut(AB);
    play.poll();
    network.cut('a:2 c:2').plug('x:2 c:2').devices.delete('a');
    network.chassis.set('x', '0000.5e00.530a');
    expect(told(play.poll())).toEqual([
      linkTold('resolved', 'link-lost', AB),
      linkTold('warned', 'link-lost', 'x:1 b:1'),
    ]);
    expect(play.events.at(-2)?.incident.timeline.at(-1)?.text).toContain('told under the new name');
    network.plug('x:1 b:1');
    play.poll();
    expect(play.open).toEqual([]);
  });

  it('to a phone is worth a note only, and one that is to be ignored is none', () => {
    const play = started();
    const of = (at: string, change: object) => {
      const snapshot = play.network.snapshot(at, play.last);
      return { ...snapshot, devices: snapshot.devices.map((one) => (one.name === 'a' ? { ...one, ...change } : one)) };
    };
    play.clock = 600;
    play.network.cut(AB, 'a:2 c:2');
    play.look(of('2026-11-21T10:10:00Z', { kind: 'phone' }));
    expect(play.open.map(({ severity }) => severity)).toEqual(['info', 'info']);
    play.clock = 900;
    play.look(of('2026-11-21T10:15:00Z', { ignored: true }));
    expect(play.open).toEqual([]);
  });

  it('is a warning only where someone shut the port', () => {
    const play = started();
    play.network.shut.add('a:1');
    play.poll();
    expect(play.only).toMatchObject({ kind: 'link-lost', severity: 'warning' });
    expect(play.only.cause).toContain('administratively down');
  });

  it('is lost at once where a port has no carrier, whatever the tables still say', () => {
    const play = started();
    play.network.left.set('a:1', 100);
    const { snapshot } = { snapshot: play.network.snapshot('2026-11-21T10:10:00Z', play.last) };
    const devices = snapshot.devices.map((device) => ({
      ...device,
      ports: device.ports.map((port) =>
        device.name === 'b' && port.short === 'Gi0/1' ? { ...port, operUp: false } : port,
      ),
    }));
    play.clock = 600;
    expect(told(play.look({ ...snapshot, devices }))).toEqual([linkTold('warned', 'link-lost', AB)]);
    expect(play.only.cause).toBe('the line protocol is down on b Gi0/1');
    expect(told(play.poll(300))).toEqual([linkTold('resolved', 'link-lost', AB)]);
  });
});

describe('a link heard in one direction', () => {
  it('is one-way with its direction, and never lost', () => {
    const play = started();
    play.network.deaf.add('b:1');
    expect(told(play.poll())).toEqual([linkTold('warned', 'link-one-way', AB)]);
    expect(play.only.cause).toContain('b was polled and does not hear a');
    expect(told(play.poll())).toEqual([linkTold('alerted', 'link-one-way', AB)]);
    play.network.deaf.clear();
    expect(told(play.poll())).toEqual([linkTold('resolved', 'link-one-way', AB)]);
  });

  it('is the same incident when it is lost, and when it comes back by half', () => {
    const play = started();
    play.network.deaf.add('b:1');
    play.poll();
    const { id, fingerprint } = play.only;
    play.network.cut(AB);
    play.poll();
    expect(play.only).toMatchObject({ id, fingerprint, kind: 'link-lost', severity: 'critical' });
    play.network.plug(AB);
    play.poll();
    expect(play.only).toMatchObject({ id, stage: 'alert' });
  });

  it('is unknown, and stands, while the other end cannot be polled', () => {
    const play = started();
    play.network.deaf.add('b:1');
    play.poll();
    play.network.deaf.clear();
    play.network.fail('b', 'failed');
    play.poll();
    expect(play.book.conditions.find(({ family }) => family === 'link')).toMatchObject({ known: false });
    play.network.trouble.clear();
    play.poll();
    expect(play.open).toEqual([]);
  });
});

describe('an ageing link', () => {
  it('is an early warning that nobody is told of, and goes when advertisements come', () => {
    const play = started();
    play.network.left.set('a:1', 20);
    expect(told(play.poll())).toEqual([linkTold('suspected', 'link-ageing', AB)]);
    expect(play.only).toMatchObject({ stage: 'suspected', severity: 'info' });
    play.network.left.clear();
    expect(told(play.poll(60))).toEqual([linkTold('withdrawn', 'link-ageing', AB)]);
  });

  it('is a warning when it is still ageing later, but no alert', () => {
    const play = started();
    play.network.left.set('a:1', 20);
    play.poll();
    expect(told(play.poll(60))).toEqual([linkTold('warned', 'link-ageing', AB)]);
    play.poll(60);
    play.poll(600);
    expect(play.only.stage).toBe('warning');
  });

  it('becomes the loss it announced', () => {
    const play = started();
    play.network.left.set('a:1', 20);
    play.poll();
    const { id } = play.only;
    play.network.cut(AB);
    expect(told(play.poll(60))).toEqual([linkTold('warned', 'link-lost', AB)]);
    expect(play.only.id).toBe(id);
  });
});

describe('several cables', () => {
  const PAIR = ['a:1 b:1', 'a:2 b:2'];

  it('between two devices that go at once are one', () => {
    const play = started(new Network(...PAIR, 'a:3 c:1', 'b:3 c:2'));
    play.network.cut(...PAIR);
    expect(told(play.poll())).toEqual(['warned links-lost a--b']);
    expect(play.only.links).toEqual(PAIR.map(idOf));
    play.network.plug('a:1 b:1');
    expect(told(play.poll())).toEqual(['alerted links-lost a--b']);
    expect(play.only.links).toEqual([idOf('a:2 b:2')]);
    play.network.plug('a:2 b:2');
    expect(told(play.poll())).toEqual(['resolved links-lost a--b']);
  });

  it('that go one after the other are told one after the other', () => {
    const play = started(new Network(...PAIR, 'a:3 c:1', 'b:3 c:2'));
    play.network.cut('a:1 b:1');
    play.poll();
    play.network.cut('a:2 b:2');
    play.poll();
    expect(play.open.map(({ kind }) => kind)).toEqual(['link-lost', 'link-lost']);
  });

  it('of one module that go at once are one', () => {
    const card = ['a:2/1 b:1', 'a:2/2 c:1', 'a:2/3 d:1'];
    const play = started(new Network(...card, 'a:1/1 b:2', 'b:3 c:2', 'c:3 d:2'));
    play.network.cut(...card);
    expect(told(play.poll())).toEqual(['warned links-lost a GigabitEthernet2']);
    expect(play.only.title).toBe('All links of a module GigabitEthernet2 are lost');
    play.network.plug('a:2/1 b:1');
    play.poll();
    expect(play.only.links).toHaveLength(2);
  });

  it('of a bundle degrade it, and all of them lose it', () => {
    const network = new Network(...PAIR, 'a:3 c:1', 'b:3 c:2');
    for (const end of PAIR.flatMap((cable) => cable.split(' '))) network.lags.set(end, 'Port-channel1');
    const play = started(network);
    const bundle = 'a:Port-channel1--b:Port-channel1';
    network.cut('a:1 b:1');
    expect(told(play.poll())).toEqual([`warned bundle-degraded ${bundle}`]);
    expect(play.only).toMatchObject({ severity: 'warning', title: 'Bundle a Po1 – b Po1 has lost members' });
    network.cut('a:2 b:2');
    expect(told(play.poll())).toEqual([`alerted bundle-lost ${bundle}`]);
    expect(play.only.severity).toBe('critical');
    network.plug('a:1 b:1').plug('a:2 b:2');
    expect(told(play.poll())).toEqual([`resolved bundle-lost ${bundle}`]);
  });

  it('of a bundle may be suspended though they are heard', () => {
    const play = started(new Network(...PAIR));
    const snapshot = play.network.snapshot('2026-11-21T10:10:00Z', play.last);
    const end = (device: string) => ({ device, port: 'Port-channel1' });
    const bundle = {
      ...{ id: 'a:Port-channel1--b:Port-channel1', a: end('a'), b: end('b'), members: PAIR.map(idOf) },
      ...{ protocol: 'lacp' as const, reasons: ['a:Gi0/1 is suspended'] },
    };
    play.clock = 600;
    play.look({ ...snapshot, bundles: [{ ...bundle, state: 'degraded' }] });
    expect(play.only).toMatchObject({ kind: 'bundle-degraded', cause: 'a:Gi0/1 is suspended' });
    const later = play.network.snapshot('2026-11-21T10:11:00Z', snapshot);
    play.clock = 660;
    play.look({ ...later, bundles: [{ ...bundle, state: 'unverified', reasons: [] }] });
    expect(play.only.stage).toBe('warning');
    const last = play.network.snapshot('2026-11-21T10:20:00Z', later);
    play.clock = 1200;
    expect(told(play.look({ ...last, bundles: [{ ...bundle, state: 'whole', reasons: [] }] }))).toEqual([
      `resolved bundle-degraded ${bundle.id}`,
    ]);
  });
});

describe('re-cabling', () => {
  function moved(): Play {
    const play = started();
    play.network.cut(AB).plug('a:1 c:3');
    expect(told(play.poll())).toEqual([linkTold('warned', 'link-moved', 'a:1 c:3')]);
    return play;
  }

  it('is one thing to look at, which resolves when it is undone', () => {
    const play = moved();
    play.network.cut('a:1 c:3').plug(AB);
    expect(told(play.poll())).toEqual([linkTold('resolved', 'link-moved', 'a:1 c:3')]);
    expect(play.open).toEqual([]);
  });

  it('of two cables that were swapped is one too', () => {
    const play = started(new Network(AB, 'a:2 c:1', 'b:9 c:9'));
    play.network.cut(AB, 'a:2 c:1').plug('a:1 c:1').plug('a:2 b:1');
    expect(told(play.poll())).toEqual([linkTold('warned', 'cables-swapped', 'a:1 c:1')]);
    expect(play.only.links).toEqual([idOf('a:1 c:1'), idOf('a:2 b:1')]);
    play.network.cut('a:1 c:1', 'a:2 b:1').plug(AB).plug('a:2 c:1');
    expect(told(play.poll())).toEqual([linkTold('resolved', 'cables-swapped', 'a:1 c:1')]);
  });

  it('resolves when it is acknowledged', () => {
    const play = moved();
    const subject = idOf('a:1 c:3');
    expect(told(play.acknowledge(play.only.id))).toEqual([
      `acknowledged link-moved ${subject}`,
      `resolved link-moved ${subject}`,
    ]);
    expect(play.poll()).toEqual([]);
  });

  it('resolves by itself after a day', () => {
    const play = moved();
    play.poll();
    expect(play.nextTick).toBe('2026-11-22T10:10:00Z');
    expect(told(play.tick(24 * 3600))).toEqual([linkTold('resolved', 'link-moved', 'a:1 c:3')]);
    expect(play.poll()).toEqual([]);
  });
});

it('LLDP enabled everywhere at once is nothing', () => {
  const play = new Play(triangle());
  const young = (link: SnapshotLink): SnapshotLink => ({
    ...link,
    state: 'one-way',
    settling: true,
    reason: 'too young',
  });
  const first = play.network.snapshot('2026-11-21T10:00:00Z', null);
  expect(play.look({ ...first, links: first.links.map(young) })).toEqual([]);
  expect(play.poll()).toEqual([]);
  expect(play.book.incidents).toEqual([]);
});
