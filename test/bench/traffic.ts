// Keeping and asking for the loads of many links, against the plain layout of one row per minute, link and direction, in turns.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadMinute, Talker, TrafficMinute } from '../../src/model/index.ts';
import { openTraffic, type TrafficStore } from '../../src/store/index.ts';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import type { Sqlite, SqlValue } from '../../src/store/sqlite.ts';
import { median } from './median.ts';

const FIRST = Date.UTC(2026, 10, 21) / 60_000;
const ONE_LINK = 77;

/** A row is a link and a direction. */
export async function benchTraffic(): Promise<void> {
  await benchLoads(20_000, 60);
  await benchLoads(1_000, 1440);
  await benchTalkers(1_000, 60);
}

async function benchLoads(rows: number, minutes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const [store, plain] = [await openTraffic(folder), await PlainRows.open(join(folder, 'plain.db'))];
  const [ours, theirs]: [number[], number[]] = [[], []];
  const make = loadsOf(rows);
  try {
    for (let minute = FIRST; minute < FIRST + minutes; minute++) {
      const loads = make(minute);
      ours.push(timed(() => store.save([trafficMinute(loads)])));
      theirs.push(timed(() => plain.save(loads)));
    }
    const fresh = sizeOf(folder, 'traffic-');
    console.log(`${rows} rows × ${minutes} minutes; milliseconds, plain rows, and how many times as good`);
    report('save a minute, median', median(ours), median(theirs));
    report('save a minute, 99 %', quantile(ours, 0.99), quantile(theirs, 0.99));
    ask('', store, plain, minutes);
    const compacting = timed(() => store.compact(new Date((FIRST + 2 * 1440) * 60_000)));
    store.close();
    tell('compact an hour', compacting / (minutes / 60), 'ms');
    ask(', compacted', store, plain, minutes);
    store.close();
    const [packed, ofPlain] = [sizeOf(folder, 'traffic-'), sizeOf(folder, 'plain.db')];
    const perRow = (bytes: number) => bytes / (rows * minutes);
    // What is freed in the file by compaction is used by the hours after it.
    report('bytes a row', perRow(fresh), perRow(ofPlain));
    report('bytes a row, compacted', perRow(packed - freeIn(await reopen(folder))), perRow(ofPlain));
    const [keep, now] = [
      { minuteSeconds: 0, fiveMinuteSeconds: 1e9, hourSeconds: 1e9 },
      new Date((FIRST + 1440) * 60_000),
    ];
    tell(
      'roll up to 5 minutes',
      timed(() => store.prune(keep, now)),
      'ms',
    );
    store.close();
    tell('a row of a step of 5 minutes', sizeOf(folder, 'traffic-5m-') / rows / (minutes / 5), 'bytes');
    tell(
      'roll up to hours',
      timed(() => store.prune({ ...keep, fiveMinuteSeconds: 0 }, now)),
      'ms',
    );
    store.close();
    tell('a row of a step of an hour', sizeOf(folder, 'traffic-1h-') / rows / (minutes / 60), 'bytes');
  } finally {
    store.close();
    plain.close();
    rmSync(folder, { recursive: true });
  }
}

function ask(state: string, store: TrafficStore, plain: PlainRows, minutes: number): void {
  const [from, to] = [FIRST * 60_000, (FIRST + minutes) * 60_000];
  const hour = to - 3_600_000;
  const link = nameOf(ONE_LINK);
  compare(
    `hour of one link${state}`,
    () => store.series(link, hour, to),
    () => plain.series(ONE_LINK, FIRST + minutes - 60, 60),
  );
  const length = minutes === 60 ? 'hour' : 'day';
  if (minutes > 60)
    compare(
      `day of one link${state}`,
      () => store.series(link, from, to),
      () => plain.series(ONE_LINK, FIRST, minutes),
    );
  compare(
    `top 20 by p95, ${length}${state}`,
    () => store.top(20, 'p95', from, to),
    () => plain.top(20, minutes),
  );
}

function compare(name: string, one: () => unknown, other: () => unknown): void {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    ours.push(timed(one));
    theirs.push(timed(other));
  }
  report(name, median(ours), median(theirs));
}

function report(name: string, ours: number, theirs: number): void {
  const figures = [ours, theirs].map((value) => value.toFixed(value < 100 ? 2 : 0).padStart(9)).join('');
  console.log(`  ${name.padEnd(34)}${figures}${`${(theirs / ours).toFixed(1)} ×`.padStart(9)}`);
}

function tell(name: string, value: number, unit: string): void {
  console.log(`  ${name.padEnd(34)}${value.toFixed(1).padStart(9)} ${unit}`);
}

/** The layout that comes to mind first, written as fast as it can be. */
class PlainRows {
  readonly #sqlite: Sqlite;

  private constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  static async open(path: string): Promise<PlainRows> {
    const sqlite = (await loadSqlite())(path, { readOnly: false, busyMs: 0 });
    sqlite.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE load (minute INTEGER, row INTEGER, bytes REAL, packets REAL, variance REAL, source INTEGER, covered REAL,
        ingress_far REAL, egress_near REAL, counters REAL, flags INTEGER, PRIMARY KEY (minute, row)) STRICT, WITHOUT ROWID`);
    return new PlainRows(sqlite);
  }

  save(loads: LoadMinute): void {
    const atOnce = 100;
    const statement = this.#sqlite.prepare(
      `INSERT OR REPLACE INTO load VALUES ${Array.from({ length: atOnce }, () => '(?,?,?,?,?,?,?,?,?,?,?)').join(',')}`,
    );
    this.#sqlite.exec('BEGIN IMMEDIATE');
    for (let first = 0; first < loads.links.length; first += atOnce) {
      const values: SqlValue[] = [];
      for (let row = first; row < first + atOnce; row++) {
        values.push(loads.minute, row, figure(loads.bytes[row]), figure(loads.packets[row]), loads.variance[row]!);
        values.push(
          loads.sources[row]!,
          loads.covered[row]!,
          figure(loads.ingressFar[row]),
          figure(loads.egressNear[row]),
        );
        values.push(figure(loads.counters[row]), loads.flags[row]!);
      }
      statement.run(...values);
    }
    this.#sqlite.exec('COMMIT');
  }

  series(link: number, from: number, minutes: number): number {
    const select = this.#sqlite.prepare('SELECT * FROM load WHERE minute = ? AND row = ?');
    let count = 0;
    for (let minute = from; minute < from + minutes; minute++) {
      count += select.all(minute, 2 * link).length + select.all(minute, 2 * link + 1).length;
    }
    return count;
  }

  /** By 5 minutes where it is more than an hour. */
  top(n: number, minutes: number): number[] {
    const sample = minutes > 60 ? 5 : 1;
    const samples = new Map<number, Float64Array>();
    // An hour at a time, or all the rows would be held as objects.
    for (let hour = FIRST; hour < FIRST + minutes; hour += 60) {
      const rows = this.#sqlite
        .prepare('SELECT minute, row, bytes FROM load WHERE minute >= ? AND minute < ?')
        .all<{ minute: number; row: number; bytes: number }>(hour, hour + 60);
      for (const { minute, row, bytes } of rows) {
        const known = samples.get(row) ?? new Float64Array(minutes / sample);
        samples.set(row, known);
        const at = Math.floor((minute - FIRST) / sample);
        known[at] = (known[at] ?? 0) + bytes;
      }
    }
    const ranked = [...samples.values()].map((values) => quantile([...values], 0.95));
    return ranked.sort((a, b) => b - a).slice(0, n);
  }

  close(): void {
    this.#sqlite.close();
  }
}

/** How much room conversations take: as they are saved, packed by the hour with a dictionary for all of it, and in steps of 5 minutes. */
async function benchTalkers(rows: number, minutes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const store = await openTraffic(folder);
  const [make, perRow] = [loadsOf(rows), 10];
  const times: number[] = [];
  try {
    let entries = 0;
    for (let minute = FIRST; minute < FIRST + minutes; minute++) {
      const talkers = talkersOf(rows, perRow, minute);
      entries += talkers.length;
      times.push(timed(() => store.save([{ ...trafficMinute(make(minute)), talkers }])));
    }
    const window = { from: FIRST * 60_000, to: (FIRST + minutes) * 60_000, n: 10 };
    const sizes = async () => {
      const sql = `SELECT sum(size) AS size FROM
        (SELECT length(talkers) AS size FROM minute UNION ALL SELECT length(talkers) FROM block)`;
      let sum = 0;
      for (const sqlite of await reopen(folder)) {
        sum += sqlite.prepare(sql).all<{ size: number }>()[0]?.size ?? 0;
        sqlite.close();
      }
      return sum;
    };
    console.log(`${rows} rows × ${perRow} talkers × ${minutes} minutes`);
    tell('save a minute, median', median(times), 'ms');
    tell('of a minute, as saved', (await sizes()) / entries, 'bytes an entry');
    tell(
      'top of one link, hour',
      timed(() => store.talkers({ ...window, by: ({ src, dst }) => `${src} > ${dst}`, link: nameOf(ONE_LINK) })),
      'ms',
    );
    store.compact(new Date((FIRST + 2 * 1440) * 60_000));
    tell('of a minute, compacted', (await sizes()) / entries, 'bytes an entry');
    tell(
      'top of one link, hour',
      timed(() => store.talkers({ ...window, by: ({ src, dst }) => `${src} > ${dst}`, link: nameOf(ONE_LINK) })),
      'ms',
    );
    tell(
      'top of the network, hour',
      timed(() => store.talkers({ ...window, by: ({ src }) => src })),
      'ms',
    );
    const [keep, now] = [
      { minuteSeconds: 0, fiveMinuteSeconds: 1e9, hourSeconds: 1e9 },
      new Date((FIRST + 2 * 1440) * 60_000),
    ];
    tell(
      'roll up to 5 minutes',
      timed(() => store.prune(keep, now)),
      'ms',
    );
    tell('of 5 minutes', (5 * (await sizes())) / entries, 'bytes an entry');
    tell(
      'roll up to hours',
      timed(() => store.prune({ ...keep, fiveMinuteSeconds: 0 }, now)),
      'ms',
    );
    tell('of an hour', (60 * (await sizes())) / entries, 'bytes an entry');
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function nameOf(link: number): string {
  return `r${link % 97}:TenGigabitEthernet1/0/${link}--r${(link * 7) % 89}:TenGigabitEthernet1/1/${link}`;
}

/** Each row has a level of its own and goes up and down around it. */
function loadsOf(rows: number): (minute: number) => LoadMinute {
  const random = randomOf(1);
  const levels = Float64Array.from({ length: rows }, () => 1e4 * 10 ** (4 * random()));
  const links = Array.from({ length: rows }, (_, row) => nameOf(row >> 1));
  const sides = Uint8Array.from(links, (_, row) => row % 2);
  const none = new Float64Array(rows).fill(Number.NaN);
  return (minute) => {
    const bytes = levels.map((level) => Math.round(level * (0.5 + random())));
    // Of three rows in four the far end was heard.
    const isFar = (row: number) => row % 4 !== 3;
    return {
      ...{ minute, links, sides, bytes, packets: bytes.map((value) => Math.ceil(value / 700)) },
      ...{ variance: new Float64Array(rows), covered: new Float64Array(rows).fill(60) },
      sources: Uint8Array.from(links, (_, row) => (isFar(row) ? 0 : 1)),
      ingressFar: bytes.map((value, row) => (isFar(row) ? value : Number.NaN)),
      egressNear: bytes.map((value, row) => (isFar(row) ? Math.round(0.999 * value) : value)),
      ...{ counters: none, flags: new Uint8Array(rows) },
    };
  };
}

/** Most conversations go on for several minutes. */
function talkersOf(rows: number, perRow: number, minute: number): Talker[] {
  const random = randomOf(minute);
  return Array.from({ length: rows * perRow }, (_, index) => {
    const [row, rank] = [Math.floor(index / perRow), index % perRow];
    const number = row * 31 + rank * 7 + Math.floor((minute + row + rank) / (3 + rank)) * 1009;
    const address = (value: number) => `10.${(value >> 8) & 15}.${value & 255}.${(value >> 3) & 255}`;
    const key = { src: address(number), dst: address(number * 13), srcPort: 32_768 + (number % 28_000), dstPort: 443 };
    const bytes = Math.round((1e7 / (rank + 1)) * (0.5 + random()));
    return {
      ...{ link: nameOf(row >> 1), side: row % 2 === 0 ? 0 : 1, bytes, packets: Math.ceil(bytes / 1000) },
      key: { ...key, proto: 6, dscp: 0, srcAs: null, dstAs: null },
    };
  });
}

function trafficMinute(loads: LoadMinute): TrafficMinute {
  return { loads, talkers: [], unattributed: { bytes: 0, packets: 0, reasons: {} }, exporters: [], snapshot: null };
}

/** Park and Miller's generator: the same numbers each time. */
function randomOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function figure(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function sizeOf(folder: string, prefix: string): number {
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith('.db'));
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

async function reopen(folder: string): Promise<Sqlite[]> {
  const open = await loadSqlite();
  const names = readdirSync(folder).filter((name) => name.startsWith('traffic-') && name.endsWith('.db'));
  return names.map((name) => open(join(folder, name), { readOnly: false, busyMs: 0 }));
}

function freeIn(files: readonly Sqlite[]): number {
  const numberOf = (sqlite: Sqlite, name: string) =>
    sqlite.prepare(`PRAGMA ${name}`).all<Record<string, number>>()[0]?.[name] ?? 0;
  return files.reduce((sum, file) => {
    const free = numberOf(file, 'freelist_count') * numberOf(file, 'page_size');
    file.close();
    return sum + free;
  }, 0);
}
