// The ladder: how finely traffic is kept, in which files, and which times a file holds. Times are seconds since 1970, UTC.

export interface Resolution {
  /** Length of a step, the shortest time that is told apart. */
  readonly seconds: number;
  /** So many seconds are packed together. */
  readonly blockSeconds: number;
  /** A file holds a UTC day or month. */
  readonly period: 'day' | 'month';
  readonly prefix: string;
}

export const MINUTES: Resolution = { seconds: 60, blockSeconds: 3600, period: 'day', prefix: 'traffic-' };
export const FIVE_MINUTES: Resolution = { seconds: 300, blockSeconds: 3600, period: 'day', prefix: 'traffic-5m-' };
export const HOURS: Resolution = { seconds: 3600, blockSeconds: 86_400, period: 'month', prefix: 'traffic-1h-' };

/** Finest first. */
export const LADDER: readonly Resolution[] = [MINUTES, FIVE_MINUTES, HOURS];

export interface FileName {
  readonly name: string;
  readonly resolution: Resolution;
  /** The times it holds: `from` up to but not with `to`. */
  readonly from: number;
  readonly to: number;
}

export function fileAt(resolution: Resolution, at: number): FileName {
  const date = new Date(at * 1000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const isDay = resolution.period === 'day';
  const from = Date.UTC(year, month, isDay ? day : 1) / 1000;
  const to = (isDay ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1)) / 1000;
  const digits = new Date(from * 1000)
    .toISOString()
    .slice(0, isDay ? 10 : 7)
    .replaceAll('-', '');
  return { name: `${resolution.prefix}${digits}.db`, resolution, from, to };
}

/** Null for any other file. */
export function parseFileName(name: string): FileName | null {
  const [, prefix, digits = ''] = /^(traffic-(?:5m-|1h-)?)(\d{6}|\d{8})\.db$/.exec(name) ?? [];
  const resolution = LADDER.find((known) => known.prefix === prefix);
  if (!resolution) return null;
  const time = Date.parse(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6) || '01'}T00:00:00Z`);
  const file = Number.isNaN(time) ? null : fileAt(resolution, time / 1000);
  return file?.name === name ? file : null;
}

export function stepsOf({ blockSeconds, seconds }: Resolution): number {
  return blockSeconds / seconds;
}

export function floorTo(at: number, seconds: number): number {
  return Math.floor(at / seconds) * seconds;
}

export function ceilTo(at: number, seconds: number): number {
  return Math.ceil(at / seconds) * seconds;
}
