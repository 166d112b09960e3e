// A lab that exports flows, without waiting: its datagrams of a window, read by the reader of the product.
import {
  FLOW_FLAGS,
  type FlowBatch,
  type FlowProblem,
  FlowReader,
  formatIpv4,
  type PortCounters,
} from '../../../src/flows/index.ts';
import { type ExportedDatagram, type Lab, type LabOptions, startLab } from '../../../src/lab/index.ts';
import { FIVE_ROUTERS } from '../five-routers.ts';

/** 2026-09-21T14:13:20Z, a whole second. */
export const START = 1_790_000_000_000;

const open: Lab[] = [];

export async function closeLabs(): Promise<void> {
  for (const lab of open.splice(0)) await lab.close();
}

export async function flowLab(options: Partial<LabOptions>): Promise<Lab> {
  const lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free', trafficStartMs: START, ...options });
  open.push(lab);
  return lab;
}

export interface Row {
  readonly exporter: string;
  readonly inIf: number;
  readonly outIf: number;
  readonly seenAt: number;
  readonly direction: number;
  readonly rate: number;
  readonly bytes: number;
  readonly packets: number;
  readonly first: number;
  readonly last: number;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly proto: number;
  readonly tos: number;
  readonly tcpFlags: number;
  readonly vlan: number;
  /** Octets of frames, scaled by the rate. */
  readonly frames: number;
}

export interface Decoded {
  readonly rows: readonly Row[];
  readonly counters: readonly (PortCounters & { readonly address: string })[];
  readonly problems: readonly FlowProblem[];
  readonly portNames: ReadonlyMap<string, string>;
  readonly lost: number;
}

export function decode(datagrams: Iterable<ExportedDatagram>): Decoded {
  const rows: Row[] = [];
  const counters: (PortCounters & { address: string })[] = [];
  const problems: FlowProblem[] = [];
  const portNames = new Map<string, string>();
  const reader: FlowReader = new FlowReader(
    {
      flows: (batch) => {
        for (let i = 0; i < batch.size; i++) rows.push(readRow(batch, i, reader.addressOf(batch.exporter[i]!)));
      },
      problem: (problem) => problems.push(problem),
      counters: (one) => counters.push({ ...one, address: reader.addressOf(one.exporter) }),
      portName: (exporter, ifIndex, name) => portNames.set(`${reader.addressOf(exporter)} ${ifIndex}`, name),
    },
    { detail: 'all' },
  );
  for (const { bytes, address, sentMs } of datagrams) reader.read(bytes, 0, bytes.length, address, sentMs);
  reader.flush();
  const lost = reader.counts().reduce((sum, one) => sum + one.lost, 0);
  return { rows, counters, problems, portNames, lost };
}

function readRow(batch: FlowBatch, i: number, exporter: string): Row {
  const [bytes, packets, rate] = [batch.bytes[i]!, batch.packets[i]!, batch.rate[i]!];
  const overhead = (batch.flags[i]! & FLOW_FLAGS.frameBytes) === 0 ? 18 * packets : 0;
  return {
    exporter,
    ...{ inIf: batch.inIf[i]!, outIf: batch.outIf[i]!, seenAt: batch.seenAt[i]!, direction: batch.direction[i]! },
    ...{ rate, bytes, packets, first: batch.first[i]!, last: batch.last[i]! },
    ...{ src: formatIpv4(batch.src[4 * i]!), dst: formatIpv4(batch.dst[4 * i]!) },
    ...{ srcPort: batch.srcPort[i]!, dstPort: batch.dstPort[i]!, proto: batch.proto[i]!, tos: batch.tos[i]! },
    ...{ tcpFlags: batch.tcpFlags[i]!, vlan: batch.vlan[i]!, frames: (bytes + overhead) * rate },
  };
}

/** Sums by whatever `key` says, as `[key, bytes of frames, packets]`, sorted; packets scaled too. */
export function sumBy(rows: readonly Row[], key: (row: Row) => string): [string, number, number][] {
  const sums = new Map<string, [string, number, number]>();
  for (const row of rows) {
    const sum = sums.get(key(row)) ?? [key(row), 0, 0];
    sum[1] += row.frames;
    sum[2] += row.packets * row.rate;
    sums.set(key(row), sum);
  }
  return [...sums.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What truly entered each port of a device that can be logged into, as `sumBy` would give it by `address ifIndex`. */
export function trueIngress(lab: Lab, fromMs: number, toMs: number, ifIndexOf: IfIndexOf): [string, number, number][] {
  return lab.traffic
    .truth(fromMs, toMs)
    .flatMap(({ link, side, bytes, packets }): [string, number, number][] => {
      const end = link.split('--')[1 - side]!;
      const device = lab.devices.find(({ name }) => end.startsWith(`${name}:`));
      return device ? [[`${device.flowAddress} ${ifIndexOf(end)}`, bytes, packets]] : [];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export type IfIndexOf = (end: string) => number;

/** In the five-router lab ports are numbered from 1 in their order: Gi0/0 is 1. */
export const fiveRouterIndex: IfIndexOf = (end) => Number(end.at(-1)) + 1;
