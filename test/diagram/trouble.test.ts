// What is drawn of bundles, of neighbours outside the inventory and of every kind of change, before it has a place.
import { describe, expect, it } from 'vitest';
import { buildPicture } from '../../src/diagram/picture.ts';
import type { Box, Picture, PictureLink } from '../../src/diagram/picture-model.ts';
import type { Bundle, Snapshot, SnapshotDevice, SnapshotLink, View } from '../../src/model/index.ts';
import { change, claim, device, input, link, linkOf, snapshot, stub, unreachable, view } from './networks.ts';
import { BUNDLES, bundle, deviceChange, EVERY_CHANGE, earlier, members, STUBS, suspended } from './networks-trouble.ts';

function boxOf(picture: Picture, name: string): Box {
  const found = picture.boxes.find((one) => one.name === name);
  if (!found) throw new Error(`no box ${name}`);
  return found;
}

function linksOf(picture: Picture, name: string): PictureLink[] {
  const { key } = boxOf(picture, name);
  return picture.links.filter(({ a, b }) => a.box === key || b.box === key);
}

const pills = (links: readonly PictureLink[]): (string | undefined)[] => links.map(({ pill }) => pill?.text);
const texts = ({ legend }: Picture): string[] => legend.map(({ text }) => text);
const [one, two] = members('a', 'b');

function pair(links: SnapshotLink[], state: Bundle['state'], more: Partial<SnapshotDevice> = {}): Snapshot {
  return snapshot([device('a', more), device('b')], links, { bundles: [bundle([one, two], state)] });
}

describe('a bundle', () => {
  it.each([
    ['whole', ['2×10G', undefined], ['confirmed', 'confirmed']],
    ['degraded', ['1 of 2×10G'], ['confirmed']],
    ['kept-out', ['1 of 2×10G', undefined], ['confirmed', 'degraded']],
    ['lost', ['0 of 2×10G', undefined], ['degraded', 'degraded']],
    ['mismatch', ['≠ 2×10G', undefined], ['confirmed', 'confirmed']],
    ['unverified', ['2×10G not verified', undefined], ['unverified', 'unverified']],
  ])('that is %s says %j', (name, expected, looks) => {
    const links = linksOf(buildPicture(input(BUNDLES)), name);
    expect(pills(links)).toEqual(expected);
    expect(links.map(({ look }) => look)).toEqual(looks);
  });

  it('has each trouble in the legend once', () => {
    expect(texts(buildPicture(input(BUNDLES)))).toEqual([
      'confirmed by both ends',
      'not verified: an end was not polled',
      'degraded: a bundle member does not carry',
      'bundle mismatch: its ends do not fit',
      'bundle degraded: so many members carry',
      'bundle lost: no member carries',
      'does not answer',
    ]);
  });

  it('that nobody can call whole says so, though its links are confirmed', () => {
    const picture = buildPicture(input(pair([one, two], 'unverified')));
    expect(pills(picture.links)).toEqual(['2×10G ?', undefined]);
    expect(texts(picture)).toContain('bundle not verified: an end was not read');
  });

  it('says how many of its members go between these two boxes where others go elsewhere', () => {
    const astray = link('a Te0/2', 'c Te0/1', { speedBps: 1e10, bundle: 'Port-channel1' });
    const bundles = [{ ...bundle([one, two], 'mismatch'), members: [one.id, astray.id].sort() }];
    const picture = buildPicture(input(snapshot([device('a'), device('b'), device('c')], [one, astray], { bundles })));
    expect(pills(picture.links)).toEqual(['≠ 1 of 2×10G', '≠ 1 of 2×10G']);
  });

  it('keeps the ghost of a lost member in both pictures', () => {
    const of = { ...pair([one], 'degraded'), changes: [change('degraded', two)] };
    const before = earlier(pair([one, two], 'whole'));
    const state = buildPicture(input(of, { before }));
    expect(state.links.map(({ look }) => look)).toEqual(['confirmed', 'degraded']);
    expect(pills(state.links)).toEqual(['1 of 2×10G', undefined]);
    const changed = buildPicture(input(of, { before, mode: 'changes' }));
    expect(changed.links.map(({ look }) => look)).toEqual(['unchanged', 'degraded']);
    expect(pills(changed.links)).toEqual([undefined, 'degraded: 1 of 2×10G']);
    expect(texts(changed)).toContain('degraded: a bundle member does not carry: 1');
  });

  it('that is told as a whole is one event on all its members', () => {
    const whole = bundle([one, two], 'mismatch');
    const told = { ...change('mismatch', one), link: whole.id, a: whole.a, b: whole.b };
    const of = { ...pair([one, two], 'mismatch'), changes: [told] };
    const picture = buildPicture(input(of, { before: earlier(pair([one, two], 'whole')), mode: 'changes' }));
    expect(picture.links.map(({ look }) => look)).toEqual(['mismatch', 'mismatch']);
    expect(pills(picture.links)).toEqual(['≠ mismatch', undefined]);
    expect(texts(picture)).toEqual(['≠ mismatch: the ends contradict each other: 1']);
  });

  it('whose last members are kept out at one end is lost, in red', () => {
    const of = pair([one, two], 'lost', { ports: [suspended('Te0/1'), suspended('Te0/2')] });
    expect(buildPicture(input(of)).links[0]?.pill?.marks).toEqual(['bundle-lost']);
  });
});

describe('a link', () => {
  const between = (more: Partial<SnapshotLink>): Snapshot =>
    snapshot([device('a'), device('b')], [link('a Gi0/1', 'b Gi0/1', more)]);
  const ageing = { ageing: { device: 'a', remainingSeconds: 41.6 }, settling: true };

  it('that ages out looks like settling in both pictures, and says how long', () => {
    for (const mode of ['topology', 'changes'] as const) {
      const [drawn] = buildPicture(input(between(ageing), { mode })).links;
      expect(drawn).toMatchObject({ look: 'settling', pill: { text: 'ageing, 42 s left' } });
    }
  });

  it('whose ends do not fit is marked, explained, and still confirmed', () => {
    const incoherent: SnapshotLink['incoherent'] = [
      { what: 'mtu', message: 'a:Gi0/1 has an MTU of 1500, b:Gi0/1 of 9000' },
      { what: 'duplex', message: 'a:Gi0/1 is half duplex, b:Gi0/1 full' },
    ];
    const picture = buildPicture(input(between({ incoherent })));
    expect(picture.links[0]).toMatchObject({
      look: 'confirmed',
      pill: { text: '1G ≠ MTU, duplex', kind: 'state', marks: ['incoherent'] },
    });
    expect(picture.links[0]?.tooltip).toContain('an MTU of 1500');
    expect(texts(picture)).toContain('speed, duplex, MTU or LAG differ at the ends');
    expect(pills(buildPicture(input(between({ incoherent }), { mode: 'changes' })).links)).toEqual([undefined]);
  });
});

describe('neighbours outside the inventory', () => {
  const of = (more: Partial<View>): Picture => buildPicture(input(STUBS, { view: view(more) }));
  const picture = of({});

  it('say what they are', () => {
    expect(boxOf(picture, 'ap-floor-1')).toMatchObject({ kind: 'access-point', address: '▲ access point' });
    expect(boxOf(picture, 'esx-1')).toMatchObject({ kind: 'host', address: '■ host' });
    expect(boxOf(picture, '00:11:22:33:44:55')).toMatchObject({ kind: 'unknown', address: '? unknown' });
    expect(boxOf(picture, 'provider')).toMatchObject({ kind: null, look: 'unmanaged' });
  });

  it('that are only declared are what their names say', () => {
    expect(boxOf(picture, 'Client')).toMatchObject({ kind: null, address: null });
    expect(of({ hide: ['unknown'] }).boxes.map(({ name }) => name)).toContain('Client');
  });

  it('are never drawn where a rule ignores them', () => {
    expect(picture.boxes.some(({ name }) => name === 'well-known')).toBe(false);
    expect(picture.links.some(({ id }) => id.includes('well-known'))).toBe(false);
  });

  it('are one box where more than six of a kind are on one device, which lists and counts them', () => {
    const [phones, ...others] = picture.boxes.filter(({ kind }) => kind === 'phone');
    expect(others).toEqual([]);
    expect(phones).toMatchObject({ title: '● 24 phones', count: 24 });
    for (let at = 0; at < 24; at++) expect(phones?.tooltip).toContain(`SEP0011223344${String(at).padStart(2, '0')}`);
    const [drawn, ...more] = linksOf(picture, phones?.name ?? '');
    expect(more).toEqual([]);
    expect([drawn?.a.port, drawn?.b.port].sort()).toEqual(['24 ports', null].sort());
    expect(picture.coverage).toContain('29 not verified');
  });

  it('keep a box of their own up to six, when in trouble, and when a row names them', () => {
    const phones = Array.from({ length: 8 }, (_, at) => stub(`p${at}`, { kind: 'phone' }));
    const drawn = (count: number, more: Partial<SnapshotLink> = {}, ranks: string[][] = []): string[] => {
      const links = phones
        .slice(0, count)
        .map(({ name }, at) => link(`sw Gi0/${at}`, name, { state: 'unverified', ...(at === 0 ? more : {}) }));
      return buildPicture(
        input(snapshot([device('sw'), ...phones.slice(0, count)], links), { view: view({ ranks }) }),
      ).boxes.map(({ title }) => title);
    };
    expect(drawn(6)).toHaveLength(7);
    expect(drawn(7)).toEqual(['● 7 phones', 'sw']);
    expect(drawn(8, { state: 'one-way', claims: [claim('sw')] })).toEqual(['p0', '● 7 phones', 'sw']);
    expect(drawn(8, {}, [['p3']])).toEqual(['● 7 phones', 'p3', 'sw']);
  });

  it('are hidden by kind, and those of other kinds are not', () => {
    const kinds = (hide: View['hide']): (string | null)[] => of({ hide }).boxes.map(({ kind }) => kind);
    expect(kinds(['phone', 'host'])).not.toContain('phone');
    expect(kinds(['phone', 'host'])).not.toContain('host');
    expect(kinds(['phone', 'host'])).toContain('access-point');
  });

  it('take a segment with them that is left with one member', () => {
    const ends = ['sw', 'SEP1', 'pc'].map((name) => ({ device: name, port: null }));
    const onSegment = snapshot(
      [device('sw'), stub('SEP1', { kind: 'phone' }), stub('pc', { kind: 'host' })],
      ends.map((end) => linkOf(end, { device: 'seg', port: null }, { segment: 'seg' })),
      { segments: [{ id: 'seg', members: ends }] },
    );
    const names = (hide: View['hide']): string[] =>
      buildPicture(input(onSegment, { view: view({ hide }) })).boxes.map(({ title }) => title);
    expect(names([])).toEqual(['SEP1', 'pc', 'segment', 'sw']);
    expect(names(['host'])).toEqual(['SEP1', 'segment', 'sw']);
    expect(names(['host', 'phone'])).toEqual(['sw']);
  });
});

describe('a picture of changes', () => {
  const { before, after } = EVERY_CHANGE;
  const picture = buildPicture(input(after, { before, mode: 'changes' }));

  it('has every kind in the legend once, with its count', () => {
    expect(texts(picture)).toEqual([
      'unchanged: 2',
      'not verified: an end was not polled: 1',
      '≠ mismatch: the ends contradict each other: 1',
      'degraded: a bundle member does not carry: 1',
      'Δ port renumbered: 1',
      'Δ moved to another port: 1',
      '↔ swapped: two cables changed places: 1',
      '✓ restored: heard by both ends again: 1',
      '+ added: 1',
      'one-way: heard at the arrow head only: 1',
      '✕ lost: 1',
      '+ device added: 1',
      '✕ device no longer seen: 1',
      'Δ renamed: 1',
      'Δ replaced: another chassis: 1',
      'Δ new serial number: 1',
      'Δ new version: 1',
      'Δ restarted: 1',
      'Δ left the inventory: 1',
    ]);
  });

  it('draws both cables of a swap, each with where it was, and counts one', () => {
    const swapped = picture.links.filter(({ look }) => look === 'swapped');
    expect(pills(swapped)).toEqual(['↔ was r3 Gi0/1', '↔ was r4 Gi0/1']);
    expect(picture.coverage).toContain('1 swapped');
  });

  it.each([
    ['r1', ['Δ replaced']],
    ['r2', ['Δ now 15.9(3)M4', 'Δ restarted']],
    ['r6', ['Δ new serial number']],
    ['new-name', ['Δ was old-name']],
    ['left', ['Δ left the inventory']],
    ['r3', []],
  ])('tells on the box of %s: %j', (name, notes) => {
    expect(boxOf(picture, name)).toMatchObject({ notes, look: notes.length === 0 ? 'device' : 'device-changed' });
  });

  it('takes a renamed box for the same one, and hangs its lost links on it', () => {
    expect(picture.boxes.some(({ name }) => name === 'old-name')).toBe(false);
    expect(linksOf(picture, 'new-name').map(({ look }) => look)).toEqual(['unchanged', 'lost']);
  });

  it('cuts what a device says of itself', () => {
    const changes = [deviceChange('new-version', 'a', '1', '9'.repeat(500))];
    const [box] = buildPicture(input(snapshot([device('a')], [], { changes }), { mode: 'changes' })).boxes;
    expect(box?.notes[0]?.length).toBe(28);
  });

  it('tells no change of a device in a picture of the state', () => {
    const state = buildPicture(input(after, { before }));
    expect(state.boxes.flatMap(({ notes }) => notes)).toEqual([]);
  });

  it('collapses and counts phones that came', () => {
    const links = STUBS.links.filter(({ id }) => id.includes('SEP'));
    const came = { ...STUBS, changes: links.map((one) => change('added', one)) };
    const phones = new Set(STUBS.devices.filter(({ kind }) => kind === 'phone'));
    const was = earlier({
      ...STUBS,
      devices: STUBS.devices.filter((one) => !phones.has(one)),
      links: STUBS.links.filter((one) => !links.includes(one)),
    });
    const drawn = buildPicture(input(came, { before: was, mode: 'changes' }));
    expect(drawn.boxes.find(({ kind }) => kind === 'phone')).toMatchObject({
      title: '+ ● 24 phones',
      look: 'device-added',
    });
    expect(texts(drawn)).toContain('+ added: 24');
    expect(texts(drawn)).toContain('+ device added: 24');
  });
});

describe('a device that was not polled', () => {
  it('is told apart from one that does not answer', () => {
    const poll = {
      status: 'auth-failed',
      code: 'DEVICE_AUTH_FAILED',
      message: 'no',
      hint: null,
      tookMs: 1,
      changed: false,
    };
    const devices = [
      unreachable('a'),
      device('b', { poll: poll as SnapshotDevice['poll'] }),
      device('c', { poll: null }),
    ];
    const picture = buildPicture(input(snapshot(devices, []), { mode: 'changes' }));
    expect(picture.boxes.map(({ look }) => look)).toEqual(['no-answer', 'not-polled', 'not-polled']);
    expect(picture.boxes.map(({ fault }) => fault)).toEqual(['DEVICE_UNREACHABLE', 'DEVICE_AUTH_FAILED', 'not polled']);
    expect(texts(picture)).toEqual(['not polled: 2', 'does not answer: 1']);
  });
});

it('a heading stands in place of the title of the view', () => {
  const one = input(snapshot([device('a')], []), { mode: 'changes' });
  expect(buildPicture(one).title).toBe('Five-router lab — changes');
  expect(buildPicture({ ...one, heading: 'a is down' }).title).toBe('a is down');
});
