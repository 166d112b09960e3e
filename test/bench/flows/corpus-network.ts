// The network that a corpus was "measured" in, as a snapshot: every port of every exporter has a cable to a stub of its own.
import { linkId, SNAPSHOT_SCHEMA, Snapshot } from '../../../src/model/index.ts';
import { EXPORTERS, exporterAddress, PORTS } from './corpus.ts';

/** Each device says that it measures what comes in at every port: so what leaves is known, too. */
export function corpusSnapshot(addressOf: (exporter: number) => string = exporterAddress): Snapshot {
  const exporters = Array.from({ length: EXPORTERS }, (_, index) => index);
  const ports = Array.from({ length: PORTS }, (_, index) => index + 1);
  return Snapshot.parse({
    ...{ schema: SNAPSHOT_SCHEMA, id: 'corpus', takenAt: '2023-11-14T22:00:00Z', tookMs: 1, previous: null },
    devices: exporters.map((exporter) => deviceOf(exporter, addressOf(exporter), ports)),
    links: exporters.flatMap((exporter) =>
      ports.map((port) => {
        const [a, b] = [portEnd(exporter, port), stubEnd(exporter, port)];
        return {
          ...{ id: linkId(a, b), a, b, state: 'unverified', reason: null, settling: false, protocols: [] },
          ...{ speedBps: 10e9, bundle: null, segment: null, firstSeen: '2023-11-14T22:00:00Z', claims: [] },
        };
      }),
    ),
    ...{ segments: [], changes: [], problems: [], answers: {} },
  });
}

/** The link of a port. Traffic enters by it on side 1, from the stub at `b`. */
export function linkOfPort(exporter: number, ifIndex: number): string {
  return linkId(portEnd(exporter, ifIndex), stubEnd(exporter, ifIndex));
}

function portEnd(exporter: number, ifIndex: number) {
  return { device: `exporter${exporter}`, port: `Ethernet${ifIndex}` };
}

function stubEnd(exporter: number, ifIndex: number) {
  return { device: `stub${exporter}-${ifIndex}`, port: null };
}

function deviceOf(exporter: number, address: string, ports: readonly number[]) {
  const none = null;
  return {
    ...{ name: `exporter${exporter}`, managed: true, hostname: none, platform: none, model: none, version: none },
    ...{ serial: none, managementAddress: address, chassisId: none, groups: [], site: none },
    ...{ role: none, aliases: [], poll: none, lldp: none },
    ports: ports.map((ifIndex) => ({
      ...{ name: `Ethernet${ifIndex}`, short: `Et${ifIndex}`, ifIndex, speedBps: 10e9, adminUp: true, operUp: true },
      ...{ description: none, bundle: none, addresses: [] },
    })),
    flowExport: {
      ...{ exporters: [], samplers: [], activeTimeoutSeconds: 60, inactiveTimeoutSeconds: 15 },
      ports: ports.map((ifIndex) => ({ port: `Ethernet${ifIndex}`, ingress: true, egress: false, sampler: none })),
    },
  };
}
