// Flows from captures: equal to the truth in every row, and what a million records cost, step by step, beside a C loop and other programs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileC, compileProgram } from './flows/compile.ts';
import { CORPUS_KINDS, type CorpusKind, writeCorpus } from './flows/corpus.ts';
import { Stopwatch } from './flows/cpu.ts';
import { compareWithTruth } from './flows/exactness.ts';
import { OUR_STEPS, type OurStep } from './flows/our-steps.ts';
import { type Bench, type Corpora, marginal, missingOf, PEERS } from './flows/peers.ts';
import { median } from './median.ts';

const ROUNDS = 3;
const RECORDS = { tiny: 6_000, small: 60_000, large: 1_200_000 } as const;

/** Processor seconds per million records where the C loop takes `AIM_C` for NetFlow v5: decoded and counted. All our work may take twice as much. */
const AIMS: Readonly<Record<CorpusKind, number>> = { netflow5: 0.055, netflow9: 0.07, ipfix: 0.09, sflow5: 0.16 };
const AIM_C = 0.01;

interface Programs extends Bench {
  readonly ideal: string | null;
  readonly step: string;
}

export async function benchFlows(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  try {
    const program = compileProgram(folder);
    const programs: Programs = {
      ...{ folder, watch: new Stopwatch(folder), sender: compileC('send', folder), ideal: compileC('ideal', folder) },
      step: program('test/bench/flows/step-process.ts'),
    };
    if (programs.ideal === null) console.log('no gcc: there is no C loop to compare with');
    if (!programs.watch.seesAll) console.log('no perf: plugins of pmacct are not counted');
    let scale = Number.NaN;
    for (const kind of CORPUS_KINDS) {
      const corpora = await prepare(kind, folder);
      const costs = await measure(programs, corpora);
      if (kind === 'netflow5') scale = median(costs.get(IDEAL) ?? []) / AIM_C;
      report(kind, costs, AIMS[kind] * scale);
      for (const { path } of Object.values(corpora)) rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const IDEAL = 'C loop, -O2: decode and count';

async function prepare(kind: CorpusKind, folder: string): Promise<Corpora> {
  const write = (size: keyof typeof RECORDS) => writeCorpus(kind, join(folder, `${kind}-${size}.pcap`), RECORDS[size]);
  const corpora = { tiny: write('tiny'), small: write('small'), large: write('large') };
  const { rows, records, wrong } = await compareWithTruth(corpora.large);
  if (records !== RECORDS.large) throw new Error(`${kind}: ${records} records were decoded of ${RECORDS.large}`);
  if (wrong.length > 0) throw new Error(`${kind}: ${wrong.length} rows differ: ${wrong.slice(0, 5).join('; ')}`);
  console.log(`\n${kind}: ${records} records, all of ${rows} rows (exporter, port, direction, minute) equal the truth`);
  return corpora;
}

type Costs = Map<string, number[]>;

/** In turns, so that what else the machine does hurts all alike. */
async function measure(programs: Programs, corpora: Corpora): Promise<Costs> {
  const { watch, ideal, step } = programs;
  const { small, large } = corpora;
  const costs: Costs = new Map();
  const note = (name: string, cost: number) => costs.set(name, [...(costs.get(name) ?? []), cost]);
  for (let round = 0; round < ROUNDS; round++) {
    if (ideal !== null)
      note(
        IDEAL,
        marginal(watch, small, large, (file) => [ideal, file]),
      );
    for (const name of OUR_STEPS) {
      note(
        name,
        marginal(watch, small, large, (file) => [process.execPath, step, name, file]),
      );
    }
    for (const peer of PEERS) {
      if (!peer.kinds.includes(large.kind)) continue;
      const missing = missingOf(peer);
      if (missing.length === 0) note(peer.name, await peer.measure(programs, corpora));
      else if (round === 0) console.log(`  not installed: ${missing.join(', ')}`);
    }
  }
  return costs;
}

const STEP_NAMES: Readonly<Record<OurStep, string>> = {
  read: 'toposcope: read the capture',
  decode: '  + decode ports, octets, times',
  load: '  + links, spreading, minutes',
  keys: '  + addresses and headers',
  talkers: '  + talkers',
  whole: '  + minutes told: all of it',
};

function report(kind: CorpusKind, costs: Costs, aim: number): void {
  const of = (name: string) => median(costs.get(name) ?? []);
  const [read, decode, load, keys, talkers, whole] = OUR_STEPS.map(of) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // What `talkers` does before it counts talkers: keys are decoded in the step before loads are counted.
  const withKeys = load + keys - decode;
  const sums: Record<OurStep, number> = { read, decode, load, keys: withKeys, talkers, whole };
  console.log('  processor seconds per million records    × C loop   share of all');
  const line = (name: string, cost: number, share = '') => {
    const ratio = of(IDEAL) > 0 ? `${(cost / of(IDEAL)).toFixed(1)} ×` : '';
    console.log(`  ${name.padEnd(36)}${cost.toFixed(4).padStart(8)}${ratio.padStart(11)}${share.padStart(13)}`);
  };
  line(IDEAL, of(IDEAL));
  let before = 0;
  for (const step of OUR_STEPS) {
    line(STEP_NAMES[step], sums[step], `${Math.round(((sums[step] - before) / whole) * 100)} %`);
    before = sums[step];
  }
  for (const [name] of costs) if (name !== IDEAL && !(name in STEP_NAMES)) line(name, of(name));
  const counted = kind === 'sflow5' ? withKeys : load;
  tellAim('decoded, attributed, counted', counted, aim);
  tellAim('all of it', whole, 2 * aim);
}

function tellAim(name: string, cost: number, aim: number): void {
  if (Number.isNaN(aim)) return;
  const verdict = cost <= aim ? 'reached' : `missed, ${(cost / aim).toFixed(1)} times as much`;
  console.log(`  aim, ${name}: ${aim.toFixed(3)} on this machine now: ${verdict}`);
}
