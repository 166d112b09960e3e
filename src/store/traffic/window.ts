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
export function windowOf(reader: WindowReader, fromMs: number, toMs: number, stepSeconds = MINUTES.seconds): Window {
  const days = finestByDay(reader, fromMs / 1000, toMs / 1000);
  const resolution = Math.max(MINUTES.seconds, ...days.map(({ file }) => file.resolution.seconds));
  const step = ceilTo(stepSeconds, resolution);
  const from = Math.max(fromMs / 1000, Math.min(...days.map((day) => day.from)));
  const to = Math.min(toMs / 1000, Math.max(...days.map((day) => day.to)));
  if (!(from < to)) return { from: 0, to: 0, resolution, segments: [] };
  const whole = { from: floorTo(from, step), to: ceilTo(to, step) };
  const segments = days.map((day) => ({
    file: day.file,
    from: Math.max(day.from, whole.from),
    to: Math.min(day.to, whole.to),
  }));
  return { ...whole, resolution, segments };
}

/** Only days that anything is kept of. */
function finestByDay(reader: WindowReader, from: number, to: number): Segment[] {
  const days = new Map<number, FileName>();
  for (const file of reader.list(from, to)) {
    for (const day of daysIn(reader, file)) {
      const known = days.get(day);
      if (day >= to || day + DAY <= from || (known && known.resolution.seconds < file.resolution.seconds)) continue;
      days.set(day, file);
    }
  }
  return [...days].sort(([a], [b]) => a - b).map(([day, file]) => ({ file, from: day, to: day + DAY }));
}

/** The file of a month may have few. */
function daysIn(reader: WindowReader, file: FileName): number[] {
  if (file.resolution.period === 'day') return [file.from];
  const rows = reader.read(file, ({ sqlite }) => sqlite.prepare(DAYS).all<{ day: number }>()) ?? [];
  return rows.map(({ day }) => day);
}

const DAYS = `SELECT DISTINCT start / ${DAY} * ${DAY} AS day FROM block UNION SELECT at / ${DAY} * ${DAY} FROM report`;

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

  list(from: number, to: number): FileName[] {
    return this.#folder.list(from, to);
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
