// Facts that outlive a visit: when a device started, its ifIndex numbers, its flow export. What this visit did not say
// is carried over from the previous snapshot as long as the device has not restarted since.
import type { Port, SnapshotDevice } from '../model/index.ts';
import type { Surveyed } from './survey.ts';

type CarriedFacts = Pick<SnapshotDevice, 'bootedAt' | 'ifIndexAsOf' | 'flowExport' | 'endpoints'> & {
  readonly ports: readonly Port[];
};

/** Uptimes are printed to the minute and answered a while after they were counted. */
export const SAME_BOOT_MS = 3 * 60_000;

export function carryFacts({ device: { facts }, before, ports }: Surveyed, takenAt: string): CarriedFacts {
  const bootedAt = bootTime(facts?.uptimeSeconds ?? null, before?.bootedAt ?? null, takenAt);
  const flowExport = facts?.flowExport ?? before?.flowExport ?? null;
  const endpoints = facts?.endpoints ?? before?.endpoints ?? [];
  const numbered = numberPorts(ports, facts?.ports ?? [], before, bootedAt, takenAt);
  return {
    ports: numbered.ports,
    ifIndexAsOf: numbered.ifIndexAsOf,
    bootedAt,
    flowExport: flowExport && (structuredClone(flowExport) as SnapshotDevice['flowExport']),
    endpoints: endpoints.map((entry) => ({ ...entry })),
  };
}

/** The time known before is kept while the uptime still tells the same start, so that equal boots are equal text. */
function bootTime(uptimeSeconds: number | null, before: string | null, takenAt: string): string | null {
  if (uptimeSeconds === null) return before;
  const bootedMs = Date.parse(takenAt) - uptimeSeconds * 1000;
  if (before !== null && Math.abs(bootedMs - Date.parse(before)) <= SAME_BOOT_MS) return before;
  return new Date(Math.floor(bootedMs / 60_000) * 60_000).toISOString();
}

/** IOS and its kin may number interfaces anew at every start (RFC 2863 §3.1.5), so older numbers end there. */
function numberPorts(
  ports: readonly Port[],
  read: readonly Port[],
  before: SnapshotDevice | null,
  bootedAt: string | null,
  takenAt: string,
): Pick<CarriedFacts, 'ports' | 'ifIndexAsOf'> {
  if (read.some((port) => port.ifIndex !== null)) return { ports, ifIndexAsOf: takenAt };
  const isSameBoot = before !== null && before.bootedAt === bootedAt;
  if (!isSameBoot) return { ports: ports.map((port) => ({ ...port, ifIndex: null })), ifIndexAsOf: null };
  const numbers = new Map(before.ports.map((port) => [port.name, port.ifIndex]));
  return {
    ports: ports.map((port) => ({ ...port, ifIndex: numbers.get(port.name) ?? null })),
    ifIndexAsOf: before.ifIndexAsOf,
  };
}
