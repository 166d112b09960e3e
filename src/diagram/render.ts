// One diagram, from snapshot to files: picture → rows → order by dot → places → DOT → neato → SVG, PDF.
import { ToposcopeError } from '../model/index.ts';
import { arrange } from './arrange.ts';
import { boxSize } from './box-size.ts';
import type { Drawing } from './drawing.ts';
import { drawingDot } from './drawing-dot.ts';
import type { LayoutEngine } from './engine.ts';
import type { Fonts } from './fonts.ts';
import { roomOf } from './make-room.ts';
import { findOrder, type Skeleton } from './order.ts';
import { buildPicture } from './picture.ts';
import type { DiagramInput, Picture } from './picture-model.ts';
import { assignRows, pinnedPairs } from './rows.ts';
import { finishSvg } from './svg.ts';

export type DiagramFormat = 'svg' | 'pdf' | 'dot';

/**
 * Renders a diagram in the formats asked for: SVG and DOT as text, PDF as bytes. The same input gives the same bytes.
 * DIAGRAM_VIEW_EMPTY when the view shows no device.
 */
export async function renderDiagram(
  input: DiagramInput,
  formats: readonly DiagramFormat[],
  engine: LayoutEngine,
  fonts: Fonts,
): Promise<Map<DiagramFormat, string | Uint8Array>> {
  const drawing = await layOut(input, engine);
  const dot = drawingDot(drawing);
  const files = new Map<DiagramFormat, string | Uint8Array>();
  for (const format of formats) files.set(format, await writeFormat(format, dot, drawing, input, engine, fonts));
  return files;
}

async function writeFormat(
  format: DiagramFormat,
  dot: string,
  drawing: Drawing,
  input: DiagramInput,
  engine: LayoutEngine,
  fonts: Fonts,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'dot':
      return dot;
    case 'svg':
      return finishSvg(await engine.layout(dot, { engine: 'neato', format: 'svg', nop: 2 }), drawing);
    case 'pdf': {
      const json = await engine.layout(dot, { engine: 'neato', format: 'json', nop: 2 });
      const { renderPdf } = await loadPdf();
      return await renderPdf(json, drawing, { title: drawing.picture.title, takenAt: input.snapshot.takenAt }, fonts);
    }
  }
}

/** The library is large, and most runs of the program write no PDF. */
function loadPdf() {
  return import('./pdf.ts');
}

/** Begins what a drawing would wait for: engine and libraries. Never rejects, for what is wrong is told by the drawing. */
export async function warmUp(engine: LayoutEngine, formats: readonly DiagramFormat[]): Promise<void> {
  const layout = engine.layout('graph {}', { engine: 'neato', format: 'svg', nop: 2 });
  await Promise.allSettled([layout, formats.includes('pdf') && loadPdf()]);
}

/** The finished geometry, before any format. */
export async function layOut(input: DiagramInput, engine: LayoutEngine): Promise<Drawing> {
  const picture = buildPicture(input);
  if (picture.boxes.length === 0) throw emptyView(input);
  const rows = assignRows(picture, input);
  const order = await findOrder(skeletonOf(picture, rows, input), engine);
  return arrange(picture, rows, order, input.view.direction);
}

/** Pass 1 knows no sides yet: a box is as long as half of its ports need. */
export function skeletonOf(picture: Picture, rows: ReadonlyMap<string, number>, input: DiagramInput): Skeleton {
  const ports = new Map<string, (string | null)[]>(picture.boxes.map((box) => [box.key, []]));
  for (const { a, b } of picture.links) {
    ports.get(a.box)?.push(a.port);
    ports.get(b.box)?.push(b.port);
  }
  const room = roomOf(picture, input.view.direction);
  const sizes = new Map(
    picture.boxes.map((box) => {
      const all = ports.get(box.key) ?? [];
      const half = all.slice(0, Math.ceil(all.length / 2));
      const sides = { before: half, after: half, start: [], end: [] };
      return [box.key, boxSize(box, sides, input.view.direction, room)] as const;
    }),
  );
  return {
    picture,
    rows,
    pinned: pinnedPairs(picture, input, rows),
    size: (key) => sizes.get(key) ?? { u: 72, v: 48 },
  };
}

function emptyView({ view, snapshot }: DiagramInput): ToposcopeError {
  return new ToposcopeError(
    'DIAGRAM_VIEW_EMPTY',
    `view "${view.name}" shows none of ${snapshot.devices.length} devices`,
    {
      hint: 'check `include` and `exclude` of the view against the device and group names of the inventory',
      context: { view: view.name },
    },
  );
}
