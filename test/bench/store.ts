// Saving and reading snapshots against the document as one file, in turns. A save also keeps the intervals and writes the
// document as two files; the longest that it lets nothing else of the process have its turn is told as well.
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { linkId, SNAPSHOT_SCHEMA, Snapshot } from '../../src/model/index.ts';
import { replaceFile } from '../../src/store/atomic-file.ts';
import { type Evidence, hashAnswer, openStore, snapshotId } from '../../src/store/index.ts';
import { median } from './median.ts';

/** Devices, links, rounds. */
const SIZES = [
  [10, 12, 40],
  [1000, 1332, 12],
  [10_000, 13_332, 6],
] as const;

export async function benchStore(): Promise<void> {
  console.log('median milliseconds, and how many times those of the file');
  for (const [devices, links, rounds] of SIZES) await benchSize(devices, links, rounds);
}

async function benchSize(devices: number, links: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const store = openStore(join(folder, 'output'));
  const times = new Stopwatch();
  const evidence = answers(devices);
  let minute = 0;
  let flips = 0;
  const next = () => network(devices, links, minute++, flips);
  try {
    await times.take('first save', () => store.save(next(), evidence));
    for (let round = 0; round < rounds; round++) {
      const [alone, file] = [next(), join(folder, `${round}.json`)];
      await times.take('file written', () => replaceFile(file, `${JSON.stringify(alone, null, 2)}\n`));
      const same = next();
      await times.take('save, nothing changed', () => store.save(same, evidence));
      flips += 1;
      const changed = next();
      await times.take('save, 1 % of links changed', () => store.save(changed, evidence));
      await times.take('file read', async () => Snapshot.parse(JSON.parse(await readFile(file, 'utf8'))));
      const read = await times.take('read', () => store.read('latest'));
      if (read.links.length !== links) throw new Error('links are missing');
    }
    console.log(`${devices} devices, ${links} links`);
    times.report('file written', ['first save', 'save, nothing changed', 'save, 1 % of links changed']);
    times.report('file read', ['read']);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function answers(devices: number): Evidence[] {
  return Array.from({ length: devices }, (_, index) => {
    const raw = Array.from({ length: 20 }, (_, row) => `r${index + row}.example.net  Gi0/${row}  120  R  Gi0/1`).join(
      '\r\n',
    );
    return { hash: hashAnswer(raw), raw };
  });
}

/** A ring with chords. Of every hundred links one is in another state at odd `flips`. */
function network(devices: number, links: number, minute: number, flips: number): Snapshot {
  const at = new Date(Date.UTC(2026, 10, 21, 10, minute));
  const [takenAt, none] = [at.toISOString(), null];
  const evidence = hashAnswer('an answer');
  const port = (number: number) => `GigabitEthernet0/${number}`;
  return Snapshot.parse({
    ...{
      schema: SNAPSHOT_SCHEMA,
      id: snapshotId(at),
      takenAt,
      tookMs: 1,
      previous: null,
      segments: [],
      changes: [],
      problems: [],
    },
    devices: Array.from({ length: devices }, (_, index) => ({
      ...{
        name: `r${index}`,
        managed: true,
        hostname: `r${index}`,
        platform: 'cisco_ios',
        model: none,
        version: '15.8',
      },
      ...{ serial: none, managementAddress: none, chassisId: none, groups: ['devices'], site: none, role: none },
      ...{ aliases: [], capabilities: [], identity: [], lldp: none, claimsAsOf: takenAt, ports: [] },
      poll: { status: 'ok', code: null, message: null, hint: null, tookMs: 5, changed: false },
    })),
    links: Array.from({ length: links }, (_, index) => {
      const a = { device: `r${index % devices}`, port: port(index) };
      const b = { device: `r${(index * 7 + 1) % devices}`, port: port(index) };
      const isOneWay = index % 100 === 0 && flips % 2 === 1;
      const claim = (by: typeof a, far: typeof b) => ({
        ...{
          by: by.device,
          port: by.port,
          protocol: 'lldp',
          systemName: far.device,
          chassisId: none,
          portId: far.port,
        },
        ...{ portDescription: none, holdSeconds: 120, remainingSeconds: 100 - (minute % 20), at: takenAt },
        ...{ command: 'show lldp neighbors detail', evidence, rule: 'exact name' },
      });
      return {
        ...{ id: linkId(a, b), a, b, state: isOneWay ? 'one-way' : 'confirmed', reason: isOneWay ? 'silent' : null },
        ...{ settling: false, protocols: ['lldp'], speedBps: 1e9, bundle: none, segment: none, firstSeen: takenAt },
        claims: isOneWay ? [claim(a, b)] : [claim(a, b), claim(b, a)],
      };
    }),
    answers: Object.fromEntries(
      Array.from({ length: devices }, (_, index) => [`r${index}`, { 'show lldp neighbors': evidence }]),
    ),
  });
}

class Stopwatch {
  readonly #times = new Map<string, number[]>();
  readonly #pauses = new Map<string, number[]>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startedAt = performance.now();
    const result = await work();
    this.#note(this.#times, name, performance.now() - startedAt);
    // One more turn, so that a pause at the end is seen.
    await new Promise((done) => setTimeout(done, 5));
    delay.disable();
    this.#note(this.#pauses, name, delay.max / 1e6);
    return result;
  }

  report(baseline: string, names: readonly string[]): void {
    const base = median(this.#times.get(baseline) ?? []);
    console.log(`  ${baseline.padEnd(28)}${base.toFixed(1).padStart(8)}`);
    for (const name of names) {
      const [ms, pause] = [this.#times, this.#pauses].map((all) => median(all.get(name) ?? []));
      const ratio = `${((ms ?? 0) / base).toFixed(1)} ×`;
      console.log(
        `  ${name.padEnd(28)}${(ms ?? 0).toFixed(1).padStart(8)}${ratio.padStart(9)}   longest pause ${(pause ?? 0).toFixed(0)}`,
      );
    }
  }

  #note(all: Map<string, number[]>, name: string, ms: number): void {
    all.set(name, [...(all.get(name) ?? []), ms]);
  }
}
