// How the load of one link went over time.
import { type FlowSide, LOAD_SOURCES, type LoadSource } from '../../model/index.ts';
import { Cells, CHUNK_ROWS, type Column, foldInto } from './cells.ts';
import type { ChunkRange } from './read-cells.ts';
import { ceilTo, type FileName } from './resolution.ts';
import { blocksOf, type Window, type WindowReader } from './window.ts';

/** One step of one direction. Null is not known. */
export interface TrafficPoint {
  /** Begin of the step, ms since 1970. */
  readonly at: number;
  readonly bytes: number | null;
  readonly packets: number | null;
  /** `bytes` × 8 ÷ seconds of the minutes of the step that are known. */
  readonly bps: number | null;
  /** The weakest place of observation that was used. */
  readonly source: LoadSource | null;
  /** Share of the step that was measured, 0 to 1. */
  readonly coverage: number;
  /** Bounds of `bytes`, 95 %, where packets were sampled. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface TrafficSeries {
  readonly link: string;
  /** ms since 1970: whole steps, within what is kept. */
  readonly from: number;
  readonly to: number;
  /** The finest steps that all of the window is kept in. */
  readonly resolutionSeconds: number;
  /** Of the points: a multiple of `resolutionSeconds`. */
  readonly stepSeconds: number;
  /** One point for each step, oldest first. */
  readonly aToB: readonly TrafficPoint[];
  readonly bToA: readonly TrafficPoint[];
}

const WANTED: readonly Column[] = ['bytes', 'covered', 'source', 'minutes', 'packets', 'variance'];

export function seriesOf(reader: WindowReader, window: Window, link: string, wantedStep: number): TrafficSeries {
  const step = ceilTo(wantedStep, window.resolution);
  const points = new Cells(2, Math.round((window.to - window.from) / step), WANTED);
  for (const block of blocksOf(window)) {
    const place = placeOf(reader, block.file, link);
    const cells = place && reader.cells(block, place.range, WANTED);
    if (!cells) continue;
    for (let fine = block.fromStep; fine < block.toStep; fine++) {
      const point = Math.floor((block.start + fine * block.file.resolution.seconds - window.from) / step);
      foldInto(points, point, cells, place.row, fine, fine + 1);
      foldInto(points, points.steps + point, cells, place.row + 1, fine, fine + 1);
    }
  }
  const side = (side: FlowSide) =>
    Array.from({ length: points.steps }, (_, index) =>
      pointOf(points, side * points.steps + index, (window.from + index * step) * 1000, step),
    );
  return {
    ...{ link, from: window.from * 1000, to: window.to * 1000 },
    ...{ resolutionSeconds: window.resolution, stepSeconds: step, aToB: side(0), bToA: side(1) },
  };
}

/** The chunk that the link stands in, and its first row there. */
function placeOf(reader: WindowReader, name: FileName, link: string): { range: ChunkRange; row: number } | null {
  const row = reader.read(name, ({ links }) => links.rowOf(link, 0)) ?? -1;
  if (row < 0) return null;
  const fromChunk = Math.floor(row / CHUNK_ROWS);
  return { range: { fromChunk, toChunk: fromChunk + 1 }, row: row - fromChunk * CHUNK_ROWS };
}

function pointOf({ columns }: Cells, cell: number, at: number, stepSeconds: number): TrafficPoint {
  const [bytes, minutes] = [known(columns.bytes[cell]), known(columns.minutes[cell])];
  return {
    ...{ at, bytes, packets: known(columns.packets[cell]) },
    bps: bytes === null || minutes === null ? null : (bytes * 8) / (minutes * 60),
    source: LOAD_SOURCES[columns.source[cell] ?? -1] ?? null,
    coverage: Math.min(1, (known(columns.covered[cell]) ?? 0) / stepSeconds),
    interval: intervalOf(bytes, columns.variance[cell] ?? 0),
  };
}

function intervalOf(bytes: number | null, variance: number): TrafficPoint['interval'] {
  if (bytes === null || !(variance > 0)) return null;
  const half = 1.96 * Math.sqrt(variance);
  return { low: Math.max(0, bytes - half), high: bytes + half };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
