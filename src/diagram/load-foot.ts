// The lines below a weathermap: what its arrows mean, which time they tell of, and how far they may be trusted.
import type { ExporterReport, LinkLoads, UnattributedReason } from '../model/index.ts';
import { formatBps } from '../model/index.ts';
import { percentText, tellsError, WHOLE_WINDOW } from './load-words.ts';
import type { DiagramInput, PictureLink } from './picture-model.ts';
import { labelText } from './text.ts';
import { readableTime } from './words.ts';

/** Unattributed traffic below this share is not worth a line. */
const TELLING_SHARE = 0.01;
/** An exporter that loses less than this share is not named. */
const TELLING_LOSS = 0.001;
const MOST_NAMES = 5;

const REASONS: Readonly<Record<UnattributedReason, string>> = {
  'unknown-exporter': 'exporter not in the snapshot',
  'unknown-ifindex': 'ifIndex not known',
  'no-link': 'port without a known link',
  internal: 'to or from the device itself',
  discarded: 'dropped by the device',
  multiple: 'sent out of several ports',
  segment: 'on a shared segment',
  'unknown-direction': 'direction not told',
  late: 'too late',
};

/** Lines, each of parts that are joined by ` · ` and broken between them. */
export function footLines(loads: LinkLoads, links: readonly PictureLink[], { snapshot }: DiagramInput): string[] {
  return [
    'a half-arrow is the traffic that leaves the box it touches · its fill is the load, its width the capacity, its outline the state of the link',
    [
      `load: ${windowWords(loads)}`,
      `links: as of ${readableTime(snapshot.takenAt)}`,
      ...foreign(loads, snapshot.id),
    ].join(' · '),
    measuredWords(loads, links),
    ...samplingWords(loads, links),
    ...unattributedWords(loads),
    ...lossWords(loads.exporters),
  ];
}

/** `2026-11-21 10:40:00 – 10:45:00 UTC, mean of 5 min`. */
function windowWords({ window: { from, to, seconds } }: LinkLoads): string {
  const [start, end] = [readableTime(from), readableTime(to)];
  const [day, time] = end.split(' ');
  const short = time !== undefined && start.startsWith(`${day} `) ? end.slice((day ?? '').length + 1) : end;
  return `${start.replace(/ UTC$/, '')} – ${short}, mean of ${durationWords(seconds)}`;
}

function durationWords(seconds: number): string {
  if (seconds >= 3600) return `${Number((seconds / 3600).toPrecision(3))} h`;
  return seconds >= 60 ? `${Number((seconds / 60).toPrecision(3))} min` : `${Number(seconds.toPrecision(3))} s`;
}

function foreign(loads: LinkLoads, id: string): string[] {
  return loads.snapshot === null || loads.snapshot === id ? [] : [`loads of snapshot ${labelText(loads.snapshot)}`];
}

/** `14 of 16 directions measured, 97 % of the window`. */
function measuredWords({ links: loads }: LinkLoads, drawn: readonly PictureLink[]): string {
  const present = drawn.filter(({ look }) => look !== 'lost');
  const halves = present.flatMap(({ load }) => (load ? [load.a, load.b] : []));
  const measured = halves.filter(({ look }) => look.pattern !== 'hatched').length;
  const ids = new Set(drawn.flatMap(({ members }) => members.map(({ id }) => id)));
  const covered = loads
    .filter(({ link, members }) => ids.has(link) || members.some((member) => ids.has(member)))
    .flatMap(({ aToB, bToA }) => [aToB, bToA])
    .flatMap(({ bps, coverage }) => (bps !== null && coverage > 0 ? [coverage] : []));
  const mean = covered.reduce((sum, share) => sum + share, 0) / Math.max(1, covered.length);
  return [
    `${measured} of ${2 * present.length} directions measured`,
    ...(covered.length === 0 ? [] : [`${Math.floor(mean * 1000 + 1e-6) / 10} % of the window heard`]),
    ...(covered.some((share) => share < WHOLE_WINDOW) ? [`~ less than ${WHOLE_WINDOW * 100} % of it`] : []),
  ].join(' · ');
}

function samplingWords(loads: LinkLoads, drawn: readonly PictureLink[]): string[] {
  const rates = new Set(loads.exporters.flatMap(({ sampling }) => sampling.filter((rate) => rate > 1)));
  const directions = loads.links.flatMap(({ aToB, bToA }) => [aToB, bToA]);
  if (rates.size === 0 && directions.every(({ interval }) => interval === null)) return [];
  const sorted = [...rates].sort((one, other) => one - other).slice(0, MOST_NAMES);
  const isShown = drawn.some(({ load }) => load && [load.a, load.b].some(({ texts }) => texts[0]?.includes('±')));
  const words = sorted.length === 0 ? 'sampled' : `sampled ${sorted.map((rate) => `1:${rate}`).join(', ')}`;
  const bounds =
    directions.some(tellsError) && isShown
      ? '± half of the 95 % interval, where above 5 %'
      : 'within 5 % (95 % interval)';
  return [`${words} · ${bounds}`];
}

function unattributedWords({ links, unattributed }: LinkLoads): string[] {
  const ids = new Set(links.map(({ link }) => link));
  const own = links.filter(({ bundle }) => bundle === null || !ids.has(bundle));
  const attributed = own.reduce((sum, { aToB, bToA }) => sum + (aToB.bytes ?? 0) + (bToA.bytes ?? 0), 0);
  const share = unattributed.bytes / Math.max(1, attributed + unattributed.bytes);
  if (!(share > TELLING_SHARE)) return [];
  const reasons = Object.entries(unattributed.reasons)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, bytes]) => `${REASONS[reason as UnattributedReason]} ${octets(bytes)}`);
  return [
    [
      `on no link: ${percentText(share).replace('%', ' %')} of the traffic, ${octets(unattributed.bytes)}`,
      ...reasons,
    ].join(' · '),
  ];
}

/** `8.1 GB`. */
function octets(bytes: number): string {
  return `${formatBps(bytes).replace(/[kMGT]$/, ' $&')}B`;
}

function lossWords(exporters: readonly ExporterReport[]): string[] {
  const losing = exporters.filter(({ loss }) => loss >= TELLING_LOSS).sort((one, other) => other.loss - one.loss);
  if (losing.length === 0) return [];
  const names = losing
    .slice(0, MOST_NAMES)
    .map(({ device, address, loss }) => `${labelText(device ?? address)} ${Number((loss * 100).toPrecision(2))} %`);
  const more = losing.length - names.length;
  return [['lost on the way', ...names, ...(more > 0 ? [`${more} more`] : [])].join(' · ')];
}
