// What is drawn, before it has a place: states, ghosts, changes, bundles, words.
import { describe, expect, it } from 'vitest';
import { BOX_LOOKS } from '../../src/diagram/box-looks.ts';
import { darkColours, LINK_LOOK_NAMES, LINK_LOOKS, type LinkLookName } from '../../src/diagram/looks.ts';
import { buildPicture } from '../../src/diagram/picture.ts';
import type { Picture } from '../../src/diagram/picture-model.ts';
import {
  CHANGED,
  CHANGED_VIEW,
  campus,
  change,
  claim,
  device,
  input,
  LAB,
  LAB_DEVICES,
  LAB_LINKS,
  LAB_RICH,
  LAB_TROUBLED,
  LAB_TWO_LOST,
  LAB_VIEW,
  link,
  snapshot,
  unreachable,
  view,
} from './networks.ts';

function looks(picture: Picture): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { look } of picture.links) counts[look] = (counts[look] ?? 0) + 1;
  return counts;
}

function box(picture: Picture, name: string): Picture['boxes'][number] {
  const found = picture.boxes.find((one) => one.name === name);
  if (!found) throw new Error(`no box ${name}`);
  return found;
}

describe('the lab', () => {
  it('has seven devices, six confirmed links and two declared ones, each once', () => {
    const picture = buildPicture(input(LAB, { view: LAB_VIEW }));
    expect(picture.boxes.map((one) => one.title)).toEqual(['Client', 'Server', 'r1', 'r2', 'r3', 'r5-tor', 'r6-edge']);
    expect(looks(picture)).toEqual({ confirmed: 6, declared: 2 });
    expect(picture.coverage).toBe('5 of 5 devices polled · 6 links confirmed · 2 declared');
    expect(picture.time).toBe('2026-11-21 10:45:00 UTC');
  });

  it('keeps two lost links as ghosts', () => {
    const picture = buildPicture(input(LAB_TWO_LOST, { view: LAB_VIEW, before: LAB }));
    expect(looks(picture)).toEqual({ confirmed: 4, declared: 2, lost: 2 });
    const lost = picture.links.filter((one) => one.look === 'lost');
    expect(lost.map((one) => [one.pill?.text, one.a.port, one.b.port])).toEqual([
      ['✕ lost', 'Gi0/1', 'Gi0/1'],
      ['✕ lost', 'Gi0/1', 'Gi0/2'],
    ]);
    expect(picture.coverage).toContain('2 lost');
  });

  it('draws ghosts from the change alone when the snapshot before is gone', () => {
    expect(looks(buildPicture(input(LAB_TWO_LOST, { view: LAB_VIEW }))).lost).toBe(2);
  });

  it('tells one-way, settling, mismatch and unverified apart, and says why a device was not polled', () => {
    const picture = buildPicture(input(LAB_TROUBLED, { view: LAB_VIEW }));
    expect(looks(picture)).toEqual({ declared: 2, 'one-way': 1, settling: 1, mismatch: 1, unverified: 3 });
    expect(picture.coverage).toContain('4 of 5 devices polled');
    expect(box(picture, 'r5-tor')).toMatchObject({ look: 'no-answer', fault: 'DEVICE_UNREACHABLE' });
  });

  it('points a one-way link at the end that hears', () => {
    const oneWay = link('r1 Gi0/1', 'r2 Gi0/1', { state: 'one-way' });
    const of = (by: string): Picture =>
      buildPicture(input(snapshot([device('r1'), device('r2')], [{ ...oneWay, claims: [claim(by)] }])));
    expect(of('r1').links[0]?.heardBy).toBe('a');
    expect(of('r2').links[0]?.heardBy).toBe('b');
  });
});

describe('a segment', () => {
  const picture = buildPicture(input(LAB_RICH));

  it('is one box with a line per member, never a mesh', () => {
    const hub = box(picture, 'seg-1');
    const members = picture.links.filter((one) => one.b.box === hub.key);
    expect(hub.look).toBe('segment');
    expect(members.map((one) => [one.look, one.a.port, one.b.port])).toEqual([
      ['segment', 'Gi1/0/24', null],
      ['segment', 'Gi1/0/24', null],
      ['segment', 'Gi1/0/24', null],
    ]);
  });

  it('is left out with its members', () => {
    const without = buildPicture(input(LAB_RICH, { view: view({ exclude: ['sw*'] }) }));
    expect(without.boxes.some((one) => one.look === 'segment')).toBe(false);
  });
});

describe('bundles and speeds', () => {
  it('say 2×10G once for two members and 1G on a single link', () => {
    const picture = buildPicture(input(LAB_RICH));
    const pills = picture.links.map((one) => one.pill?.text).filter((text) => text !== undefined);
    expect(pills.filter((text) => text === '2×10G')).toHaveLength(2);
    expect(pills.filter((text) => text === '10G')).toHaveLength(0);
    expect(pills.filter((text) => text === '100M')).toHaveLength(1);
  });

  it('say how many of a bundle are left', () => {
    const members = [1, 2].map((port) =>
      link(`a Te0/${port}`, `b Te0/${port}`, { bundle: 'Port-channel1', speedBps: 1e10 }),
    );
    const of = snapshot([device('a'), device('b')], [members[0]!], { changes: [change('lost', members[1]!)] });
    const before = snapshot([device('a'), device('b')], members);
    expect(buildPicture(input(of, { before })).links.map((one) => one.pill?.text)).toEqual(['1 of 2×10G', '✕ lost']);
  });

  it('name the usual speed once, in the legend, where lines are many', () => {
    const picture = buildPicture(input(campus(50)));
    expect(picture.legend[0]?.text).toBe('confirmed by both ends, 1G where not labelled');
    expect(new Set(picture.links.flatMap((one) => one.pill?.text ?? []))).toEqual(new Set(['2×100G', '10G']));
  });
});

describe('changes', () => {
  const picture = buildPicture(input(CHANGED.after, { before: CHANGED.before, view: CHANGED_VIEW, mode: 'changes' }));

  it('mute what stayed and count what changed', () => {
    expect(looks(picture)).toEqual({ unchanged: 5, added: 2, lost: 3, moved: 1, 'one-way': 1 });
    expect(picture.legend.map((entry) => entry.text)).toEqual([
      'unchanged: 5',
      'Δ moved to another port: 1',
      '+ added: 2',
      'one-way: heard at the arrow head only: 1',
      '✕ lost: 3',
      '+ device added: 1',
      '✕ device no longer seen: 1',
    ]);
    expect(picture.time).toBe('2026-11-21 10:15:00 UTC  →  2026-11-21 10:45:00 UTC');
  });

  it('mark devices that came and went', () => {
    expect(box(picture, 'r4')).toMatchObject({ look: 'device-added', title: '+ r4' });
    expect(box(picture, 'r9-tor')).toMatchObject({ look: 'device-lost', title: '✕ r9-tor', address: '192.168.2.226' });
  });

  it('say which port a cable moved from', () => {
    expect(picture.links.find((one) => one.look === 'moved')?.pill?.text).toBe('Δ port Gi0/3 → Gi0/5');
  });

  it('say which device a cable came from', () => {
    const [from, to] = [link('r1 Gi0/1', 'r2 Gi0/1'), link('r1 Gi0/1', 'r3 Gi0/4')];
    const devices = ['r1', 'r2', 'r3'].map((name) => device(name));
    const of = snapshot(devices, [to], { changes: [change('moved', to, from)] });
    const moved = buildPicture(input(of, { before: snapshot(devices, [from]), mode: 'changes' }));
    expect(moved.links[0]?.pill?.text).toBe('Δ was r2 Gi0/1');
  });

  it('never take a device for new when there is nothing to compare with', () => {
    const first = buildPicture(input(LAB, { mode: 'changes' }));
    expect(first.boxes.some((one) => one.look === 'device-added')).toBe(false);
  });
});

describe('a view', () => {
  it('takes names, groups and wildcards, for devices no inventory knows too', () => {
    const devices = LAB_DEVICES.map((one) => (one.name === 'r1' ? { ...one, groups: ['spine'] } : one));
    const of = snapshot(devices, LAB_LINKS);
    const names = (include: string[], exclude: string[]): string[] =>
      buildPicture(input(of, { view: view({ include, exclude }) })).boxes.map((one) => one.name);
    expect(names(['spine', 'Cl*', 'r6-edge'], [])).toEqual(['Client', 'r1', 'r6-edge']);
    expect(names(['*'], ['r?', 'Server'])).toEqual(['Client', 'r5-tor', 'r6-edge']);
  });

  it('drops links that end outside', () => {
    const picture = buildPicture(input(LAB, { view: view({ include: ['r1', 'r6-edge'] }) }));
    expect(picture.links).toHaveLength(1);
  });
});

describe('the style table', () => {
  it('explains every look that occurs, and no other', () => {
    const oneOfEach: Partial<Record<LinkLookName, object>> = {
      confirmed: {},
      declared: { state: 'declared' },
      unverified: { state: 'unverified' },
      mismatch: { state: 'mismatch' },
      'one-way': { state: 'one-way' },
      settling: { state: 'confirmed', settling: true },
    };
    const entries = Object.entries(oneOfEach);
    const of = snapshot(
      [device('a'), unreachable('b')],
      entries.map(([, more], index) => link(`a Gi0/${index}`, `b Gi0/${index}`, more)),
    );
    const legend = buildPicture(input(of)).legend;
    const expected = LINK_LOOK_NAMES.filter((name) => name in oneOfEach).map(
      (name) => LINK_LOOKS[name].legend as string,
    );
    expect(legend.map((entry) => entry.text)).toEqual([...expected, BOX_LOOKS['no-answer'].legend]);
  });

  it('gives each light colour one dark partner', () => {
    const light = darkColours().map(([colour]) => colour);
    const pairs = new Set<string>();
    for (const look of Object.values(LINK_LOOKS)) pairs.add(`${look.light} ${look.dark}`);
    for (const { light: bright, dark } of Object.values(BOX_LOOKS)) {
      pairs.add(`${bright.fill} ${dark.fill}`);
      pairs.add(`${bright.line} ${dark.line}`);
    }
    expect(new Set(light).size).toBe(light.length);
    for (const pair of pairs) expect(darkColours().map((colours) => colours.join(' '))).toContain(pair);
  });

  it('never tells two looks apart by colour alone', () => {
    const signs = LINK_LOOK_NAMES.map((name) => {
      const look = LINK_LOOKS[name];
      return `${look.dash} ${look.width} ${look.pill}`;
    });
    expect(new Set(signs).size).toBe(signs.length);
  });
});
