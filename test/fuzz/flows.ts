// The long attack on flow decoders: node --import tsx test/fuzz/flows.ts [--minutes N] [--seed S] [--protocol P]
// Ends with 1 at the first thing that is wrong, with the seed and the datagram in hexadecimal.
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Attack } from './run.ts';
import { FUZZ_PROTOCOLS, type FuzzProtocol } from './seeds.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    protocol: { type: 'string' },
  },
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Datagrams of one attack; then another begins, with other limits and another detail. */
const OF_ONE = 300_000;
const SLICE = 20_000;
/** The heap may grow by so much from the first attacks to the last. */
const GROWTH = 48e6;

const DETAILS = ['all', 'talkers', 'load'] as const;
const protocols = values.protocol === undefined ? FUZZ_PROTOCOLS : [values.protocol as FuzzProtocol];
const until = Date.now() + Number(values.minutes) * 60_000;
const counts = new Map<string, { datagrams: number; rows: number; ms: number }>();
const heaps: number[] = [];
let seed = Number(values.seed);
let slowest = 0;

function begin(protocol: FuzzProtocol): Attack {
  seed++;
  return new Attack({ protocol, seed, detail: DETAILS[seed % 3]!, isWide: seed % 2 === 0 });
}

function report(): void {
  collect();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  heaps.push(heapUsed + arrayBuffers);
  const total = [...counts.values()].reduce((sum, { datagrams }) => sum + datagrams, 0);
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    `${total} datagrams, heap ${mb(heapUsed)}, buffers ${mb(arrayBuffers)}, RSS ${mb(rss)}, slowest slice ${slowest.toFixed(1)} µs/datagram`,
  );
  slowest = 0;
}

try {
  while (Date.now() < until) {
    for (const protocol of protocols) {
      const attack = begin(protocol);
      const count = counts.get(protocol) ?? { datagrams: 0, rows: 0, ms: 0 };
      counts.set(protocol, count);
      const began = performance.now();
      for (let done = 0; done < OF_ONE && Date.now() < until; done += SLICE) {
        const slice = performance.now();
        attack.run(SLICE);
        count.datagrams += SLICE;
        slowest = Math.max(slowest, ((performance.now() - slice) * 1000) / SLICE);
      }
      attack.end();
      count.rows += attack.rows;
      count.ms += performance.now() - began;
      report();
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
for (const [protocol, { datagrams, rows, ms }] of counts) {
  console.log(`${protocol}: ${datagrams} datagrams, ${rows} rows, ${((ms * 1000) / datagrams).toFixed(2)} µs each`);
}
// Six attacks of a protocol have all details with all limits: only whole rounds can be compared.
const round = 6 * protocols.length;
const [first, last] = [Math.max(...heaps.slice(0, round)), Math.min(...heaps.slice(-round))];
console.log(
  `heap after collection: ${Math.round(first / 1e6)} MB at most in the first round, ${Math.round(last / 1e6)} MB at least in the last`,
);
if (last > first + GROWTH) {
  console.error('memory has grown');
  process.exit(1);
}
