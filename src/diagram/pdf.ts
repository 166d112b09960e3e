// Graphviz's `json` drawing operations, drawn with pdfkit: vectors, embedded font subsets, text that can be selected.
import PDFDocument from 'pdfkit';
import type { Drawing } from './drawing.ts';
import { arrowsOf } from './drawing-arrows.ts';
import type { Fonts } from './fonts.ts';
import type { Point } from './geometry.ts';
import { PdfText } from './pdf-text.ts';
import type { Shape, ShapeGroup } from './shape.ts';

/** PDF readers refuse larger pages (ISO 32000-1, annex C: 14,400 user units). */
const MAX_PAGE = 14_400;

export interface PdfFacts {
  readonly title: string;
  /** ISO time of the snapshot: the only date in the file, so that equal pictures are equal bytes. */
  readonly takenAt: string;
}

/**
 * One operation. In `json` the letters `b` and `B` are swapped against xdot: `B` is filled, `b` is not; seen in Graphviz
 * 2.43 and 16.1.
 */
interface Op {
  readonly op: string;
  readonly color?: string;
  readonly style?: string;
  readonly size?: number;
  readonly face?: string;
  readonly fontchar?: number;
  readonly align?: 'l' | 'c' | 'r';
  readonly width?: number;
  readonly text?: string;
  readonly pt?: readonly [number, number];
  readonly rect?: readonly [number, number, number, number];
  readonly points?: readonly (readonly [number, number])[];
}

type Part = '_draw_' | '_ldraw_' | '_hdraw_' | '_tdraw_' | '_hldraw_' | '_tldraw_';
type Drawn = Readonly<Partial<Record<Part, readonly Op[]>>> & {
  readonly id?: string;
  readonly class?: string;
  /** `x,y` of a node. */
  readonly pos?: string;
  /** Inches, as text. */
  readonly width?: string;
};

interface GraphvizJson extends Drawn {
  readonly objects?: readonly Drawn[];
  readonly edges?: readonly Drawn[];
}

/** A one-page PDF of the size of the picture; scaled down where a page may not be that large. */
export async function renderPdf(json: string, drawing: Drawing, facts: PdfFacts, fonts: Fonts): Promise<Uint8Array> {
  const graph: GraphvizJson = JSON.parse(json);
  const page = pageOf(graph);
  const scale = Math.min(1, MAX_PAGE / Math.max(page.width, page.height));
  const takenAt = new Date(facts.takenAt);
  const date = Number.isNaN(takenAt.getTime()) ? new Date(0) : takenAt;
  const document = new PDFDocument({
    size: [page.width * scale, page.height * scale],
    margin: 0,
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    // No built-in font: pdfkit would read its metrics from disk.
    font: null as unknown as string,
    info: { Title: facts.title, Creator: 'toposcope', Producer: 'toposcope', CreationDate: date, ModDate: date },
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.scale(scale);
  const painter = new Painter(document, page, new PdfText(document, fonts));
  paintInOrder(graph, painter, arrowsOf(drawing), shiftOf(graph, drawing));
  document.end();
  await finished;
  return new Uint8Array(Buffer.concat(chunks));
}

/** Lines, then boxes, then what is written on lines: the order of our SVG. */
function paintInOrder(
  graph: GraphvizJson,
  painter: Painter,
  arrows: ReadonlyMap<string, readonly ShapeGroup[]>,
  shift: Point,
): void {
  const edges = graph.edges ?? [];
  painter.paint(graph._draw_);
  for (const edge of edges) painter.paintLine(edge, arrows.get(edge.id ?? ''), shift);
  for (const node of graph.objects ?? []) {
    painter.paint(node._draw_);
    // Words begin at the left of their place, as in our SVG.
    painter.paint(node._ldraw_, node.class === 'words' ? Number(node.width) * 36 : null);
  }
  for (const edge of edges) for (const part of ['_ldraw_', '_tldraw_', '_hldraw_'] as const) painter.paint(edge[part]);
}

/** Graphviz moves the whole page a little, and its y runs upwards: from our places to its own, after turning y. */
function shiftOf(graph: GraphvizJson, { boxes }: Drawing): Point {
  const [first] = boxes;
  const [x, y] = (graph.objects?.find(({ id }) => id === first?.box.key)?.pos ?? '').split(',').map(Number);
  return first && x !== undefined && y !== undefined ? { x: x - first.rect.x, y: y + first.rect.y } : { x: 0, y: 0 };
}

interface Page {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The page is the background polygon. */
function pageOf(graph: GraphvizJson): Page {
  const points = graph._draw_?.find((op) => op.op === 'P')?.points ?? [[0, 0]];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.max(...ys)];
  return { left, top, width: Math.max(1, Math.max(...xs) - left), height: Math.max(1, top - Math.min(...ys)) };
}

interface Colour {
  readonly value: string;
  readonly opacity: number;
}

class Painter {
  readonly #document: PDFKit.PDFDocument;
  readonly #page: Page;
  readonly #text: PdfText;
  #line: Colour = { value: '#000000', opacity: 1 };
  #fill: Colour = { value: '#000000', opacity: 1 };
  #font = { size: 10, bold: false, face: '' };
  /** Middle of the last shape: HTML labels are set on it, whatever width Graphviz thought they had. */
  #middle: number | null = null;
  #leftOfMiddle: number | null = null;

  constructor(document: PDFKit.PDFDocument, page: Page, text: PdfText) {
    this.#document = document;
    this.#page = page;
    this.#text = text;
  }

  /** Every part starts afresh: solid, one point wide, upright. */
  paint(ops: readonly Op[] | undefined, leftOfMiddle: number | null = null): void {
    if (!ops) return;
    this.#document.lineWidth(1).undash();
    this.#font = { size: 10, bold: false, face: '' };
    this.#leftOfMiddle = leftOfMiddle;
    for (const op of ops) this.#draw(op);
  }

  /** Our own shapes where there are any, else Graphviz's line; `shift` as of `shiftOf`. */
  paintLine(edge: Drawn, groups: readonly ShapeGroup[] | undefined, shift: Point): void {
    if (!groups) {
      for (const part of ['_draw_', '_tdraw_', '_hdraw_'] as const) this.paint(edge[part]);
      return;
    }
    this.#document.lineJoin('round');
    for (const { shapes } of groups) for (const shape of shapes) this.#own(shape, shift);
    this.#document.lineJoin('miter').undash();
  }

  #own({ kind, points, fill, stroke }: Shape, shift: Point): void {
    const at = points.map(({ x, y }) => [x + shift.x, shift.y - y] as const);
    this.#document.undash();
    if (stroke) this.#document.lineWidth(stroke.width).strokeColor(stroke.colour, 1);
    if (stroke?.dash) this.#document.dash(stroke.dash[0], { space: stroke.dash[1] });
    if (fill !== null) this.#document.fillColor(fill, 1);
    if (kind === 'curve') this.#curve(at);
    else this.#polygon(at, true);
    if (fill !== null && stroke) this.#document.fillAndStroke();
    else if (fill !== null) this.#document.fill();
    else this.#document.stroke();
  }

  #draw(op: Op): void {
    switch (op.op) {
      case 'c':
        this.#line = colourOf(op.color);
        break;
      case 'C':
        this.#fill = colourOf(op.color);
        break;
      case 'S':
        this.#style(op.style ?? '');
        break;
      case 'F':
        this.#font = { ...this.#font, size: op.size ?? 10, face: op.face ?? '' };
        break;
      case 't':
        this.#font = { ...this.#font, bold: ((op.fontchar ?? 0) & 1) === 1 };
        break;
      case 'T':
        this.#write(op);
        break;
      default:
        this.#shape(op);
    }
  }

  #style(style: string): void {
    const width = /^setlinewidth\(([\d.]+)\)$/.exec(style)?.[1];
    if (width !== undefined) this.#document.lineWidth(Number(width));
    else if (style === 'dashed') this.#document.dash(7, { space: 4 });
    else if (style === 'dotted') this.#document.dash(2, { space: 4 });
    else if (style === 'solid') this.#document.undash();
  }

  #shape(op: Op): void {
    const filled = op.op === 'P' || op.op === 'E' || op.op === 'B';
    if (op.rect) this.#ellipse(op.rect);
    else if (op.points && (op.op === 'b' || op.op === 'B')) this.#curve(op.points);
    else if (op.points) this.#polygon(op.points, op.op !== 'L');
    else return;
    const fill = filled && this.#fill.opacity > 0;
    const line = this.#line.opacity > 0;
    if (fill) this.#document.fillColor(this.#fill.value, this.#fill.opacity);
    if (line) this.#document.strokeColor(this.#line.value, this.#line.opacity);
    if (fill && line) this.#document.fillAndStroke();
    else if (fill) this.#document.fill();
    else if (line) this.#document.stroke();
    else this.#document.addContent('n');
  }

  #x(x: number): number {
    return x - this.#page.left;
  }

  #y(y: number): number {
    return this.#page.top - y;
  }

  #ellipse([x, y, rx, ry]: readonly [number, number, number, number]): void {
    this.#middle = this.#x(x);
    this.#document.ellipse(this.#x(x), this.#y(y), rx, ry);
  }

  #polygon(points: readonly (readonly [number, number])[], closed: boolean): void {
    points.forEach(([x, y], index) => {
      if (index === 0) this.#document.moveTo(this.#x(x), this.#y(y));
      else this.#document.lineTo(this.#x(x), this.#y(y));
    });
    if (closed) this.#document.closePath();
    this.#remember(points);
  }

  #curve(points: readonly (readonly [number, number])[]): void {
    const at = points.map(([x, y]) => [this.#x(x), this.#y(y)] as const);
    const [first] = at;
    if (!first) return;
    this.#document.moveTo(...first);
    for (let index = 1; index + 2 < at.length; index += 3) {
      const [one, two, three] = [at[index], at[index + 1], at[index + 2]];
      if (one && two && three) this.#document.bezierCurveTo(...one, ...two, ...three);
    }
    this.#remember(points);
  }

  #remember(points: readonly (readonly [number, number])[]): void {
    const xs = points.map(([x]) => this.#x(x));
    this.#middle = (Math.min(...xs) + Math.max(...xs)) / 2;
  }

  #write(op: Op): void {
    const [x, y] = op.pt ?? [0, 0];
    const bold = this.#font.bold || this.#font.face.endsWith('Bold');
    const middle = op.align === 'l' ? (this.#middle ?? this.#x(x) + (op.width ?? 0) / 2) : this.#x(x);
    this.#document.fillColor(this.#line.value, this.#line.opacity);
    const [at, align] = this.#leftOfMiddle === null ? [middle, 0.5] : [middle - this.#leftOfMiddle, 0];
    this.#text.write(op.text ?? '', { x: at, y: this.#y(y), align }, { size: this.#font.size, bold });
  }
}

/** `#rrggbb` or `#rrggbbaa`. */
function colourOf(text = '#000000'): Colour {
  const value = /^#[0-9a-f]{6}/i.exec(text)?.[0] ?? '#000000';
  const alpha = text.slice(7, 9);
  return { value, opacity: alpha === '' ? 1 : Number.parseInt(alpha, 16) / 255 };
}
