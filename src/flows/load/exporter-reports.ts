// What is told of each exporter: whose it is, what came, what was lost.
import { compareText, type ExporterReport } from '../../model/index.ts';
import { addressKey } from '../attribute/exporter-addresses.ts';
import type { PortMap } from '../attribute/port-map.ts';
import type { ExporterCounts } from '../sink.ts';

/** Sorted by address. `counts` are totals of the span that is reported. */
export function exporterReports(counts: readonly ExporterCounts[], map: PortMap): ExporterReport[] {
  return counts
    .map((one): ExporterReport => {
      const key = addressKey(one.address);
      const device = key === null ? undefined : map.addresses.get(key);
      return {
        address: one.address,
        device: (device === undefined ? undefined : map.devices[device]?.name) ?? null,
        protocols: [...one.protocols],
        ...{ datagrams: one.datagrams, records: one.records, lost: one.lost },
        loss: one.expected > 0 ? one.lost / one.expected : 0,
        sampling: [...one.sampling],
        clockOffsetSeconds: one.clockOffsetMs === null ? null : one.clockOffsetMs / 1000,
        problems: { ...one.problems },
      };
    })
    .sort((a, b) => compareText(a.address, b.address));
}
