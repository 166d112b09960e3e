// A corpus through the whole way of a datagram, and each figure that comes out beside the truth it was made of.
import { FlowPipeline } from '../../../src/app/flows/flow-pipeline.ts';
import { readCapture } from '../../../src/collector/index.ts';
import { portMapOf } from '../../../src/flows/index.ts';
import type { LoadMinute } from '../../../src/model/index.ts';
import { type Corpus, EXPORTERS, MINUTES, PORTS, START_MINUTE, truthSlot } from './corpus.ts';
import { corpusSnapshot, linkOfPort } from './corpus-network.ts';

export interface Exactness {
  readonly records: number;
  /** (exporter, ifIndex, direction, minute) with traffic. */
  readonly rows: number;
  /** Rows that are not equal, in octets or packets, those that should not be there too. */
  readonly wrong: readonly string[];
}

const MINUTE_MS = 60_000;

/** As `serve` does: the minutes are asked for while datagrams come, and each is what was told of it last. */
export async function compareWithTruth(corpus: Corpus, talkers = 0): Promise<Exactness> {
  const pipeline = new FlowPipeline({ map: portMapOf(corpusSnapshot()), talkers });
  const minutes = new Map<number, LoadMinute>();
  let nextMs = 0;
  let lastMs = 0;
  const ask = (nowMs: number) => {
    for (const { loads } of pipeline.minutes(nowMs)) minutes.set(loads.minute, loads);
    nextMs = nowMs + MINUTE_MS / 2;
  };
  await readCapture(corpus.path, (bytes, from, to, source, receivedMs) => {
    if (receivedMs >= nextMs) ask(receivedMs);
    lastMs = receivedMs;
    pipeline.datagram(bytes, from, to, source, receivedMs);
  });
  ask(lastMs + 10 * MINUTE_MS);
  const records = pipeline.reader.counts().reduce((sum, one) => sum + one.records, 0);
  return { records, ...compare(corpus, minutes) };
}

function compare(corpus: Corpus, minutes: ReadonlyMap<number, LoadMinute>): Omit<Exactness, 'records'> {
  const rowOf = new Map<string, readonly [LoadMinute, number]>();
  for (const [minute, loads] of minutes) {
    loads.links.forEach((link, row) => {
      rowOf.set(`${link} ${loads.sides[row] === 1 ? 0 : 1} ${minute}`, [loads, row]);
    });
  }
  const wrong: string[] = [];
  let rows = 0;
  for (let exporter = 0; exporter < EXPORTERS; exporter++) {
    for (let ifIndex = 1; ifIndex <= PORTS; ifIndex++) {
      for (const out of [0, 1] as const) {
        for (let minute = START_MINUTE; minute < START_MINUTE + MINUTES; minute++) {
          const slot = truthSlot(exporter, ifIndex, out, minute);
          const truth = [corpus.bytes[slot] ?? 0, corpus.packets[slot] ?? 0];
          const [loads, row] = rowOf.get(`${linkOfPort(exporter, ifIndex)} ${out} ${minute}`) ?? [null, 0];
          const told = [loads?.bytes[row] ?? 0, loads?.packets[row] ?? 0];
          if (truth[1] !== 0) rows++;
          if (told[0] === truth[0] && told[1] === truth[1]) continue;
          wrong.push(
            `exporter ${exporter}, port ${ifIndex}, ${out === 1 ? 'out' : 'in'}, minute ${minute}: ${told} for ${truth}`,
          );
        }
      }
    }
  }
  return { rows, wrong };
}
