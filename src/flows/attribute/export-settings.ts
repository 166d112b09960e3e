// What a device's own configuration says of measuring at a port: ingress, egress, and one packet in how many.
import type { SnapshotDevice } from '../../model/index.ts';
import { PORT_FLAGS } from './port-map.ts';

export interface PortSettings {
  /** Bits `ingress` and `egress` of PORT_FLAGS. */
  readonly flags: number;
  /** 0: not told. */
  readonly rate: number;
}

const UNTOLD: PortSettings = { flags: 0, rate: 0 };

/** `Gi0/1.100` → `Gi0/1`, `ge-0/0/0.0` → `ge-0/0/0`; null for a port that is no sub-interface by its name. */
export function parentPort(name: string): string | null {
  return /^(.+)\.\d+$/.exec(name)?.[1] ?? null;
}

/** Settings by port name; a device that measures and has no sampler counts every packet. A sub-interface that is not configured itself has those of its parent. */
export function exportSettings({ flowExport }: Pick<SnapshotDevice, 'flowExport'>): (port: string) => PortSettings {
  if (!flowExport) return () => UNTOLD;
  const ports = new Map(flowExport.ports.map((one) => [one.port, one]));
  const isUnsampled = flowExport.samplers.length === 0;
  return (name) => {
    const parent = parentPort(name);
    const own = ports.get(name) ?? (parent === null ? undefined : ports.get(parent));
    const { ingress = false, egress = false, sampler = null } = own ?? {};
    return {
      flags: (ingress ? PORT_FLAGS.ingress : 0) | (egress ? PORT_FLAGS.egress : 0),
      rate: rateOf(flowExport.samplers, own ? [name, own.port] : [name], sampler) ?? (own && isUnsampled ? 1 : 0),
    };
  };
}

type Samplers = NonNullable<SnapshotDevice['flowExport']>['samplers'];

/** The sampler that the port names; else the one that is told of this port; else the one that is told of all. */
function rateOf(samplers: Samplers, ports: readonly string[], named: string | null): number | null {
  const of = (test: (sampler: Samplers[number]) => boolean) => samplers.find(test)?.rate;
  return (
    (named === null ? undefined : of(({ name }) => name === named)) ??
    of(({ port }) => port !== null && ports.includes(port)) ??
    of(({ name, port }) => name === null && port === null) ??
    null
  );
}
