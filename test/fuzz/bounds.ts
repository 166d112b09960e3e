// What the worst storms take in memory and time: node --import tsx test/fuzz/bounds.ts. The figures of docs/reference/flows.md, Bounds.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Admission } from '../../src/collector/admission.ts';
import { FlowReader } from '../../src/flows/index.ts';
import { type Field, netflow5, optionsTemplate, set, template, uint, v10 } from '../flows/netflow-encoder.ts';
import { u32 } from '../flows/packets.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const START = 1_763_719_200_000;

/** Runs a storm against a fresh reader, and tells what that holds then. */
function storm(name: string, count: number, send: (reader: FlowReader, i: number) => void): void {
  const before = held();
  const reader = new FlowReader({ flows: () => {}, problem: () => {} }, { detail: 'talkers' });
  const began = performance.now();
  for (let i = 0; i < count; i++) send(reader, i);
  const each = ((performance.now() - began) * 1000) / count;
  const grown = (held() - before) / 1e6;
  const known = reader.templates().exporters.flatMap(({ domains }) => domains);
  const templates = known.reduce((sum, domain) => sum + domain.templates.length, 0);
  console.log(
    `${name}: ${grown.toFixed(0)} MB, ${each.toFixed(1)} µs/datagram, ${templates} templates kept, ${reader.refused} refused`,
  );
}

const read = (reader: FlowReader, bytes: Buffer, from: string, nowMs: number) =>
  reader.read(bytes, 0, bytes.length, from, nowMs);
const address = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

const sets = Array.from({ length: 40 }, (_, k) =>
  v10.templates(
    ...Array.from({ length: 250 }, (_, i) =>
      template(256 + 250 * k + i, [
        [1, 1 + (i % 8)],
        [2, 4],
        [10, 4],
      ]),
    ),
  ),
);
let old = 0;
const OLD = '192.0.2.1';
storm('10,000 exporters × 1,000 templates', 40_000, (reader, i) => {
  if (i === 0) read(reader, v10.message([v10.templates(template(300, [[1, 4]]))]), OLD, START);
  read(reader, v10.message([sets[Math.floor(i / 10_000)]!], { sequence: i }), address(i % 10_000), START + i);
  if (i % 5000 === 4999) {
    read(reader, v10.message([set(300, [u32(1)])], { sequence: ++old }), OLD, START + i);
    const counts = reader.counts().find((one) => one.address === OLD);
    if (counts?.records !== old) throw new Error(`the old exporter has ${counts?.records} of ${old} records`);
  }
});
const long = Array.from({ length: 1000 }, (_, k): Field => [1 + (k % 400), 1 + (k % 4)]);
storm('templates of 1,000 fields, each new', 40_000, (reader, i) =>
  read(
    reader,
    v10.message([v10.templates(template(256 + (i % 60_000), long))], { sequence: i }),
    address(i % 500),
    START + i,
  ),
);
storm('data without templates', 40_000, (reader, i) =>
  read(
    reader,
    v10.message([set(256 + (i % 999), [Buffer.alloc(1400)])], { sequence: i, domain: i % 64 }),
    address(i % 500),
    START + i,
  ),
);
storm('streams without end', 400_000, (reader, i) =>
  read(reader, v10.message([], { domain: i }), address(i % 2000), START + i),
);
const options = v10.options(
  optionsTemplate(
    400,
    [
      [302, 4],
      [10, 4],
    ],
    [
      [34, 4],
      [82, 200],
    ],
  ),
);
storm('samplers and names without end', 20_000, (reader, i) => {
  const records = Array.from({ length: 250 }, (_, k) =>
    Buffer.concat([uint(k, 4), u32(1 + k + 250 * (i % 8)), u32(i + 2), Buffer.alloc(200, 65 + (i % 26))]),
  );
  read(
    reader,
    v10.message([options, set(400, records)], { domain: Math.floor(i / 1000) }),
    address(i % 1000),
    START + i,
  );
});
const one = netflow5([{ bytes: 1, packets: 1 }]);
storm('100,000 made-up exporters that are allowed', 1_000_000, (reader, i) =>
  read(reader, one, address(i % 100_000), START + i),
);

const before = held();
const admission = new Admission((sender) => sender === OLD);
const began = performance.now();
const FLOOD = 3_000_000;
for (let i = 0; i < FLOOD; i++) admission.admit(address(i), 2055);
const each = ((performance.now() - began) * 1000) / FLOOD;
console.log(
  `${FLOOD} strangers: ${((held() - before) / 1e6).toFixed(1)} MB, ${each.toFixed(2)} µs/datagram beyond the socket`,
);
console.log(`whole process: RSS ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
