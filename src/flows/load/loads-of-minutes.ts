// Loads of a window from its minutes: one figure per link and direction, with its bounds, its evidence and what deserves a warning.
import {
  compareText,
  type DirectionLoad,
  type ExporterReport,
  type FlowSide,
  type LinkLoad,
  type LinkLoads,
  LOAD_SOURCES,
  type Snapshot,
  type TrafficMinute,
  UNATTRIBUTED_REASONS,
} from '../../model/index.ts';
import type { MappedLink, PortMap } from '../attribute/port-map.ts';
import { portMapOf } from '../attribute/port-map-of.ts';
import { DirectionSum } from './direction-sum.ts';
import { confidenceInterval } from './interval.ts';
import { notesOf } from './notes.ts';

/** Beside a frame on the wire: preamble, start of frame, gap. */
const WIRE_OCTETS = 20;

export type LoadedMinute = Pick<TrafficMinute, 'loads' | 'unattributed'>;

export interface LoadWindow {
  readonly fromMs: number;
  /** Not before `fromMs`. */
  readonly toMs: number;
}

/**
 * The loads of every link and bundle of the snapshot; of those that were not measured the figures are null. All that the minutes hold is
 * counted, so the window should begin and end where they do; it ends in the midst of the last one where that is not over.
 */
export function loadsOfMinutes(
  minutes: readonly LoadedMinute[],
  snapshot: Snapshot,
  window: LoadWindow,
  exporters: readonly ExporterReport[] = [],
): LinkLoads {
  return loadsOfMap(minutes, portMapOf(snapshot), window, exporters);
}

/** As `loadsOfMinutes`, of a map that is there already. */
export function loadsOfMap(
  minutes: readonly LoadedMinute[],
  map: PortMap,
  window: LoadWindow,
  exporters: readonly ExporterReport[],
): LinkLoads {
  const seconds = Math.max((window.toMs - window.fromMs) / 1000, 0);
  const sums = sumDirections(minutes);
  const links = map.links.map((link): LinkLoad => {
    const load = (side: FlowSide) =>
      directionLoad(sums.get(link.id)?.[side] ?? new DirectionSum(), link, side, map, seconds);
    return {
      link: link.id,
      capacityBps: link.capacityBps,
      aToB: load(0),
      bToA: load(1),
      bundle: map.links[link.bundle]?.id ?? null,
      members: link.members.flatMap((member) => map.links[member]?.id ?? []).sort(compareText),
    };
  });
  return {
    window: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString(), seconds },
    snapshot: map.snapshot,
    links: links.sort((a, b) => compareText(a.link, b.link)),
    unattributed: sumUnattributed(minutes),
    exporters: [...exporters],
  };
}

function sumDirections(minutes: readonly LoadedMinute[]): Map<string, readonly [DirectionSum, DirectionSum]> {
  const sums = new Map<string, readonly [DirectionSum, DirectionSum]>();
  for (const { loads } of minutes) {
    loads.links.forEach((link, row) => {
      const both = sums.get(link) ?? ([new DirectionSum(), new DirectionSum()] as const);
      sums.set(link, both);
      both[loads.sides[row] === 1 ? 1 : 0].add(loads, row);
    });
  }
  return sums;
}

function directionLoad(
  sum: DirectionSum,
  link: MappedLink,
  side: FlowSide,
  map: PortMap,
  seconds: number,
): DirectionLoad {
  const { bytes, packets, variance } = sum;
  const isKnown = !Number.isNaN(bytes) && seconds > 0;
  const wireBps = isKnown ? ((bytes + WIRE_OCTETS * packets) * 8) / seconds : 0;
  const { capacityBps } = link;
  return {
    bytes: orNull(bytes),
    packets: orNull(packets),
    bps: isKnown ? (bytes * 8) / seconds : null,
    utilisation: isKnown && capacityBps !== null && capacityBps > 0 ? wireBps / capacityBps : null,
    source: LOAD_SOURCES[sum.source()] ?? null,
    coverage: seconds > 0 ? Math.min(sum.covered / seconds, 1) : 0,
    interval: confidenceInterval(bytes, variance),
    evidence: {
      ingressFar: orNull(sum.ingressFar),
      egressNear: orNull(sum.egressNear),
      counters: orNull(sum.counters),
    },
    notes: notesOf(sum, link, side, map, seconds),
  };
}

function orNull(figure: number): number | null {
  return Number.isNaN(figure) ? null : figure;
}

function sumUnattributed(minutes: readonly LoadedMinute[]): LinkLoads['unattributed'] {
  const reasons: LinkLoads['unattributed']['reasons'] = {};
  for (const { unattributed } of minutes) {
    for (const reason of UNATTRIBUTED_REASONS) {
      const bytes = unattributed.reasons[reason];
      if (bytes !== undefined) reasons[reason] = (reasons[reason] ?? 0) + bytes;
    }
  }
  return {
    bytes: minutes.reduce((sum, { unattributed }) => sum + unattributed.bytes, 0),
    packets: minutes.reduce((sum, { unattributed }) => sum + unattributed.packets, 0),
    reasons,
  };
}
