// Geometry: nothing lies on anything else, and everything is on the page.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { keepApart } from '../../src/diagram/along.ts';
import { boxFonts, FONT } from '../../src/diagram/box-size.ts';
import type { Drawing } from '../../src/diagram/drawing.ts';
import { drawingDot } from '../../src/diagram/drawing-dot.ts';
import { lineHitsRect, type Rect, rectsOverlap } from '../../src/diagram/geometry.ts';
import { createLayoutEngine, LOAD_SCALE_NAMES } from '../../src/diagram/index.ts';
import type { DiagramInput } from '../../src/diagram/picture-model.ts';
import { layOut } from '../../src/diagram/render.ts';
import { textWidth } from '../../src/diagram/text-width.ts';
import type { SnapshotLink } from '../../src/model/index.ts';
import { CASES } from './cases.ts';
import { loadsOf } from './loads.ts';
import { campus, device, input, link, snapshot, view } from './networks.ts';

const engine = createLayoutEngine();
afterAll(() => engine.close());

function overlapping(rects: readonly Rect[]): [Rect, Rect][] {
  return rects.flatMap((one, at) =>
    rects.slice(at + 1).flatMap((other): [Rect, Rect][] => (rectsOverlap(one, other) ? [[one, other]] : [])),
  );
}

function linesThroughBoxes({ boxes, links }: Drawing): string[] {
  return links.flatMap(({ link: drawn, points }) =>
    boxes
      .filter(({ box }) => box.key !== drawn.a.box && box.key !== drawn.b.box)
      .filter(({ rect }) => points.slice(1).some((to, at) => lineHitsRect(points[at]!, to, rect)))
      .map(({ box }) => `${drawn.id} through ${box.name}`),
  );
}

function textsTooWide({ boxes }: Drawing): string[] {
  return boxes
    .filter(({ box, rect }) => {
      const width = Math.max(
        textWidth(box.title, boxFonts(box).name, 'bold'),
        textWidth(box.address ?? '', boxFonts(box).fact),
        ...[box.fault ?? '', ...box.notes].map((line) => textWidth(line, FONT.fault)),
      );
      return box.look !== 'segment' && width > rect.width - 4;
    })
    .map(({ box }) => box.name);
}

/** Rectangles of port names, with the box each belongs to. */
function portNames({ links }: Drawing): { box: string; rect: Rect }[] {
  return links.flatMap(({ link: drawn, portA, portB }) =>
    [
      { port: portA, box: drawn.a.box },
      { port: portB, box: drawn.b.box },
    ].flatMap(({ port, box }) =>
      port ? [{ box, rect: { ...port.at, width: textWidth(port.text, FONT.port), height: 7 } }] : [],
    ),
  );
}

function portsOutside(drawing: Drawing): string[] {
  const boxes = new Map(drawing.boxes.map(({ box, rect }) => [box.key, rect]));
  return portNames(drawing)
    .filter(({ box, rect }) => {
      const around = boxes.get(box)!;
      return (
        Math.abs(rect.x - around.x) * 2 + rect.width > around.width ||
        Math.abs(rect.y - around.y) * 2 + rect.height > around.height
      );
    })
    .map(({ box }) => box);
}

/** Pills of both kinds. */
function pillsOf({ links }: Drawing): Rect[] {
  return links.flatMap(({ pill, loadPills }) =>
    [pill, loadPills.a?.rect, loadPills.b?.rect].flatMap((rect) => rect ?? []),
  );
}

/** Heading, foot, scale and legend. */
function wordsOf({ words, scale, legend }: Drawing): Rect[] {
  return [
    ...words.map(({ rect }) => rect),
    ...(scale ? [scale.title.rect, ...scale.steps.map((step) => step.words.rect)] : []),
    ...legend.flatMap(({ swatch, words: text }) => [swatch, text]),
  ];
}

function offPage(drawing: Drawing): Rect[] {
  const { width, height, boxes } = drawing;
  const rects = [...boxes.map(({ rect }) => rect), ...pillsOf(drawing), ...wordsOf(drawing)];
  const page = { x: width / 2, y: height / 2, width: width + 1, height: height + 1 };
  return rects.filter(
    (rect) =>
      Math.abs(rect.x - page.x) * 2 + rect.width > page.width ||
      Math.abs(rect.y - page.y) * 2 + rect.height > page.height,
  );
}

function expectClean(drawing: Drawing): void {
  expect(overlapping(drawing.boxes.map(({ rect }) => rect))).toEqual([]);
  expect(linesThroughBoxes(drawing)).toEqual([]);
  expect(textsTooWide(drawing)).toEqual([]);
  expect(portsOutside(drawing)).toEqual([]);
  expect(overlapping(portNames(drawing).map(({ rect }) => rect))).toEqual([]);
  expect(offPage(drawing)).toEqual([]);
}

describe.each(Object.entries(CASES))('%s', (_, of) => {
  it('has no box, line, name or legend on another', async () => {
    const drawing = await layOut(of, engine);
    expectClean(drawing);
    const things = [...pillsOf(drawing), ...drawing.boxes.map(({ rect }) => rect)];
    expect(overlapping(things)).toEqual([]);
    expect(overlapping([...wordsOf(drawing), ...things])).toEqual([]);
  });

  it('has a pill for every state', async () => {
    const drawing = await layOut(of, engine);
    for (const { link: drawn, pill } of drawing.links)
      if (drawn.pill?.kind === 'state') expect(pill, drawn.id).not.toBeNull();
  });
});

describe('rows', () => {
  const heights = (drawing: Drawing, names: readonly string[]): number[] =>
    names.map((name) => drawing.boxes.find(({ box }) => box.name === name)!.rect.y);

  it('of the lab stand in the order of the ranks, each level', async () => {
    const drawing = await layOut(CASES.lab!, engine);
    const [top, middle, bottom] = [
      ['Client', 'r6-edge'],
      ['r1', 'r2', 'r3'],
      ['r5-tor', 'Server'],
    ].map((row) => heights(drawing, row));
    for (const row of [top!, middle!, bottom!]) expect(new Set(row).size).toBe(1);
    expect(top![0]!).toBeLessThan(middle![0]!);
    expect(middle![0]!).toBeLessThan(bottom![0]!);
  });

  it('keep the order in which names are written', async () => {
    const reversed: DiagramInput = {
      ...CASES.lab!,
      view: view({
        ranks: [
          ['r6-edge', 'Client'],
          ['r3', 'r2', 'r1'],
          ['Server', 'r5-tor'],
        ],
      }),
    };
    const drawing = await layOut(reversed, engine);
    const xs = ['r3', 'r2', 'r1'].map((name) => drawing.boxes.find(({ box }) => box.name === name)!.rect.x);
    expect(xs).toEqual([...xs].sort((one, other) => one - other));
  });

  it('come from distance where the view has none', async () => {
    const drawing = await layOut(input(campus(12), { view: view() }), engine);
    const [core] = heights(drawing, ['core01']);
    const [distribution] = heights(drawing, ['dist01']);
    const [access] = heights(drawing, ['acc01']);
    expect([core, distribution, access]).toEqual([core!, distribution!, access!].sort((one, other) => one - other));
  });

  it('of many boxes are wrapped into a page', async () => {
    const drawing = await layOut(input(campus(50)), engine);
    expect(drawing.width / drawing.height).toBeLessThan(3);
  });

  it('lie across a view that runs to the right', async () => {
    const drawing = await layOut(CASES['lab to the right']!, engine);
    const x = (name: string): number => drawing.boxes.find(({ box }) => box.name === name)!.rect.x;
    expect(x('r6-edge')).toBeLessThan(x('r1'));
    expect(x('r1')).toBe(x('r3'));
    expect(x('r3')).toBeLessThan(x('r5-tor'));
  });
});

describe('any network', () => {
  it('has no box on another and no line through a foreign box', async () => {
    const pair = fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom('confirmed', 'unverified', 'one-way', 'declared'));
    const direction = fc.constantFrom('down', 'right') as fc.Arbitrary<'down' | 'right'>;
    const ranks = fc.array(fc.subarray(Array.from({ length: 10 }, (_, at) => `n${at}`)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 25 }), direction, ranks, async (pairs, way, rows) => {
        const links = pairs.map(([one, other, state], at) =>
          link(`n${one} Gi0/${at}`, `n${other} Gi1/${at}`, { state: state as SnapshotLink['state'] }),
        );
        const devices = Array.from({ length: 10 }, (_, at) => device(`n${at}`));
        expectClean(
          await layOut(input(snapshot(devices, links), { view: view({ direction: way, ranks: rows }) }), engine),
        );
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('any load', () => {
  const figure = fc.oneof(fc.constant(null), fc.constant(0), fc.double({ min: 0, max: 1e15, noNaN: true }));
  const direction = fc
    .record({
      bps: figure,
      utilisation: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ bps, utilisation, coverage }) => ({
      ...{ bytes: bps === null ? null : bps * 37.5, packets: null, bps, utilisation, source: null, coverage },
      interval: bps !== null && coverage > 0.5 ? { low: bps * 30, high: bps * 50 } : null,
      evidence: { ingressFar: bps, egressNear: null, counters: null },
      notes: ['the ends differ <b>'],
    }));
  const capacity = fc.constantFrom(null, 0, 1e8, 1e9, 1e10, 1e11);
  const one = fc.record({
    a: fc.nat(7),
    b: fc.nat(7),
    state: fc.constantFrom('confirmed', 'one-way', 'unverified', 'mismatch'),
    capacity,
    aToB: direction,
    bToA: direction,
    bundle: fc.boolean(),
    told: fc.boolean(),
  });

  it('is drawn with no pill on a box or on another pill, in either direction and any scale', async () => {
    const way = fc.constantFrom('down', 'right') as fc.Arbitrary<'down' | 'right'>;
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 18 }),
        way,
        fc.constantFrom(...LOAD_SCALE_NAMES),
        async (lines, direction, scale) => {
          const links = lines.map(({ a, b, state, capacity: speedBps, bundle }, at) =>
            link(`n${a} Gi0/${at}`, `n${b} Gi1/${at}`, {
              state: state as SnapshotLink['state'],
              speedBps,
              bundle: bundle ? 'Port-channel1' : null,
            }),
          );
          const of = snapshot(
            Array.from({ length: 8 }, (_, at) => device(`n${at}`)),
            links,
          );
          const told = lines.flatMap(({ told, capacity: capacityBps, aToB, bToA }, at) =>
            told ? [{ link: links[at]!.id, capacityBps, aToB, bToA, bundle: null, members: [] }] : [],
          );
          const drawing = await layOut(
            input(of, { view: view({ direction }), scale, loads: { ...loadsOf(of, {}), links: told } }),
            engine,
          );
          expectClean(drawing);
          const loadPills = drawing.links.flatMap(({ loadPills: { a, b } }) =>
            [a, b].flatMap((pill) => pill?.rect ?? []),
          );
          const solids = [...drawing.boxes.map(({ rect }) => rect), ...drawing.links.flatMap(({ pill }) => pill ?? [])];
          expect(overlapping(loadPills)).toEqual([]);
          for (const pill of loadPills) expect(solids.filter((solid) => rectsOverlap(pill, solid))).toEqual([]);
          for (const {
            link: line,
            points,
            loadPills: { a, b },
          } of drawing.links)
            for (const pill of line.bundle === null ? [a, b] : [])
              if (pill)
                expect(
                  points.slice(1).some((to, at) => lineHitsRect(points[at]!, to, pill.rect, 0.5)),
                  'touches its line',
                ).toBe(true);
          for (const { link: line } of drawing.links)
            if (line.load) expect(drawingDot(drawing)).toContain(line.load.a.look.colour);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a weathermap', () => {
  it('moves no box to another place in its row, and the lab grows by the room of its pills alone', async () => {
    for (const [plain, loaded] of [
      ['lab', 'weathermap of the lab'],
      ['campus of 50', 'weathermap of a campus of 50'],
    ]) {
      const [before, after] = await Promise.all([plain!, loaded!].map((name) => layOut(CASES[name]!, engine)));
      const order = ({ boxes }: Drawing): string[] =>
        boxes
          .toSorted((one, other) => one.row - other.row || one.rect.y - other.rect.y || one.rect.x - other.rect.x)
          .map(({ box }) => box.name);
      expect(order(after!)).toEqual(order(before!));
      expect(after!.width).toBeLessThan(before!.width * 1.3);
      expect(after!.height).toBeLessThan(before!.height * 1.5);
    }
  });

  it('shows every figure of the lab, and all but the least of fifty devices', async () => {
    const missing = ({ links }: Drawing): number[] =>
      links.flatMap(({ link: { load }, loadPills }) =>
        (['a', 'b'] as const).flatMap((end) =>
          load && load[end].texts.length > 0 && !loadPills[end] ? [load[end].weight] : [],
        ),
      );
    expect(missing(await layOut(CASES['weathermap of the lab']!, engine))).toEqual([]);
    const campusOf50 = await layOut(CASES['weathermap of a campus of 50']!, engine);
    const dropped = missing(campusOf50);
    expect(dropped.length).toBeLessThan(20);
    expect(Math.max(...dropped)).toBeLessThan(0.5);
    expect(campusOf50.words.map(({ text }) => text)).toContain(
      `no room for ${dropped.length} figures of the least used links`,
    );
  });
});

describe('keepApart', () => {
  it('keeps order and distance, and moves nothing that has room', () => {
    const wish = (place: number): { place: number; weight: number } => ({ place, weight: 1 });
    expect(keepApart([0, 100, 200].map(wish), [50, 50])).toEqual([0, 100, 200]);
    expect(keepApart([0, 0, 0].map(wish), [10, 10])).toEqual([-10, 0, 10]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 20 }), (places) => {
        const result = keepApart(
          places.map(wish),
          places.slice(1).map(() => 30),
        );
        for (let at = 1; at < result.length; at++) expect(result[at]! - result[at - 1]!).toBeGreaterThan(29.999);
      }),
    );
  });
});
