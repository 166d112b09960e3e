// Memory stays bounded: many exporters, known and strange, for hours.
import { describe, expect, it } from 'vitest';
import {
  DIRECTION,
  FLOW_PROTOCOLS,
  FlowBatch,
  KNOWN,
  LoadMeter,
  type PortMap,
  portMapOf,
} from '../../../src/flows/index.ts';
import { type DeviceScene, snapshotOf, T0 } from './scene.ts';

const COUNT = 10_000;

/** A ring of exporters; each port at one link. */
function ring(): PortMap {
  const name = (i: number) => `r${(i + COUNT) % COUNT}`;
  const devices: Record<string, DeviceScene> = {};
  for (let i = 0; i < COUNT; i++) {
    devices[name(i)] = { address: `10.${i >> 8}.${i & 255}.1`, ports: { 'Gi0/0': 1, 'Gi0/1': 2 } };
  }
  const links = Array.from({ length: COUNT }, (_, i) => `${name(i)}:Gi0/1 -- ${name(i + 1)}:Gi0/0`);
  return portMapOf(snapshotOf({ devices, links }));
}

describe('the memory of a load meter', () => {
  it('is bounded with 10,000 exporters and as many strangers, hour after hour', { timeout: 120_000 }, () => {
    const map = ring();
    const meter = new LoadMeter(map, {
      addressOf: (slot) =>
        slot < COUNT ? `10.${slot >> 8}.${slot & 255}.1` : `203.${slot >> 16}.${(slot >> 8) & 255}.${slot & 255}`,
    });
    const batch = new FlowBatch(1024);
    batch.size = 1024;
    batch.protocol.fill(FLOW_PROTOCOLS.netflow9);
    batch.direction.fill(DIRECTION.ingress);
    batch.known.fill(KNOWN.inIf | KNOWN.outIf | KNOWN.bytes | KNOWN.packets | KNOWN.times | KNOWN.rate);
    batch.rate.fill(1);
    batch.bytes.fill(1000);
    batch.packets.fill(2);
    batch.outIf.fill(2);
    const held: number[] = [];
    let rows = 0;
    let told = 0;
    for (let minute = 0; minute < 45; minute++) {
      const now = T0 + minute * 60_000;
      for (let i = 0; i < 2 * COUNT; i += 1024) {
        for (let row = 0; row < 1024; row++) {
          batch.exporter[row] = (i + row) % (2 * COUNT);
          batch.inIf[row] = 1 + ((minute + row) % 3);
          batch.received[row] = now;
          batch.last[row] = now - 1000;
          batch.first[row] = now - 61_000;
        }
        meter.add(batch);
      }
      if (minute % 15 !== 14) continue;
      const minutes = meter.minutesChanged(now);
      rows = Math.max(rows, ...minutes.map(({ loads }) => loads.links.length));
      told += minutes.length;
      held.push(process.memoryUsage().arrayBuffers);
    }
    expect(rows).toBe(2 * COUNT);
    expect(told).toBeGreaterThan(35);
    // 40,000 keys of 33 octets in at most 15 open buckets, and the minutes that are kept: far less than this.
    expect(Math.max(...held)).toBeLessThan(250e6);
  });
});
