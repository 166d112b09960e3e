// Rows of a batch as objects, for tests that want to read them slowly.
import { DIRECTION, FlowBatch, KNOWN } from '../../../src/flows/index.ts';

export interface Row {
  readonly src: string | null;
  readonly dst: string | null;
  readonly srcPort: number | null;
  readonly dstPort: number | null;
  readonly proto: number | null;
  readonly tos: number | null;
  readonly tcpFlags: number | null;
  readonly srcAs: number | null;
  readonly dstAs: number | null;
  readonly inIf: number | null;
  readonly outIf: number | null;
  readonly bytes: number | null;
  readonly packets: number | null;
  readonly vlan: number | null;
  readonly srcMac: number | null;
  readonly dstMac: number | null;
  readonly exporter: number;
  readonly direction: keyof typeof DIRECTION;
}

export const NOTHING: Row = {
  ...{ src: null, dst: null, srcPort: null, dstPort: null, proto: null, tos: null, tcpFlags: null, srcAs: null },
  ...{ dstAs: null, inIf: null, outIf: null, bytes: null, packets: null, vlan: null, srcMac: null, dstMac: null },
  ...{ exporter: 0, direction: 'unknown' as const },
};

/** The words of an address, by a way of its own. */
export function addressWords(text: string): number[] {
  if (!text.includes(':')) {
    const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
    return [((a * 256 + b) * 256 + c) * 256 + d, 0xdead, 0xbeef, 0xffff];
  }
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  return [0, 2, 4, 6].map((i) => numbers[i]! * 65_536 + numbers[i + 1]!);
}

export function batchOf(rows: readonly Row[]): FlowBatch {
  const batch = new FlowBatch(Math.max(rows.length, 1));
  const numbers = ['srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'srcAs', 'dstAs', 'inIf', 'outIf'] as const;
  const more = ['bytes', 'packets', 'vlan', 'srcMac', 'dstMac'] as const;
  rows.forEach((row, i) => {
    for (const name of [...numbers, ...more]) {
      const value = row[name];
      if (value === null) continue;
      batch[name][i] = value;
      batch.known[i]! |= KNOWN[name];
    }
    for (const end of ['src', 'dst'] as const) {
      const address = row[end];
      if (address === null) continue;
      batch[end].set(addressWords(address), 4 * i);
      batch.family[i] = address.includes(':') ? 6 : 4;
      batch.known[i]! |= KNOWN[end];
    }
    batch.exporter[i] = row.exporter;
    batch.direction[i] = DIRECTION[row.direction];
  });
  batch.size = rows.length;
  return batch;
}
