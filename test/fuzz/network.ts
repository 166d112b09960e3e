// The network of the attack: exporters that send anything, and one that sends what is true and must be believed.
import type { LinkLoads, Snapshot } from '../../src/model/index.ts';
import { directions, snapshotOf } from '../flows/load/scene.ts';
import { ipfix, set, template, uint, v10 } from '../flows/netflow-encoder.ts';

/** Devices whose exporters lie. */
export const LIARS = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '192.0.2.9', '2001:db8::9'];
export const HONEST = '2001:db8:900d::1';
const LINK = 'honest:Gi0/1 -- peer:Gi0/1';

export function network(): Snapshot {
  const ports = (measures: 'in' | 'both' | '') => ({
    ...{ 'Gi0/1': { ifIndex: 1, measures }, 'Gi0/2': { ifIndex: 2, measures }, 'Gi0/3': { ifIndex: 3, measures } },
  });
  const liars = LIARS.map(
    (address, i) => [`liar${i}`, { address, ports: ports((['in', 'both', ''] as const)[i % 3]!) }] as const,
  );
  return snapshotOf({
    devices: {
      ...Object.fromEntries(liars),
      honest: {
        address: HONEST,
        ports: { 'Gi0/1': { ifIndex: 1, measures: 'in' }, 'Gi0/2': { ifIndex: 2, measures: 'in' } },
      },
      peer: { ports: { 'Gi0/1': 1 } },
    },
    links: [
      LINK,
      ...LIARS.map((_, i) => `liar${i}:Gi0/1 -- liar${(i + 1) % LIARS.length}:Gi0/2`),
      'liar0:Gi0/3 -- honest:Gi0/2',
    ],
  });
}

const TEMPLATE = template(400, [
  [10, 4],
  [14, 4],
  [1, 8],
  [2, 8],
  [152, 8],
  [153, 8],
  [8, 4],
  [12, 4],
  [61, 1],
]);

/** An exporter that tells the truth: 1000 octets and two packets in every record that came in by port 1. */
export class Honest {
  records = 0;
  private sequence = 0;

  /** The template alone comes first, and now and then again. */
  next(nowMs: number): Buffer {
    const isTemplate = this.sequence % 64 === 0;
    const header = { seconds: Math.floor(nowMs / 1000), sequence: this.sequence, domain: 7 };
    this.sequence++;
    if (isTemplate && this.records === 0) return ipfix([v10.templates(TEMPLATE)], { ...header, sequence: 0 });
    this.records++;
    const times = [uint(nowMs - 500, 8), uint(nowMs - 100, 8)];
    const keys = [uint(0x0a000001, 4), uint(0x0a000002, 4), uint(0, 1)];
    const record = [uint(1, 4), uint(2, 4), uint(1000, 8), uint(2, 8), ...times, ...keys];
    return ipfix([...(isTemplate ? [v10.templates(TEMPLATE)] : []), set(400, record)], header);
  }

  /** Octets of frames on its link in a window. */
  static bytes(loads: LinkLoads): number {
    return directions(loads, LINK).back.bytes ?? 0;
  }
}

/** Of one honest record: layer 3 and 18 for each of its packets. */
export const HONEST_BYTES = 1036;
