// A collector as `serve` has it, in a process of its own: sockets in a thread, and a main thread that can be kept busy. Obeys its parent.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFlows } from '../../../src/app/flows/collect-flows.ts';
import { corpusSnapshot } from './corpus-network.ts';

export type Order =
  | { readonly kind: 'block'; readonly ms: number }
  | { readonly kind: 'status' }
  | { readonly kind: 'stop' };

export interface Intake {
  readonly datagrams: number;
  readonly records: number;
  readonly kernelDrops: number;
  /** Records missing by the sequence numbers. */
  readonly lost: number;
  /** Of the whole process, seconds. */
  readonly cpu: number;
  readonly rssBytes: number;
  readonly receiveBufferBytes: number;
}

const output = mkdtempSync(join(tmpdir(), 'toposcope-intake-'));
const hour = 3600;
const collection = await collectFlows({
  output,
  settings: {
    enabled: true,
    listen: [{ address: '127.0.0.1', port: 0, transport: 'udp' }],
    exporters: 'inventory',
    receiveBufferBytes: Number(process.argv[2]),
    ...{ windowSeconds: 300, talkers: 20, mmdb: [] },
    retention: { minuteSeconds: hour, fiveMinuteSeconds: hour, hourSeconds: hour },
  },
  snapshot: corpusSnapshot((exporter) => (exporter === 0 ? '127.0.0.1' : `10.255.${exporter}.1`)),
  onProblem: (text) => console.log(`  ${text}`),
  onEnd: (error) => {
    throw error;
  },
});

async function status(): Promise<Intake> {
  const { sockets, exporters } = await collection.status();
  const { user, system } = process.cpuUsage();
  const [socket, exporter] = [sockets[0], exporters[0]];
  return {
    datagrams: socket?.datagrams ?? 0,
    kernelDrops: socket?.kernelDrops ?? 0,
    receiveBufferBytes: socket?.receiveBufferBytes ?? 0,
    ...{ records: exporter?.records ?? 0, lost: exporter?.lost ?? 0 },
    ...{ cpu: (user + system) / 1e6, rssBytes: process.memoryUsage().rss },
  };
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'status') process.send?.(await status());
  if (order.kind === 'block') {
    for (const until = performance.now() + order.ms; performance.now() < until; );
    process.send?.('blocked');
  }
  if (order.kind === 'stop') {
    await collection.stop();
    rmSync(output, { recursive: true });
    process.disconnect();
  }
}

process.on('message', (order: Order) => void obey(order));
process.send?.(collection.listening[0]?.port);
