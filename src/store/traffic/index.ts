// Traffic in `output/traffic-….db`: minutes of link loads and talkers, rolled up with age, and the queries over them.
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { ToposcopeError, type TrafficMinute, type TrafficRetention } from '../../model/index.ts';
import { loadSqlite } from '../load-sqlite.ts';
import { compactFile } from './compact.ts';
import { TrafficFolder } from './folder.ts';
import { minutesOf } from './minutes.ts';
import { pruneFiles } from './prune.ts';
import { type FileName, fileAt, MINUTES } from './resolution.ts';
import { saveMinute, type Writer, writerIn } from './save.ts';
import { seriesOf, type TrafficSeries } from './series.ts';
import { type TalkerQuery, type TopTalkers, talkersOf } from './talkers.ts';
import { sampleSeconds, type TopLinks, type TopMeasure, topOf } from './top.ts';
import { type Warn, WindowReader, windowOf } from './window.ts';

export { mergeReports } from './report.ts';
export type { TrafficPoint, TrafficSeries } from './series.ts';
export type { GroupOf, TalkerQuery, TalkerRow, TopTalkers } from './talkers.ts';
export type { TopLinks, TopMeasure, TopRow } from './top.ts';

export interface TrafficOptions {
  /** Names who writes, where several collectors share the folder. */
  readonly collector?: string;
  /** Hears of files that cannot be read: STORE_DATABASE_FAILED. What the others hold is given all the same. */
  readonly warn?: Warn;
}

/**
 * Safe for several processes and threads at once. Everything is done when a method returns, and may take seconds: use it in a thread of
 * its own, and compact and prune in another one than datagrams come in. Times are ms since 1970; `from` and `to` may be infinite, and
 * an answer tells the whole steps it is of. Reading creates nothing.
 */
export interface TrafficStore {
  /**
   * Each minute as it is known by now: what this store saved of it before is replaced, what other collectors and earlier runs saved is added
   * to it. A minute is kept whole or not at all. STORE_DATABASE_FAILED, STORE_WRITE_FAILED: of a day that cannot be written,
   * after the other days were.
   */
  save(minutes: readonly TrafficMinute[]): void;
  /** `stepSeconds`: the step wanted, made a multiple of the finest resolution that all of the window is kept in, which is the default. */
  series(link: string, from: number, to: number, stepSeconds?: number): TrafficSeries;
  /** The `n` links and directions that carried most. */
  top(n: number, by: TopMeasure, from: number, to: number): TopLinks;
  talkers(query: TalkerQuery): TopTalkers;
  /** Steps of a minute where they are kept, else of 5 minutes or an hour, under the minute they begin with. `talkers: false` leaves those out. */
  minutes(from: number, to: number, options?: { readonly talkers?: boolean }): TrafficMinute[];
  /** Packs hours that are over. Returns how many. To be called once an hour. */
  compact(now: Date): number;
  /** Rolls up and deletes files of which all is older than said. Returns how many went. To be called once a day. */
  prune(retention: TrafficRetention, now: Date): number;
  /** The store may be used again. */
  close(): void;
}

/** Whether any traffic was ever kept in that folder. */
export async function hasTraffic(output: string): Promise<boolean> {
  const names = await readdir(output).catch(() => []);
  return names.some((name) => /^traffic-.*\.db$/.test(name));
}

/** Touches nothing yet. STORE_SQLITE_MISSING where no SQLite runs. */
export async function openTraffic(output: string, options: TrafficOptions = {}): Promise<TrafficStore> {
  const folder = new TrafficFolder(output, await loadSqlite());
  const writer: Writer = { collector: options.collector ?? 'collector', run: randomUUID() };
  const warn = options.warn ?? ((error) => process.emitWarning(error.message));
  let saved = 0;
  const reader = () => new WindowReader(folder, warn);
  return {
    save(minutes) {
      const failures: unknown[] = [];
      for (const [name, ofDay] of byFile(minutes)) {
        try {
          folder.write(name, (file) => {
            const number = writerIn(file, writer);
            for (const minute of ofDay) saveMinute(file, number, ++saved, minute);
          });
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    series(link, from, to, stepSeconds = 1) {
      const files = reader();
      return seriesOf(files, windowOf(files, from, to, stepSeconds), link, stepSeconds);
    },
    top(n, by, from, to) {
      const [files, sample] = [reader(), sampleSeconds(from, to)];
      return topOf(files, windowOf(files, from, to, sample), n, by, sample);
    },
    talkers(query) {
      const files = reader();
      return talkersOf(files, windowOf(files, query.from, query.to), query);
    },
    minutes(from, to, { talkers = true } = {}) {
      const files = reader();
      return [...minutesOf(files, windowOf(files, from, to), talkers)];
    },
    compact(now) {
      const files = folder.list().filter(({ resolution }) => resolution === MINUTES);
      return files.reduce(
        (sum, file) => sum + leaveDamaged(warn, () => compactFile(folder, file, now.getTime() / 1000)),
        0,
      );
    },
    prune: (retention, now) => pruneFiles(folder, retention, now.getTime() / 1000, warn),
    close: () => folder.close(),
  };
}

function byFile(minutes: readonly TrafficMinute[]): Map<FileName, TrafficMinute[]> {
  const files = new Map<string, FileName>();
  const grouped = new Map<FileName, TrafficMinute[]>();
  for (const minute of minutes) {
    const file = fileAt(MINUTES, minute.loads.minute * 60);
    const known = files.get(file.name) ?? file;
    files.set(file.name, known);
    grouped.set(known, [...(grouped.get(known) ?? []), minute]);
  }
  return grouped;
}

function leaveDamaged(warn: Warn, work: () => number): number {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ToposcopeError)) throw error;
    warn(error);
    return 0;
  }
}
