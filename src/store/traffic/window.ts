// A window of time as the files that hold it: each day is read from the finest file that it is kept in.
import { ToposcopeError } from '../../model/index.ts';
import type { Cells, Column } from './cells.ts';
import type { TrafficFile, TrafficFolder } from './folder.ts';
import { type ChunkRange, readCells } from './read-cells.ts';
import { ceilTo, type FileName, floorTo, MINUTES } from './resolution.ts';

/** Hears of a file that cannot be read; the others are. */
export type Warn = (error: ToposcopeError) => void;

export interface Window {
  /** Seconds since 1970, whole steps of the resolution; clipped to what files there are. */
  readonly from: number;
  readonly to: number;
  /** Seconds of the finest step that all of it is kept in. */
  readonly resolution: number;
  readonly segments: readonly Segment[];
}

interface Segment {
  readonly file: FileName;
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400;

/** `fromMs` and `toMs` are ms since 1970, and may be infinite. `stepSeconds`: the steps that are wanted at least. */
export function windowOf(folder: TrafficFolder, fromMs: number, toMs: number, stepSeconds = MINUTES.seconds): Window {
  const files = folder.list(fromMs / 1000, toMs / 1000);
  const from = Math.max(fromMs / 1000, Math.min(...files.map((file) => file.from)));
  const to = Math.min(toMs / 1000, Math.max(...files.map((file) => file.to)));
  if (!(from < to)) return { from: 0, to: 0, resolution: MINUTES.seconds, segments: [] };
  const segments: Segment[] = [];
  for (let day = floorTo(from, DAY); day < to; day += DAY) {
    const [finest] = files
      .filter((file) => file.from <= day && file.to > day)
      .sort((a, b) => a.resolution.seconds - b.resolution.seconds);
    if (finest) segments.push({ file: finest, from: day, to: day + DAY });
  }
  const resolution = Math.max(MINUTES.seconds, ...segments.map(({ file }) => file.resolution.seconds));
  const step = ceilTo(stepSeconds, resolution);
  const whole = { from: floorTo(from, step), to: ceilTo(to, step) };
  const clipped = segments.map(({ file, ...times }) => ({
    file,
    from: Math.max(times.from, whole.from),
    to: Math.min(times.to, whole.to),
  }));
  return { ...whole, resolution, segments: clipped };
}

/** Steps `fromStep` up to but not with `toStep` of one block. */
export interface BlockTime {
  readonly file: FileName;
  readonly start: number;
  readonly fromStep: number;
  readonly toStep: number;
}

export function* blocksOf({ segments }: Window): Generator<BlockTime> {
  for (const { file, from, to } of segments) {
    const { blockSeconds, seconds } = file.resolution;
    for (let start = floorTo(from, blockSeconds); start < to; start += blockSeconds) {
      const end = Math.min(to, start + blockSeconds);
      const fromStep = (Math.max(from, start) - start) / seconds;
      yield { file, start, fromStep, toStep: (end - start) / seconds };
    }
  }
}

/** Reads files one after the other; of one that cannot be read it warns once, and leaves it out. */
export class WindowReader {
  readonly #folder: TrafficFolder;
  readonly #warn: Warn;
  readonly #unreadable = new Set<string>();

  constructor(folder: TrafficFolder, warn: Warn) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /** Undefined where the file is not there (any more) or cannot be read. */
  read<T>(name: FileName, work: (file: TrafficFile) => T): T | undefined {
    if (this.#unreadable.has(name.name)) return undefined;
    try {
      return this.#folder.read(name, work);
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      this.#unreadable.add(name.name);
      this.#warn(error);
      return undefined;
    }
  }

  cells({ file, start }: BlockTime, range: ChunkRange, wanted: readonly Column[]): Cells | null {
    return this.read(file, (opened) => readCells(opened, start, range, wanted)) ?? null;
  }
}
