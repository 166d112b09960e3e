// Topology: claims → snapshot and snapshot → changes, against plain joins over Maps that know one exact name per device, and
// against the limits for the largest size. Sizes and both sides are measured in turn, so that a busy minute hits them alike;
// times are the least of several runs, of the processor, garbage collection included. They still depend on who else uses its
// caches: compare the ratios.
import { SNAPSHOT_SCHEMA, type Snapshot } from '../../src/model/index.ts';
import type * as Topology from '../../src/topology/index.ts';
import type { TopologyInput } from '../../src/topology/index.ts';
import { ring, visitFabric } from '../topology/fabric.ts';
import { median } from './median.ts';

/** As users run it, compiled by tsc; `npm run bench` sees to that first. */
const { buildTopology, diffSnapshots } = (await import(
  new URL('../../dist/topology/index.js', import.meta.url).href
)) as typeof Topology;

const SIZES = [100, 1_000, 10_000] as const;
const ROUNDS = 7;
/** For 10,000 devices and 40,000 links on one core. */
const BUILD_LIMIT_MS = 1_000;
const DIFF_LIMIT_MS = 150;
const LATER = '2026-11-21T10:10:00.000Z';

/** Milliseconds of one run: of the processor, garbage collection included, and of the clock. */
interface Time {
  readonly cpu: number;
  readonly wall: number;
}

interface Times {
  readonly size: number;
  readonly first: TopologyInput;
  /** The next visit: one device in a hundred does not answer, one cable in a hundred is gone. */
  readonly next: TopologyInput;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly build: Time[];
  readonly rebuild: Time[];
  readonly join: Time[];
  readonly diff: Time[];
  readonly sets: Time[];
}

export async function benchTopology(): Promise<void> {
  const rows = SIZES.map(prepare);
  // The first rounds warm the code and are not counted.
  for (let round = -2; round < ROUNDS; round++) {
    for (const row of rows) measure(row, round >= 0);
  }
  console.log('devices   links   build  plain join  ratio   with previous    diff  set difference  ratio');
  for (const row of rows) console.log(line(row));
  const [largest] = rows.slice(-1);
  if (largest) tellLimits(largest);
}

function prepare(size: number): Times {
  const fabric = ring(size, (i) => `campus-building-${String(i % 40).padStart(2, '0')}-floor-2-sw${i}`);
  const first = visitFabric(fabric, { table: 'detail' });
  const before = snapshotOf(first);
  const cables = fabric.cables.filter((_, i) => i % 100 !== 7);
  const visit = { table: 'detail', takenAt: LATER, previous: before, polled: (i: number) => i % 100 !== 3 } as const;
  const next = visitFabric({ ...fabric, cables }, visit);
  const times = { build: [], rebuild: [], join: [], diff: [], sets: [] };
  return { size, first, next, before, after: snapshotOf(next), ...times };
}

function snapshotOf(input: TopologyInput): Snapshot {
  const { id, takenAt, previous } = input;
  const head = { id, takenAt, tookMs: 0, previous: previous?.id ?? null };
  return { schema: SNAPSHOT_SCHEMA, ...head, ...buildTopology(input), changes: [], answers: {}, loads: null };
}

function measure(row: Times, counts: boolean): void {
  const timed = (into: Time[], expected: number | null, work: () => number): void => {
    const start = process.cpuUsage();
    const begun = performance.now();
    const found = work();
    const tookMs = performance.now() - begun;
    const { user, system } = process.cpuUsage(start);
    if (found === 0 || (expected !== null && found !== expected)) throw new Error(`${found} instead of ${expected}`);
    if (counts) into.push({ cpu: (user + system) / 1000, wall: tookMs });
  };
  timed(row.join, row.before.links.length, () => joinPlainly(row.first));
  timed(row.build, row.before.links.length, () => buildTopology(row.first).links.length);
  timed(row.rebuild, row.after.links.length, () => buildTopology(row.next).links.length);
  timed(row.sets, null, () => differPlainly(row.before, row.after));
  timed(row.diff, null, () => diffSnapshots(row.before, row.after).length);
}

/** What a script would do: a name is a device, a device and a port are an end, two ends are a link. */
function joinPlainly({ devices }: TopologyInput): number {
  const names = new Set(devices.map(({ name }) => name));
  const links = new Map<string, string[]>();
  for (const { name, facts } of devices) {
    for (const { localPort, systemName, portId } of facts?.neighbors ?? []) {
      if (systemName === null || !names.has(systemName)) continue;
      const [own, far] = [`${name}:${localPort}`, `${systemName}:${portId}`];
      const id = own < far ? `${own}--${far}` : `${far}--${own}`;
      const speakers = links.get(id);
      if (speakers) speakers.push(name);
      else links.set(id, [name]);
    }
  }
  return links.size;
}

function differPlainly(before: Snapshot, after: Snapshot): number {
  const old = new Set(before.links.map(({ id }) => id));
  const now = new Set(after.links.map(({ id }) => id));
  return before.links.filter(({ id }) => !now.has(id)).length + after.links.filter(({ id }) => !old.has(id)).length;
}

function line({ size, before, build, rebuild, join, diff, sets }: Times): string {
  const ms = (times: readonly Time[]): string => `${least(times).cpu.toFixed(least(times).cpu < 10 ? 1 : 0)} ms`;
  const ratio = (ours: readonly Time[], plain: readonly Time[]): string =>
    (least(ours).cpu / least(plain).cpu).toFixed(1);
  return [
    String(size).padEnd(7),
    String(before.links.length).padStart(7),
    ms(build).padStart(8),
    ms(join).padStart(10),
    ratio(build, join).padStart(7),
    ms(rebuild).padStart(14),
    ms(diff).padStart(9),
    ms(sets).padStart(14),
    ratio(diff, sets).padStart(7),
  ].join(' ');
}

/** The run that others disturbed least. */
function least(times: readonly Time[]): Time {
  const [first, ...rest] = times;
  if (first === undefined) throw new RangeError('nothing was measured');
  return rest.reduce((best, one) => (one.cpu < best.cpu ? one : best), first);
}

function tellLimits({ size, next, build, rebuild, diff }: Times): void {
  const verdict = (name: string, times: readonly Time[], limit: number): string => {
    const { cpu, wall } = least(times);
    const middle = median(times.map((one) => one.cpu)).toFixed(0);
    const figures = `${cpu.toFixed(0)} ms of the processor (median ${middle}), ${wall.toFixed(0)} ms by the clock`;
    return `${name.padEnd(13)} ${figures}, limit ${limit} ms${cpu > limit ? ': OVER THE LIMIT' : ''}`;
  };
  console.log(`${size} devices, the best of ${ROUNDS} runs:`);
  console.log(verdict('build', build, BUILD_LIMIT_MS));
  console.log(verdict('with previous', rebuild, BUILD_LIMIT_MS));
  console.log(verdict('diff', diff, DIFF_LIMIT_MS));
  globalThis.gc?.();
  const idle = process.memoryUsage().heapUsed;
  const topology = buildTopology(next);
  const grown = process.memoryUsage().heapUsed - idle;
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - idle;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const note = globalThis.gc
    ? `of which ${mb(kept)} are the topology`
    : 'garbage included (node --expose-gc tells them apart)';
  console.log(`memory: ${mb(grown)} for ${topology.links.length} links, ${note}`);
}
