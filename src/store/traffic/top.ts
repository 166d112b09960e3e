// The links and directions that carried most.
import { compareText, type FlowSide } from '../../model/index.ts';
import { type Cells, CHUNK_ROWS, type Column } from './cells.ts';
import { sideOf } from './links.ts';
import type { ChunkRange } from './read-cells.ts';
import { FIVE_MINUTES, type FileName } from './resolution.ts';
import { type BlockTime, blocksOf, type Window, type WindowReader } from './window.ts';

export type TopMeasure = 'mean' | 'p95' | 'max';

export interface TopRow {
  readonly link: string;
  readonly side: FlowSide;
  readonly bytes: number;
  /** Bits per second over the minutes that are known. */
  readonly mean: number;
  /**
   * 95th percentile as it is billed: of the samples that are known the largest twentieth is set aside, and this is the next one (nearest
   * rank: number ⌈0.95 n⌉ of n in ascending order). What was not measured is no sample; no traffic is a sample of 0.
   */
  readonly p95: number;
  /** The largest minute. */
  readonly max: number;
  /** Share of the window that was measured, 0 to 1. */
  readonly coverage: number;
}

export interface TopLinks {
  /** ms since 1970: whole steps, within what is kept. */
  readonly from: number;
  readonly to: number;
  readonly resolutionSeconds: number;
  /** Of `p95`: averages of 5 minutes where the window is longer than an hour, else of a minute; coarser where only that is kept. */
  readonly sampleSeconds: number;
  /** Largest first. */
  readonly rows: readonly TopRow[];
}

/** Samples that are held in memory at once; links beyond take another turn through the files. */
const SAMPLES_AT_ONCE = 1 << 24;

const WANTED: readonly Column[] = ['bytes', 'covered', 'minutes', 'peak'];

/** Seconds of a sample of a window of that length. */
export function sampleSeconds(fromMs: number, toMs: number): number {
  return toMs - fromMs > 3_600_000 ? FIVE_MINUTES.seconds : 60;
}

export function topOf(reader: WindowReader, window: Window, n: number, by: TopMeasure, sample: number): TopLinks {
  const seconds = Math.max(sample, window.resolution);
  const count = Math.round((window.to - window.from) / seconds);
  const ids = linksIn(reader, window);
  const atOnce = Math.max(1, Math.floor(SAMPLES_AT_ONCE / Math.max(1, count) / 2));
  let rows: TopRow[] = [];
  for (let first = 0; first < ids.length; first += atOnce) {
    const group = new Group(ids.slice(first, first + atOnce), window.from, seconds, count);
    for (const block of blocksOf(window)) group.read(reader, block);
    rows = [...rows, ...group.rows(window.to - window.from)]
      .sort((a, b) => b[by] - a[by] || compareText(a.link, b.link) || a.side - b.side)
      .slice(0, n);
  }
  return {
    ...{ from: window.from * 1000, to: window.to * 1000 },
    ...{ resolutionSeconds: window.resolution, sampleSeconds: seconds, rows },
  };
}

/** In the order of the first file, so that links that are read together stand together. */
function linksIn(reader: WindowReader, { segments }: Window): string[] {
  const ids = new Set<string>();
  for (const { file } of segments) {
    reader.read(file, ({ links }) => {
      for (let row = 0; row < links.rows; row += 2) ids.add(links.linkAt(row));
    });
  }
  return [...ids];
}

/** What is added up of some links; all of it by row: 2 × place in `ids` + side. */
class Group {
  readonly #ids: readonly string[];
  readonly #from: number;
  readonly #sampleSeconds: number;
  readonly #count: number;
  /** By row × count + sample. */
  readonly #bytes: Float64Array;
  readonly #minutes: Uint16Array;
  readonly #covered: Float64Array;
  readonly #peaks: Float64Array;
  readonly #places = new Map<string, { readonly range: ChunkRange; readonly rows: Int32Array } | null>();

  constructor(ids: readonly string[], from: number, sampleSeconds: number, count: number) {
    this.#ids = ids;
    this.#from = from;
    this.#sampleSeconds = sampleSeconds;
    this.#count = count;
    this.#bytes = new Float64Array(2 * ids.length * count);
    this.#minutes = new Uint16Array(2 * ids.length * count);
    this.#covered = new Float64Array(2 * ids.length);
    this.#peaks = new Float64Array(2 * ids.length);
  }

  read(reader: WindowReader, block: BlockTime): void {
    const place = this.#placeIn(reader, block.file);
    const cells = place && reader.cells(block, place.range, WANTED);
    if (cells) this.#add(cells, place.rows, block);
  }

  rows(windowSeconds: number): TopRow[] {
    const samples = new Float64Array(this.#count);
    return this.#ids.flatMap((link, index) =>
      [2 * index, 2 * index + 1].flatMap((row) => this.#row(link, row, samples, windowSeconds) ?? []),
    );
  }

  #add({ columns, steps }: Cells, rows: Int32Array, { start, fromStep, toStep, file }: BlockTime): void {
    const { bytes, covered, minutes, peak } = columns;
    for (let step = fromStep; step < toStep; step++) {
      const at = start + step * file.resolution.seconds;
      const sample = Math.floor((at - this.#from) / this.#sampleSeconds);
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index] as number;
        const cell = index * steps + step;
        const value = bytes[cell] as number;
        if (row < 0 || Number.isNaN(value)) continue;
        const place = row * this.#count + sample;
        this.#bytes[place] = (this.#bytes[place] as number) + value;
        this.#minutes[place] = (this.#minutes[place] as number) + (minutes[cell] as number);
        this.#covered[row] = (this.#covered[row] as number) + ((covered[cell] as number) || 0);
        if ((peak[cell] as number) > (this.#peaks[row] as number)) this.#peaks[row] = peak[cell] as number;
      }
    }
  }

  #row(link: string, row: number, samples: Float64Array, windowSeconds: number): TopRow | null {
    let [size, bytes, minutes] = [0, 0, 0];
    for (let place = row * this.#count; place < (row + 1) * this.#count; place++) {
      const known = this.#minutes[place] as number;
      if (known === 0) continue;
      const sum = this.#bytes[place] as number;
      samples[size++] = (sum * 8) / (known * 60);
      bytes += sum;
      minutes += known;
    }
    if (size === 0) return null;
    const sorted = samples.subarray(0, size).sort();
    return {
      ...{ link, side: sideOf(row), bytes, mean: (bytes * 8) / (minutes * 60) },
      p95: sorted[Math.ceil((19 * size) / 20) - 1] as number,
      max: ((this.#peaks[row] as number) * 8) / 60,
      coverage: Math.min(1, (this.#covered[row] as number) / windowSeconds),
    };
  }

  /** Which rows of the file are ours; null where none is. */
  #placeIn(reader: WindowReader, name: FileName) {
    const known = this.#places.get(name.name);
    if (known !== undefined) return known;
    const found =
      reader.read(name, ({ links }) => {
        const ours = this.#ids.map((id) => links.rowOf(id, 0));
        const there = ours.filter((row) => row >= 0);
        if (there.length === 0) return null;
        const chunks = there.map((row) => Math.floor(row / CHUNK_ROWS));
        const range = {
          fromChunk: chunks.reduce((a, b) => Math.min(a, b)),
          toChunk: chunks.reduce((a, b) => Math.max(a, b)) + 1,
        };
        const rows = new Int32Array((range.toChunk - range.fromChunk) * CHUNK_ROWS).fill(-1);
        for (const [index, row] of ours.entries()) {
          if (row < 0) continue;
          rows[row - range.fromChunk * CHUNK_ROWS] = 2 * index;
          rows[row + 1 - range.fromChunk * CHUNK_ROWS] = 2 * index + 1;
        }
        return { range, rows };
      }) ?? null;
    this.#places.set(name.name, found);
    return found;
  }
}
