// What was saved, given back: one TrafficMinute for each step, of several writers merged.
import type { LoadMinute, Talker, TrafficMinute } from '../../model/index.ts';
import { type Cells, COLUMNS, type Column } from './cells.ts';
import type { TrafficFile } from './folder.ts';
import { type Links, sideOf } from './links.ts';
import { readCells } from './read-cells.ts';
import { readTalkers } from './read-talkers.ts';
import { type Report, readReports } from './report.ts';
import { NO_SOURCE } from './save.ts';
import { type BlockTime, blocksOf, type Window, type WindowReader } from './window.ts';

const NO_REPORT: Report = { unattributed: { bytes: 0, packets: 0, reasons: {} }, exporters: [], snapshot: null };

/** In the order of time; steps of which nothing is kept are left out. */
export function* minutesOf(reader: WindowReader, window: Window, withTalkers: boolean): Generator<TrafficMinute> {
  for (const block of blocksOf(window)) {
    yield* reader.read(block.file, (file) => minutesIn(file, block, withTalkers)) ?? [];
  }
}

function minutesIn(file: TrafficFile, block: BlockTime, withTalkers: boolean): TrafficMinute[] {
  const { start, fromStep, toStep } = block;
  const { seconds } = file.resolution;
  const cells = readCells(file, start, { fromChunk: 0, toChunk: file.links.chunks }, COLUMNS);
  const reports = readReports(file, start + fromStep * seconds, start + toStep * seconds);
  const talkers = withTalkers ? talkersIn(file, block) : new Map<number, Talker[]>();
  const minutes: TrafficMinute[] = [];
  for (let step = fromStep; step < toStep; step++) {
    const at = start + step * seconds;
    const loads = loadsOf(file.links, cells, step, at / 60);
    const report = reports.get(at);
    if (!report && loads.links.length === 0) continue;
    minutes.push({ loads, talkers: talkers.get(step) ?? [], ...(report ?? NO_REPORT) });
  }
  return minutes;
}

function loadsOf(links: Links, cells: Cells | null, step: number, minute: number): LoadMinute {
  const rows = cells ? knownRows(links, cells, step) : [];
  const column = (name: Column) => {
    const values = new Float64Array(rows.length);
    for (let index = 0; cells && index < rows.length; index++) {
      values[index] = cells.columns[name][(rows[index] as number) * cells.steps + step] as number;
    }
    return values;
  };
  const sources = Uint8Array.from(column('source'), (source) => (Number.isNaN(source) ? NO_SOURCE : source));
  return {
    ...{ minute, links: rows.map((row) => links.linkAt(row)), sides: Uint8Array.from(rows, sideOf) },
    ...{ bytes: column('bytes'), packets: column('packets'), variance: column('variance'), sources },
    ...{ covered: column('covered'), ingressFar: column('ingressFar'), egressNear: column('egressNear') },
    ...{ counters: column('counters'), flags: new Uint8Array(column('flags')) },
  };
}

function knownRows(links: Links, { columns, steps }: Cells, step: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < links.rows; row++) {
    const cell = row * steps + step;
    if (!Number.isNaN(columns.bytes[cell]) || !Number.isNaN(columns.covered[cell])) rows.push(row);
  }
  return rows;
}

function talkersIn(file: TrafficFile, { start }: BlockTime): Map<number, Talker[]> {
  const found = new Map<number, Talker[]>();
  for (const { table, stepOf, counts } of readTalkers(file, start, { fromChunk: 0, toChunk: file.links.chunks })) {
    for (let entry = 0; entry < table.size; entry++) {
      if (!counts(entry)) continue;
      const [row, key] = [table.rows[entry] as number, table.dictionary.keyAt(table.keys[entry] as number)];
      const [bytes, packets] = [table.bytes[entry] as number, table.packets[entry] as number];
      const list = found.get(stepOf(entry)) ?? [];
      found.set(stepOf(entry), list);
      list.push({ link: file.links.linkAt(row), side: sideOf(row), key, bytes, packets });
    }
  }
  return found;
}
