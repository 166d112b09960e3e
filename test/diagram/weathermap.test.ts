// Weathermaps: what half-arrows look like and say, what bundles and stubs carry, what stands below.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { halfArrow } from '../../src/diagram/arrow.ts';
import { createLayoutEngine, type DiagramInput, renderDiagram } from '../../src/diagram/index.ts';
import { capacityWidth, loadLook } from '../../src/diagram/load-looks.ts';
import { LOAD_SCALES } from '../../src/diagram/load-scales.ts';
import { percentText, pillTexts, rateText } from '../../src/diagram/load-words.ts';
import { darkColours, LINK_LOOKS } from '../../src/diagram/looks.ts';
import { buildPicture } from '../../src/diagram/picture.ts';
import type { PictureLink } from '../../src/diagram/picture-model.ts';
import type { DirectionLoad } from '../../src/model/index.ts';
import { CASES } from './cases.ts';
import { colourDistance, EYES, labOf } from './colour-distance.ts';
import { direction, load, loadsOf, type Rate, sampled } from './loads.ts';
import { device, input, LAB, LAB_VIEW, link, loadFonts, snapshot, view } from './networks.ts';
import { bundle, members, STUBS } from './networks-trouble.ts';
import { elementsOf, parseXml, type XmlElement } from './xml.ts';

const engine = createLayoutEngine();
const fonts = loadFonts();
afterAll(() => engine.close());

async function svgOf(of: DiagramInput): Promise<string> {
  return String((await renderDiagram(of, ['svg'], engine, fonts)).get('svg'));
}

const PAIR = [device('r1'), device('r2')];

/** The one line of a picture in which `r1` and `r2` are linked so. */
function lineOf(rates: readonly [Rate, Rate], more: Parameters<typeof link>[2] = {}): PictureLink {
  const of = snapshot(PAIR, [link('r1 Gi0/1', 'r2 Gi0/1', more)]);
  const line = buildPicture(input(of, { loads: loadsOf(of, { 'r1:': rates }) })).links[0];
  if (!line) throw new Error('no line');
  return line;
}

const texts = ({ load: of }: PictureLink): (string | undefined)[] => [of?.a.texts[0], of?.b.texts[0]];
const fills = ({ load: of }: PictureLink): (string | undefined)[] => [of?.a.look.pattern, of?.b.look.pattern];

describe('a half-arrow', () => {
  it('is the traffic that leaves the box it touches, painted by its own utilisation', () => {
    const line = lineOf([930e6, 61e6]);
    expect(texts(line)).toEqual(['930M 95%', '61M 6%']);
    expect([line.load?.a.look.colour, line.load?.b.look.colour]).toEqual(['#660827', '#e1ecf6']);
    expect(line.load?.a.tooltip).toContain('r1 Gi0/1 → r2 Gi0/1 · 930M of 1G · 95%');
    expect(line.load?.b.tooltip).toContain('r2 Gi0/1 → r1 Gi0/1 · 61M of 1G · 6%');
  });

  it('tells idle, no data, unknown capacity and too much apart by more than colour', () => {
    const looks = [lineOf([0, 1]), lineOf([null, 1]), lineOf([5e6, 1], { speedBps: null }), lineOf([1.2e9, 1])];
    expect(looks.map((line) => [fills(line)[0], texts(line)[0]])).toEqual([
      ['solid', '0'],
      ['hatched', undefined],
      ['core', '5M'],
      ['broken', '1.2G 122%'],
    ]);
    expect(new Set(looks.map((line) => JSON.stringify(line.load?.a.look))).size).toBe(4);
  });

  it('never makes up a share of a capacity that nobody knows', () => {
    const line = lineOf([{ bps: 5e6, utilisation: 0.5 }, 7e6], { speedBps: null });
    expect(texts(line)).toEqual(['5M', '7M']);
    expect(line.load?.a.tooltip).not.toContain('%');
    expect(line.load?.a.tooltip).toContain('capacity not known');
  });

  it('is what nobody heard of, where nothing was heard at all: bytes of an unmeasured window are no figure', () => {
    expect(fills(lineOf([{ bps: 0, coverage: 0 }, 5e6]))).toEqual(['hatched', 'solid']);
  });

  it('meets its partner in the middle of the line, whatever the line', () => {
    for (const points of [
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
      ],
      [
        { x: 0, y: 0 },
        { x: 0, y: 50 },
        { x: 70, y: 50 },
        { x: 70, y: 0 },
      ],
      [
        { x: 0, y: 0 },
        { x: 8, y: 0 },
      ],
    ]) {
      const { light } = LOAD_SCALES.utilisation.steps[3];
      const look = { pattern: 'solid', colour: light, legend: null } as const;
      const tips = [points, points.toReversed()].map(
        (way) => halfArrow(way, look, 4, 'confirmed').find(({ kind }) => kind === 'polygon')!.points[1]!,
      );
      expect(Math.hypot(tips[0]!.x - tips[1]!.x, tips[0]!.y - tips[1]!.y)).toBeLessThan(4);
      expect(Math.hypot(tips[0]!.x - tips[1]!.x, tips[0]!.y - tips[1]!.y)).toBeGreaterThan(1);
    }
  });

  it('is wider where more can be carried', () => {
    const widths = [1e8, 1e9, 2.5e9, 1e10, 4e10, 1e11].map(capacityWidth);
    expect(widths).toEqual([...new Set(widths)].sort((one, other) => one - other));
    expect(capacityWidth(null)).toBe(capacityWidth(1e8));
  });

  it('has the outline of the state of its link; a link in trouble of which nobody reports is its state alone', () => {
    expect(lineOf([1e6, 1e6], { state: 'one-way' }).load).not.toBeNull();
    expect(lineOf([null, null], { state: 'one-way' }).load).toBeNull();
    expect(fills(lineOf([null, null]))).toEqual(['hatched', 'hatched']);
    const look = loadLook(5e8, 0.5, 'utilisation');
    const strokes = (state: 'one-way' | 'unverified' | 'lost') =>
      halfArrow(
        [
          { x: 0, y: 0 },
          { x: 99, y: 0 },
        ],
        look,
        4,
        state,
      )[0]?.stroke;
    for (const state of ['one-way', 'unverified', 'lost'] as const)
      expect(strokes(state)).toMatchObject({ colour: LINK_LOOKS[state].light, dash: expect.anything() });
  });
});

describe('a pill', () => {
  const one = (rate: Rate, capacity: number | null = 1e9): string[] => {
    const of: DirectionLoad = direction(rate, capacity);
    return pillTexts(of, of.utilisation);
  };

  it('says rate and share, in short the share', () => {
    expect(one(412e6)).toEqual(['412M 42%', '42%']);
    expect(one(1.234e9, 1e10)).toEqual(['1.23G 13%', '13%']);
    expect(one(0)).toEqual(['0']);
  });

  it('tells the sampling error above 5 % and marks a figure that rests on part of its window', () => {
    expect(one(sampled(412e6, 0.04))[0]).toBe('412M 42%');
    expect(one(sampled(412e6, 0.08))).toEqual(['412M ±33M 42%', '412M 42%', '42%']);
    expect(one({ bps: 4e8, coverage: 0.5 })[0]).toBe('~400M 41%');
  });

  it('never shows little as nothing, nor just too much as 100', () => {
    expect([0.0001, 0.0049, 0.01, 0.994, 1, 1.0001, 1.2].map(percentText)).toEqual([
      '<1%',
      '<1%',
      '1%',
      '99%',
      '100%',
      '>100%',
      '120%',
    ]);
    expect([0.2, 950, 999.6, 1e3, 999.7e6].map(rateText)).toEqual(['0b', '950b', '1k', '1k', '1G']);
  });
});

describe('a bundle', () => {
  const pair = members('core', 'edge');
  const of = snapshot([device('core'), device('edge')], pair, { bundles: [bundle(pair, 'whole')] });
  const linesWith = (rates: Parameters<typeof loadsOf>[1]): readonly PictureLink[] =>
    buildPicture(input(of, { loads: loadsOf(of, rates) })).links;

  it('has one figure; members without one of their own are painted as the bundle', () => {
    const [first, second] = linesWith({
      'core:Port-channel1': [12e9, 1e9],
      'core:TenGigabitEthernet0/1': [9.5e9, 0.1e9],
    });
    expect(texts(first!)).toEqual(['12G 61%', '1G 5%']);
    expect(texts(second!)).toEqual([undefined, undefined]);
    expect(first!.load?.a.look).toEqual(loadLook(9.5e9, 0.97, 'utilisation'));
    expect(second!.load?.a.look).toEqual(loadLook(12e9, 0.61, 'utilisation'));
    expect(second!.load?.a.tooltip).toContain('of the whole bundle');
  });

  it('adds its members where it has no figure, and says so where one is missing', () => {
    expect(texts(linesWith({ 'core:Ten': [4e9, 2e9] })[0]!)).toEqual(['8G 41%', '4G 20%']);
    expect(texts(linesWith({ 'core:TenGigabitEthernet0/2': [4e9, 2e9] })[0]!)).toEqual(['~4G', '~2G']);
  });

  it('keeps to itself a figure that is of more members than are drawn between these two boxes', () => {
    const stray = link('core Te0/3', 'other Te0/3', { speedBps: 1e10, bundle: 'Port-channel1' });
    const torn = snapshot([device('core'), device('edge'), device('other')], [...pair, stray], {
      bundles: [{ ...bundle(pair, 'mismatch'), members: [...pair, stray].map(({ id }) => id) }],
    });
    const lines = buildPicture(input(torn, { loads: loadsOf(torn, { 'core:Port-channel1': [12e9, 1e9] }) })).links;
    expect(lines.flatMap(texts)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('stubs', () => {
  it('that are one line are one figure, seen from the right end', () => {
    const loads = {
      ...loadsOf(STUBS, {}),
      links: STUBS.links
        .filter(({ id }) => id.includes('SEP'))
        .map(({ id, a }) => load(id, a.device.startsWith('SEP') ? [3e6, 1e6] : [1e6, 3e6], 1e8)),
    };
    const line = buildPicture(input(STUBS, { loads })).links.find(({ members: all }) => all.length === 24)!;
    const names = [line.a.name, line.b.name];
    expect(names).toContain('24 phones');
    expect(texts(line)).toEqual(names[0] === '24 phones' ? ['72M 3%', '24M 1%'] : ['24M 1%', '72M 3%']);
  });
});

describe('below a weathermap', () => {
  it('stands when it was, what it rests on, and what is not on it', () => {
    expect(buildPicture(CASES['weathermap of every load']!).foot).toEqual([
      'a half-arrow is the traffic that leaves the box it touches · its fill is the load, its width the capacity, its outline the state of the link',
      'load: 2026-11-21 10:40:00 – 10:45:00 UTC, mean of 5 min · links: as of 2026-11-21 10:45:00 UTC',
      '16 of 18 directions measured · 98.1 % of the window heard · ~ less than 90 % of it',
      'sampled 1:1000 · ± half of the 95 % interval, where above 5 %',
      'on no link: 4 % of the traffic, 8.1 GB · port without a known link 7 GB · exporter not in the snapshot 1.1 GB',
      'lost on the way · r2 2.1 %',
    ]);
  });

  it('stands nothing that is not worth a line', () => {
    const of = loadsOf(LAB, { 'r1:': [1e6, 1e6] }, { unattributed: { bytes: 1, packets: 1, reasons: { late: 1 } } });
    expect(buildPicture(input(LAB, { view: LAB_VIEW, loads: of })).foot).toHaveLength(3);
  });

  it('stands the whole scale, and every width and fill that occurs and no other', () => {
    const { scaleBar, legend } = buildPicture(CASES['weathermap of every load']!);
    expect(scaleBar?.steps.map(({ text }) => text)).toEqual(['0–10', '10–30', '30–50', '50–70', '70–90', '90–100']);
    expect(legend.filter(({ link: state, arrows }) => arrows && !state).map(({ text }) => text)).toEqual([
      'capacity 1G',
      'idle: nothing was carried',
      'over 100 %: the capacity is doubtful',
      'carries traffic; its capacity is not known',
      'no data: nobody reports this direction',
    ]);
    const lab = buildPicture(CASES['weathermap of the lab']!).legend;
    expect(lab.some(({ text }) => text.startsWith('no data'))).toBe(false);
  });

  it('is not there without loads, nor in a picture of changes', () => {
    for (const of of [input(LAB), input(LAB, { mode: 'changes', loads: loadsOf(LAB, { 'r1:': [1e6, 1e6] }) })]) {
      const picture = buildPicture(of);
      expect([picture.scaleBar, picture.foot, picture.links.find(({ load: arrows }) => arrows)]).toEqual([
        null,
        [],
        undefined,
      ]);
    }
  });

  it('names loads that are of another snapshot', () => {
    const of = buildPicture(input(LAB, { loads: loadsOf(LAB, {}, { snapshot: 'other-one' }) }));
    expect(of.foot[1]).toContain('loads of snapshot other-one');
  });
});

describe('the scale', () => {
  const { steps } = LOAD_SCALES.utilisation;

  it('is darker with every step, so that it is read in grey', () => {
    const lightness = [
      LOAD_SCALES.utilisation.idle.light,
      ...steps.map(({ light }) => light),
      LOAD_SCALES.utilisation.over.light,
    ].map((colour) => labOf(colour)[0]);
    for (let at = 1; at < lightness.length; at++)
      expect(lightness[at - 1]! - lightness[at]!, `${at}`).toBeGreaterThan(6);
  });

  it.each(Object.keys(EYES))('has no two steps alike for %s eyes, on paper and in the dark', (eyes) => {
    for (const scheme of ['light', 'dark'] as const) {
      const seen = steps.map((step) => labOf(step[scheme], EYES[eyes]));
      const distances = seen.flatMap((one, at) => seen.slice(at + 1).map((other) => colourDistance(one, other)));
      expect(Math.min(...distances), scheme).toBeGreaterThan(10);
    }
  });

  it('of PHP Weathermap has its colours', () => {
    const colour = (share: number): string => loadLook(1, share, 'php-weathermap').colour;
    expect([0.005, 0.05, 0.2, 0.3, 0.5, 0.6, 0.8, 0.99].map(colour)).toEqual([
      '#fffffe',
      '#8c00ff',
      '#2020ff',
      '#00c0ff',
      '#00f000',
      '#f0f000',
      '#ffc000',
      '#ff0000',
    ]);
  });
});

describe('the SVG of a weathermap', () => {
  const hasClass = (element: XmlElement, name: string): boolean =>
    (element.attributes.get('class') ?? '').split(' ').includes(name);

  it('has two halves a line, each titled with what both ends saw', async () => {
    const elements = elementsOf(parseXml(await svgOf(CASES['weathermap of the lab']!)));
    const halves = elements.filter((one) => hasClass(one, 'half'));
    expect(halves).toHaveLength(16);
    expect(halves.map((half) => half.children[0]?.text)).toContain(
      'r6-edge Gi0/1 → r1 Gi0/1 · 934M of 1G · 95% · entering r1 Gi0/1: 934M · leaving r6-edge Gi0/1: 934M',
    );
    const pills = elements.filter((one) => hasClass(one, 'load-pill'));
    expect(pills).toHaveLength(16);
    expect(pills.every((pill) => pill.attributes.has('data-link') && pill.children[0]?.text.includes('→'))).toBe(true);
  });

  it.each([
    'weathermap of every load',
    'weathermap of the lab in trouble',
    'weathermap in the colours of PHP Weathermap',
  ])('of %s has a dark partner for every colour, and no place that is not a number', async (name) => {
    const svg = await svgOf(CASES[name]!);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const dark = new Set(darkColours().map(([light]) => light));
    const colours = elementsOf(parseXml(svg)).flatMap((one) => [
      one.attributes.get('fill'),
      one.attributes.get('stroke'),
    ]);
    for (const colour of colours) if (colour !== undefined && colour !== 'none') expect(dark).toContain(colour);
  });

  it('is the picture of the documents', async () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'images', 'weathermap.svg');
    const svg = await svgOf(CASES['weathermap of the lab']!);
    if (process.env.UPDATE === '1') writeFileSync(path, svg);
    expect(svg).toBe(readFileSync(path, 'utf8'));
  });

  it('keeps hostile words of loads out', async () => {
    const loads = loadsOf(
      LAB,
      { 'r1:': [{ bps: 1e6, notes: ['</title><script>x</script>'] }, 1e6] },
      { snapshot: '"><b>' },
    );
    const svg = await svgOf(input(LAB, { view: view(), loads }));
    expect(svg).not.toMatch(/<script|<b>/);
    expect(parseXml(svg).name).toBe('svg');
  });
});
