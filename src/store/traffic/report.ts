// What a minute says besides loads and talkers: traffic that could not be attributed, the exporters, and which snapshot it is of.
import { deflateSync, inflateSync } from 'node:zlib';
import { compareText, type ExporterReport, type TrafficMinute, type UnattributedReason } from '../../model/index.ts';
import type { TrafficFile } from './folder.ts';

export type Report = Pick<TrafficMinute, 'unattributed' | 'exporters' | 'snapshot'>;

export function writeReport({ sqlite }: TrafficFile, at: number, writer: number, report: Report): void {
  const { unattributed, exporters, snapshot } = report;
  const content = deflateSync(JSON.stringify({ unattributed, exporters, snapshot }), { level: 1 });
  sqlite.prepare('INSERT OR REPLACE INTO report VALUES (?, ?, ?)').run(at, writer, content);
}

/** By the time each begins, in order; of several writers added up. */
export function readReports({ sqlite }: TrafficFile, from: number, to: number): Map<number, Report> {
  const sql = 'SELECT at, content FROM report WHERE at >= ? AND at < ? ORDER BY at, writer';
  const reports = new Map<number, Report>();
  for (const { at, content } of sqlite.prepare(sql).all<{ at: number; content: Uint8Array }>(from, to)) {
    const report = JSON.parse(inflateSync(content).toString('utf8')) as Report;
    const known = reports.get(at);
    reports.set(at, known ? addReports(known, report) : report);
  }
  return reports;
}

export function addReports(one: Report, other: Report): Report {
  const reasons: Partial<Record<UnattributedReason, number>> = { ...one.unattributed.reasons };
  for (const [reason, bytes] of Object.entries(other.unattributed.reasons) as [UnattributedReason, number][]) {
    reasons[reason] = (reasons[reason] ?? 0) + bytes;
  }
  return {
    unattributed: {
      bytes: one.unattributed.bytes + other.unattributed.bytes,
      packets: one.unattributed.packets + other.unattributed.packets,
      reasons,
    },
    exporters: mergeReports([one.exporters, other.exporters]),
    snapshot: other.snapshot ?? one.snapshot,
  };
}

/** Reports of several times, one per exporter, by address. */
export function mergeReports(lists: Iterable<readonly ExporterReport[]>): ExporterReport[] {
  const merged = new Map<string, ExporterReport>();
  for (const report of [...lists].flat()) {
    const known = merged.get(report.address);
    merged.set(report.address, known ? addExporters(known, report) : report);
  }
  return [...merged.values()].sort((a, b) => compareText(a.address, b.address));
}

/** Counts are added up; `loss` is the mean, weighted by datagrams; of what can only be one, the later counts. */
function addExporters(one: ExporterReport, other: ExporterReport): ExporterReport {
  const datagrams = one.datagrams + other.datagrams;
  const problems = { ...one.problems };
  for (const [code, count] of Object.entries(other.problems)) problems[code] = (problems[code] ?? 0) + count;
  return {
    address: one.address,
    device: other.device ?? one.device,
    protocols: [...new Set([...one.protocols, ...other.protocols])].sort(compareText),
    datagrams,
    records: one.records + other.records,
    lost: one.lost + other.lost,
    loss:
      datagrams === 0
        ? Math.max(one.loss, other.loss)
        : (one.loss * one.datagrams + other.loss * other.datagrams) / datagrams,
    sampling: [...new Set([...one.sampling, ...other.sampling])].sort((a, b) => a - b),
    clockOffsetSeconds: other.clockOffsetSeconds ?? one.clockOffsetSeconds,
    problems,
  };
}
