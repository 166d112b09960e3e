// What neighbours say may be an attack: the drawing keeps its shape, and only the label differs.
import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createLayoutEngine, type DiagramInput, renderDiagram } from '../../src/diagram/index.ts';
import { cleanText, labelText } from '../../src/diagram/text.ts';
import { claim, device, input, linkOf, loadFonts, snapshot, stub, unreachable, view } from './networks.ts';
import { inTemporaryFile } from './temporary-file.ts';
import { elementsOf, parseXml, type XmlElement } from './xml.ts';

const engine = createLayoutEngine();
const fonts = loadFonts();
afterAll(() => engine.close());

const HOSTILE = [
  '<script>alert(1)</script>',
  '"]; x [label="',
  'r9\\"]; evil [URL=<javascript:alert(1)>]; z [ //',
  '<<TABLE HREF="javascript:alert(1)"><TR><TD>x</TD></TR></TABLE>>',
  '</[local description]>',
  'abc\u202Edef\u2066ghi\u2069\u200F',
  '😀👩‍👩‍👧‍👦🏳️‍🌈',
  '核心交换机-北京-01',
  `z${'\u0300\u0334\u0489'.repeat(40)}`,
  'x'.repeat(2000),
  'trailing\\',
  '\\N\\G\\E\\T\\H\\L',
  '&quot;&#60;&amp;lt;',
  "' onload='alert(1)",
  '-->]]><!--<![CDATA[',
  '\u0000\u0001\u001b[31mred\u0007',
  '\ud800\udfff\uffff\ufffe',
  'd0',
  ' ',
];

/** The name wherever a neighbour can put it: device, port, address, reason, version. */
function attacked(name: string, mode: DiagramInput['mode'] = 'topology'): DiagramInput {
  const far = `far ${name}`;
  return input(
    snapshot(
      [
        device('r1', { model: name, version: name }),
        stub(`phone ${name}`, { kind: 'phone', hostname: name }),
        stub(far, { managementAddress: name, hostname: name }),
        unreachable('r2', {
          poll: { status: 'failed', code: null, message: name, hint: null, tookMs: 1, changed: false },
        }),
      ],
      [
        linkOf(
          { device: 'r1', port: name },
          { device: far, port: name },
          { state: 'one-way', reason: name, claims: [claim('r1')] },
        ),
        linkOf({ device: 'r1', port: 'Gi0/2' }, { device: 'r2', port: null }, { state: 'mismatch', reason: name }),
        linkOf(
          { device: 'r1', port: 'Gi0/3' },
          { device: `phone ${name}`, port: name },
          { incoherent: [{ what: 'mtu', message: name }], bundle: name },
        ),
      ],
      {
        changes: [
          { kind: 'renamed', link: null, device: 'r1', before: name, after: 'r1', cause: name, evidence: [name] },
          { kind: 'new-version', link: null, device: 'r1', before: name, after: name, cause: name, evidence: [] },
        ],
      },
    ),
    { view: view({ name, title: name, ranks: [['r1'], [name]] }), mode },
  );
}

async function svgOf(of: DiagramInput): Promise<XmlElement> {
  return parseXml(String((await renderDiagram(of, ['svg'], engine, fonts)).get('svg')));
}

const ELEMENTS = new Set([
  'svg',
  'title',
  'desc',
  'style',
  'rect',
  'g',
  'path',
  'polygon',
  'polyline',
  'ellipse',
  'text',
]);
const ATTRIBUTES =
  /^(?:xmlns|width|height|viewBox|role|aria-labelledby|style|id|class|x|y|cx|cy|rx|ry|d|points|fill|stroke(?:-width|-dasharray)?|font-(?:family|size|weight)|text-anchor|transform|data-(?:device|link))$/;

function expectHarmless(svg: XmlElement): void {
  for (const element of elementsOf(svg)) {
    expect(ELEMENTS).toContain(element.name);
    for (const [name, value] of element.attributes) {
      expect(name).toMatch(ATTRIBUTES);
      if (!name.startsWith('data-')) expect(value).not.toMatch(/javascript|script|url\(/i);
    }
    expect(element.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/);
  }
  const [style, ...others] = elementsOf(svg).filter((element) => element.name === 'style');
  expect(others).toEqual([]);
  expect(style?.text).not.toMatch(/@import|url|expression/);
}

/** The drawing without its words: kinds, ids and classes in order. A long title may need more lines than another. */
function shapeOf(svg: XmlElement): string[] {
  return elementsOf(svg)
    .filter((element) => element.name === 'g')
    .map((element) => `${element.attributes.get('id')} ${element.attributes.get('class')}`)
    .filter((text) => !text.startsWith('title_'))
    .sort();
}

describe.each(HOSTILE.map((name) => [JSON.stringify(name).slice(0, 60), name] as const))('%s', (_, name) => {
  it('draws the same nodes and edges as a harmless name', async () => {
    for (const mode of ['topology', 'changes'] as const) {
      const svg = await svgOf(attacked(name, mode));
      expectHarmless(svg);
      // A name that is empty when cleaned draws no port names and so no label group.
      const harmless = await svgOf(attacked(cleanText(name) === '' ? ' ' : 'harmless', mode));
      expect(shapeOf(svg)).toEqual(shapeOf(harmless));
    }
  });

  it('shows the name as it can be read', async () => {
    const texts = elementsOf(await svgOf(attacked(name)))
      .filter((element) => element.name === 'text')
      .map((element) => element.text.replaceAll('\u00a0', ' '));
    expect(texts).toContain(labelText(`far ${name}`));
  });

  it('gives DOT with the same statements', async () => {
    const dot = String((await renderDiagram(attacked(name), ['dot'], engine, fonts)).get('dot'));
    const graph = JSON.parse(await engine.layout(dot, { engine: 'neato', format: 'json', nop: 2 }));
    const named = graph.objects.map((node: { name: string }) => node.name).filter((node: string) => /^d\d/.test(node));
    expect(named).toEqual(['d0', 'd1', 'd2', 'd3']);
    expect(graph.edges.filter((edge: { class: string }) => edge.class.startsWith('link '))).toHaveLength(3);
    expect(dot).not.toMatch(/\bURL\s*=|\bhref\s*=/i.test(name) ? /^\s*URL/m : /\bURL\s*=|\bhref\s*=/i);
  });
});

const PDFTOTEXT = spawnSync('pdftotext', ['-v']).error === undefined;

it.skipIf(!PDFTOTEXT)(
  'a PDF says every hostile name in its harmless form (skipped without pdftotext)',
  async () => {
    for (const name of HOSTILE) {
      const bytes = (await renderDiagram(attacked(name), ['pdf'], engine, fonts)).get('pdf');
      const text = inTemporaryFile(bytes ?? '', 'a.pdf', (path) =>
        execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }),
      );
      const words = text.replace(/\s+/g, '');
      const letters = (text: string): string => text.normalize('NFKC').replace(/[\s\p{M}]/gu, '');
      expect(letters(words)).toContain(letters(labelText(`far ${name}`)));
      expect(Buffer.from(bytes ?? '').toString('latin1')).not.toMatch(/\/(?:JavaScript|JS|URI|Launch)\b/);
    }
  },
  60_000,
);

it('any text at all draws a sound and harmless picture', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }));
  const harmless = shapeOf(await svgOf(attacked('harmless')));
  await fc.assert(
    fc.asyncProperty(text, async (name) => {
      fc.pre(cleanText(name) !== '');
      const svg = await svgOf(attacked(name));
      expectHarmless(svg);
      expect(shapeOf(svg)).toEqual(harmless);
    }),
    { numRuns: 120 },
  );
}, 120_000);
