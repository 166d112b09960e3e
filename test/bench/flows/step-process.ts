// One step of the way of a datagram, over one capture, in a process of its own: `step-process.js STEP FILE`. Prints records and octets.
import { FlowPipeline } from '../../../src/app/flows/flow-pipeline.ts';
import { readCapture } from '../../../src/collector/index.ts';
import {
  type FlowBatch,
  FlowReader,
  LoadMeter,
  type OnDatagram,
  portMapOf,
  TalkerMeter,
} from '../../../src/flows/index.ts';
import { corpusSnapshot } from './corpus-network.ts';
import { OUR_STEPS, type OurStep } from './our-steps.ts';

const SAVE_MS = 60_000;
const BATCH = 1024;
const TALKERS = 10;

let [records, octets] = [0, 0];

/** What is done with a datagram, and every minute of the capture. */
interface Step {
  readonly datagram: OnDatagram;
  save(nowMs: number): void;
}

function count(batch: FlowBatch): void {
  records += batch.size;
  for (let row = 0; row < batch.size; row++) octets += (batch.bytes[row] as number) * (batch.rate[row] as number);
}

function readOnly(): Step {
  const datagram: OnDatagram = (_, from, to) => {
    records++;
    octets += to - from;
  };
  return { datagram, save: () => undefined };
}

function decode(detail: 'load' | 'talkers'): Step {
  const reader = new FlowReader({ flows: count, problem: () => undefined }, { detail, batchSize: BATCH });
  return {
    datagram: (bytes, from, to, { address }, ms) => reader.read(bytes, from, to, address, ms),
    save: () => reader.flush(),
  };
}

function load(talkers: TalkerMeter | null): Step {
  const sink = {
    flows: (batch: FlowBatch) => {
      const bookings = meter.add(batch);
      talkers?.add(batch, bookings);
    },
    problem: () => undefined,
  };
  const reader = new FlowReader(sink, { detail: talkers ? 'talkers' : 'load', batchSize: BATCH });
  const meter = new LoadMeter(portMapOf(corpusSnapshot()), {
    addressOf: (slot) => reader.addressOf(slot),
    clockOffsetOf: (slot) => reader.clockOffsetOf(slot),
    batchSize: BATCH,
  });
  return {
    datagram: (bytes, from, to, { address }, ms) => reader.read(bytes, from, to, address, ms),
    save(nowMs) {
      reader.flush();
      for (const { loads, isFinal } of meter.minutesChanged(nowMs)) {
        if (!isFinal) continue;
        sum(loads.bytes, loads.packets);
        talkers?.forgetBefore(loads.minute + 1);
      }
    },
  };
}

function whole(): Step {
  const pipeline = new FlowPipeline({ map: portMapOf(corpusSnapshot()), talkers: TALKERS });
  return {
    datagram: pipeline.datagram,
    save(nowMs) {
      for (const { loads, isFinal } of pipeline.minutes(nowMs)) if (isFinal) sum(loads.bytes, loads.packets);
    },
  };
}

function sum(bytes: Float64Array, packets: Float64Array): void {
  for (const one of bytes) octets += one;
  for (const one of packets) records += one;
}

const STEPS: Readonly<Record<OurStep, () => Step>> = {
  read: readOnly,
  decode: () => decode('load'),
  load: () => load(null),
  keys: () => decode('talkers'),
  talkers: () => load(new TalkerMeter({ keep: TALKERS })),
  whole,
};

const [, , wanted = '', file = ''] = process.argv;
const name = OUR_STEPS.find((step) => step === wanted);
if (!name) throw new Error(`no step is called ${wanted}`);
const step = STEPS[name]();
let [nextMs, lastMs] = [Number.NEGATIVE_INFINITY, 0];
await readCapture(file, (bytes, from, to, source, receivedMs) => {
  if (receivedMs >= nextMs) {
    step.save(receivedMs);
    nextMs = receivedMs + SAVE_MS;
  }
  lastMs = receivedMs;
  step.datagram(bytes, from, to, source, receivedMs);
});
step.save(lastMs);
console.log(records, octets);
