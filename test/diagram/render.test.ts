// The files: golden DOT, SVG that is sound XML, PDF that can be read, and equal bytes for equal snapshots.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLayoutEngine, type DiagramFormat, type DiagramInput, renderDiagram } from '../../src/diagram/index.ts';
import { darkColours, LINK_LOOKS, type LinkLookName } from '../../src/diagram/looks.ts';
import { buildPicture } from '../../src/diagram/picture.ts';
import { CASES } from './cases.ts';
import { device, input, LAB, link, loadFonts, snapshot, view } from './networks.ts';
import { inTemporaryFile } from './temporary-file.ts';
import { elementsOf, parseXml, type XmlElement } from './xml.ts';

const engine = createLayoutEngine();
const fonts = loadFonts();
afterAll(() => engine.close());

async function render(of: DiagramInput, format: 'svg' | 'dot'): Promise<string> {
  return String((await renderDiagram(of, [format], engine, fonts)).get(format));
}

async function renderPdf(of: DiagramInput): Promise<Uint8Array> {
  const bytes = (await renderDiagram(of, ['pdf'], engine, fonts)).get('pdf');
  if (!(bytes instanceof Uint8Array)) throw new Error('a PDF is bytes');
  return bytes;
}

function has(command: string): boolean {
  return spawnSync(command, ['-V']).error === undefined;
}

const hasClass = (element: XmlElement, name: string): boolean =>
  (element.attributes.get('class') ?? '').split(' ').includes(name);

describe('golden DOT', () => {
  const golden = [
    'lab',
    'lab to the right',
    'lab with two links lost',
    'lab in trouble',
    'segment, bundles and stubs',
    'changes',
    'bundles in every state',
    'neighbours of every kind',
    'every change',
    'weathermap of the lab',
    'weathermap of every load',
    'weathermap of bundles',
    'weathermap without loads',
    'weathermap of two links lost',
    'weathermap in the colours of PHP Weathermap',
  ];

  it.each(golden)('%s', async (name) => {
    const path = join(import.meta.dirname, '..', 'golden', `${name.replaceAll(/\W+/g, '-')}.dot`);
    const dot = await render(CASES[name]!, 'dot');
    if (process.env.UPDATE === '1') writeFileSync(path, dot);
    expect(existsSync(path), `${path} is missing: run with UPDATE=1 and look at it`).toBe(true);
    expect(dot).toBe(readFileSync(path, 'utf8'));
  });

  it('names seven devices and eight links of the lab, ports at both ends', async () => {
    const dot = await render(CASES.lab!, 'dot');
    expect(dot.match(/class = "box /g)).toHaveLength(7);
    expect(dot.match(/class = "link /g)).toHaveLength(8);
    expect(dot.match(/(?:head|tail)label = "Gi0\/\d"/g)).toHaveLength(14);
  });

  it('starts with the command that draws it', async () => {
    expect(await render(CASES.lab!, 'dot')).toMatch(/^\/\/ .*neato -n2/);
  });

  it.skipIf(!has('neato'))(
    'is drawn by a native neato -n2 and -n without complaint (skipped without Graphviz)',
    async () => {
      for (const name of golden) {
        inTemporaryFile(await render(CASES[name]!, 'dot'), 'a.dot', (path) => {
          const drawn = spawnSync('neato', ['-n2', '-Tplain', path], { encoding: 'utf8' });
          expect(drawn.stderr).toBe('');
          expect(drawn.stdout.match(/^node d\d+ /gm)).toHaveLength(buildPicture(CASES[name]!).boxes.length);
          expect(spawnSync('neato', ['-n', '-Tsvg', path], { encoding: 'utf8' }).status).toBe(0);
        });
      }
    },
  );
});

describe('SVG', () => {
  it.each(Object.entries(CASES))('of %s is sound and has every device and link', async (_, of) => {
    const svg = parseXml(await render(of, 'svg'));
    const picture = buildPicture(of);
    const elements = elementsOf(svg);
    expect(elements.filter((one) => hasClass(one, 'box'))).toHaveLength(picture.boxes.length);
    expect(elements.filter((one) => hasClass(one, 'edge') && hasClass(one, 'link'))).toHaveLength(picture.links.length);
    expect(svg.attributes.get('role')).toBe('img');
    const texts = elements.filter((one) => one.name === 'text').map((one) => one.text);
    for (const box of picture.boxes) expect(texts).toContain(box.title);
    for (const entry of picture.legend) expect(texts).toContain(entry.text);
    expect(texts.join(' ').replaceAll(' · ', ' ')).toContain(picture.coverage.replaceAll(' · ', ' '));
  });

  it('names itself, its devices and its links for those who cannot see it', async () => {
    const elements = elementsOf(parseXml(await render(CASES['lab in trouble']!, 'svg')));
    const titles = elements.filter((one) => one.name === 'title').map((one) => one.text);
    expect(titles[0]).toBe('Five-router lab');
    expect(titles).toContain(
      'r1 Gi0/1 – r6-edge Gi0/1 · one-way: heard at the arrow head only · 1G · r6-edge does not hear r1',
    );
    expect(elements.find((one) => one.name === 'desc')?.text).toContain('4 of 5 devices polled');
    expect(elements.some((one) => one.attributes.get('data-device') === 'r6-edge')).toBe(true);
    expect(elements.some((one) => one.attributes.get('data-link') === LAB.links[2]!.id)).toBe(true);
  });

  it('paints legend and links from one table, and every colour has a dark partner', async () => {
    for (const of of [CASES['lab in trouble']!, CASES.changes!]) {
      const elements = elementsOf(parseXml(await render(of, 'svg')));
      const dark = new Set(darkColours().map(([light]) => light));
      for (const { link: look } of buildPicture(of).legend) {
        if (look === null) continue;
        const strokes = (kind: string): (string | undefined)[] =>
          elements
            .filter((one) => hasClass(one, kind) && hasClass(one, look) && hasClass(one, 'edge'))
            .map((one) => one.children.find((child) => child.name === 'path')?.attributes.get('stroke'));
        expect(new Set([...strokes('key'), ...strokes('link')])).toEqual(
          new Set([LINK_LOOKS[look as LinkLookName].light]),
        );
      }
      const colours = elements.flatMap((one) => [one.attributes.get('fill'), one.attributes.get('stroke')]);
      for (const colour of colours) if (colour !== undefined && colour !== 'none') expect(dark).toContain(colour);
    }
  });

  it('draws a pill over its line and a port name over its box', async () => {
    const svg = await render(CASES['lab with two links lost']!, 'svg');
    const order = [...svg.matchAll(/<g id="\w+" class="(edge|node|label) /g)].map(([, kind]) => kind!);
    expect(order.join(' ')).toMatch(/^(edge )+(node )+(label ?)+$/);
  });
});

describe('PDF', () => {
  it('is one page with a title, the time of the snapshot as its only date, and embedded fonts', async () => {
    const text = Buffer.from(await renderPdf(CASES.lab!)).toString('latin1');
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    expect(text.match(/\/Type \/Page\b[^s]/g)).toHaveLength(1);
    expect(text).toContain('(Five-router lab)');
    expect(new Set(text.match(/D:\d{14}Z/g))).toEqual(new Set(['D:20261121104500Z']));
    expect(text).toContain('+Arimo-Bold');
  });

  it.skipIf(!has('pdftotext'))(
    'can be searched and copied, ghosts and signs too (skipped without pdftotext)',
    async () => {
      const words = inTemporaryFile(await renderPdf(CASES['lab with two links lost']!), 'a.pdf', (path) =>
        execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }),
      );
      for (const word of ['Five-router lab', 'r6-edge', '192.168.2.222', 'Gi0/3', '✕ lost', '2 declared · 2 lost']) {
        expect(words).toContain(word);
      }
    },
  );

  it('scales a picture down to the largest page that readers accept', async () => {
    const wide = snapshot(
      Array.from({ length: 12 }, (_, at) => device(`${'W'.repeat(38)}${String(at).padStart(2, '0')}`)),
      [],
    );
    const long = { ...wide, devices: Array.from({ length: 2000 }, (_, at) => device(`${'W'.repeat(36)}${at}`)) };
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(
      Buffer.from(await renderPdf(input(long))).toString('latin1'),
    );
    expect(Number(box?.[1])).toBeGreaterThan(10_000);
    expect(Math.max(Number(box?.[1]), Number(box?.[2]))).toBeLessThanOrEqual(14_400);
  });
});

describe('equal snapshots give equal bytes', () => {
  const formats: DiagramFormat[] = ['svg', 'pdf', 'dot'];
  const hashAll = async (): Promise<string> => {
    const hash = createHash('sha256');
    for (const of of ['lab', 'changes', 'campus of 50', 'weathermap of every load', 'weathermap of a campus of 50'].map(
      (name) => CASES[name]!,
    )) {
      for (const content of (await renderDiagram(of, formats, engine, fonts)).values()) hash.update(content);
    }
    return hash.digest('hex');
  };

  it('in one process', async () => {
    expect(await hashAll()).toBe(await hashAll());
  });

  it('in another process', async () => {
    const script = join(import.meta.dirname, 'print-hash.ts');
    const printed = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    expect(printed.trim()).toBe(await hashAll());
  });

  it('whatever order the lists are in', async () => {
    const shuffled = { ...LAB, devices: LAB.devices.toReversed(), links: LAB.links };
    const of = CASES.lab!;
    expect(await render({ ...of, snapshot: shuffled }, 'svg')).toBe(await render(of, 'svg'));
  });
});

describe('a view without devices', () => {
  it('is refused with what to look at', async () => {
    const empty = input(LAB, { view: view({ include: ['nobody'] }) });
    await expect(renderDiagram(empty, ['svg'], engine, fonts)).rejects.toMatchObject({
      code: 'DIAGRAM_VIEW_EMPTY',
      hint: expect.stringContaining('include'),
    });
  });

  it('is not one with a single device', async () => {
    const one = await render(input(snapshot([device('r1')], [])), 'svg');
    expect(parseXml(one).name).toBe('svg');
    expect(one).toContain('>r1<');
  });

  it('leaves out a link whose device the snapshot does not have', async () => {
    const dangling = snapshot([device('r1')], [link('r1 Gi0/1', 'r2 Gi0/1')]);
    expect(buildPicture(input(dangling)).links).toEqual([]);
  });
});
