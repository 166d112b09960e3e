// Who talks most: of what was collected, or of captures; over one link, or in the network as a whole.
import { entrancesOf, groupTalkers, networkTalkers, type TalkerGroup } from '../../flows/index.ts';
import { compareText, type FlowSide, type Snapshot, type TrafficMinute } from '../../model/index.ts';
import type { TopMeasure } from '../../store/index.ts';
import { openPlaces } from './places.ts';
import type { TrafficQueries } from './traffic-queries.ts';
import type { TrafficWindow } from './window.ts';

export interface TopRequest {
  readonly by: TalkerGroup;
  /** A link of the snapshot; null is the whole network. */
  readonly link: string | null;
  readonly side: FlowSide | null;
  readonly count: number;
  /** Of links. */
  readonly measure: TopMeasure;
  readonly window: TrafficWindow;
}

export interface TopEntry {
  readonly key: string;
  readonly bytes: number;
  /** Null where links are ranked. */
  readonly packets: number | null;
  /** Bits per second: the mean of the window, or what links are ranked by. */
  readonly bps: number;
}

export interface Top {
  readonly window: { readonly from: string; readonly to: string; readonly seconds: number };
  readonly by: TalkerGroup;
  readonly link: string | null;
  /** Most first. */
  readonly rows: readonly TopEntry[];
}

/** Of what was collected. */
export async function topTalkers(queries: TrafficQueries, request: TopRequest): Promise<Top> {
  const { by, link, side, count, measure, window } = request;
  if (by === 'link' && link === null) {
    const { from, to, rows } = await queries.ask('top', { ...window, count, measure });
    const entries = rows.map((row) => ({
      key: placeName(row.link, row.side),
      ...{ bytes: row.bytes, packets: null, bps: row[measure] },
    }));
    return topOf(request, { fromMs: from, toMs: to }, entries);
  }
  const { from, to, rows } = await queries.ask('talkers', { ...window, by, link, side, count });
  const entries = rows.map(({ group, bytes, packets }) => ({ key: group ?? 'unknown', bytes, packets }));
  return topOf(request, { fromMs: from, toMs: to }, entries);
}

/** Of captures: minutes of `loadCaptures`. */
export async function topOfMinutes(
  minutes: readonly TrafficMinute[],
  snapshot: Snapshot,
  request: TopRequest,
  mmdb: readonly string[],
): Promise<Top> {
  const { by, link, side, count } = request;
  if (by === 'link' && link === null) return topOf(request, request.window, linksByBytes(minutes).slice(0, count));
  const talkers = minutes.flatMap((minute) => minute.talkers);
  const exporters = new Set(minutes.flatMap((minute) => minute.exporters.flatMap(({ device }) => device ?? [])));
  const chosen =
    link === null
      ? networkTalkers(talkers, entrancesOf(snapshot, exporters))
      : talkers.filter((talker) => talker.link === link && (side === null || talker.side === side));
  const places = mmdb.length > 0 ? await openPlaces(mmdb) : null;
  return topOf(request, request.window, groupTalkers(chosen, by, places).slice(0, count));
}

function topOf(
  { by, link }: TopRequest,
  { fromMs, toMs }: TrafficWindow,
  entries: readonly (Omit<TopEntry, 'bps'> & { readonly bps?: number })[],
): Top {
  const seconds = Math.max(0, (toMs - fromMs) / 1000);
  return {
    window: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), seconds },
    ...{ by, link },
    rows: entries.map(({ key, bytes, packets, bps = seconds > 0 ? (bytes * 8) / seconds : 0 }) => ({
      ...{ key, bytes, packets, bps },
    })),
  };
}

function linksByBytes(minutes: readonly TrafficMinute[]): Omit<TopEntry, 'bps'>[] {
  const sums = new Map<string, { bytes: number; packets: number }>();
  for (const { loads } of minutes) {
    loads.links.forEach((link, row) => {
      const name = placeName(link, loads.sides[row] === 1 ? 1 : 0);
      const known = sums.get(name) ?? { bytes: 0, packets: 0 };
      const [bytes, packets] = [loads.bytes[row] || 0, loads.packets[row] || 0];
      sums.set(name, { bytes: known.bytes + bytes, packets: known.packets + packets });
    });
  }
  const rows = [...sums].map(([key, sum]) => ({ key, ...sum }));
  return rows.sort((a, b) => b.bytes - a.bytes || compareText(a.key, b.key));
}

/** `r1:Gi0/1 → r2:Gi0/1`, from where the traffic comes. */
function placeName(link: string, side: FlowSide): string {
  const [a = link, b = ''] = link.split('--');
  return side === 0 ? `${a} → ${b}` : `${b} → ${a}`;
}
