// Values of toposcope.yml: times, limits, speeds, ends of cables.
import { z } from 'zod';
import { canonicalPortName, type DeclaredLink, parseBps } from '../model/index.ts';

/** Seconds from `30`, `'500ms'`, `'10s'`, `'2m'`; null for anything else, and for less than nothing. */
export function parseSeconds(value: unknown): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(String(value).trim());
  if (!match || (typeof value !== 'number' && typeof value !== 'string')) return null;
  const factor = match[2] === 'ms' ? 0.001 : match[2] === 'm' ? 60 : 1;
  const seconds = Number(match[1]) * factor;
  return Number.isFinite(seconds) ? seconds : null;
}

const LONG_UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 7 * 86_400, y: 365 * 86_400 };

/** As parseSeconds, and hours, days, weeks and years. */
function parseLongSeconds(value: unknown): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([hdwy])$/.exec(String(value).trim()) ?? [];
  if (amount === undefined || unit === undefined || typeof value !== 'string') return parseSeconds(value);
  return Number(amount) * (LONG_UNITS[unit] ?? 0);
}

/** Days, at least one; `forever` stays a word. */
function parseDays(value: unknown): number | 'forever' | null {
  if (value === 'forever') return value;
  const days = (typeof value === 'string' ? (parseLongSeconds(value) ?? 0) : 0) / 86_400;
  return days >= 1 ? days : null;
}

/** ISO 8601 UTC; a time without a zone is UTC. YAML gives some of them as dates already. */
function parseTime(value: unknown): string | null {
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value.trim() : '';
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const at = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Five fields, or six with seconds in front; what the numbers mean is the scheduler's business. */
function parseCron(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const fields = value.trim().split(/\s+/);
  return [5, 6].includes(fields.length) && fields.every((field) => /^[\w*,/#?-]+$/.test(field))
    ? fields.join(' ')
    : null;
}

/** A value read by a function that gives null for what it cannot read. */
export function readBy<T>(read: (value: unknown) => T | null, expected: string) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: `must be ${expected}` });
    return z.NEVER;
  });
}

export const Text = z.string().trim().min(1, 'must not be empty');
export const Texts = z.array(Text);
export const Wait = readBy(parseSeconds, "a time such as 0, 30 (seconds), '500ms', '10s' or '2m'");
export const Duration = readBy(
  (value) => parseSeconds(value) || null,
  "a time such as 30 (seconds), '500ms', '10s' or '2m'",
);
export const LongDuration = readBy(
  (value) => parseLongSeconds(value) || null,
  "a time such as 30 (seconds), '10s', '5m', '4h', '2d' or '1w'",
);
export const Days = readBy(parseDays, "a time such as '90d', '26w' or '2y', or forever");
export const Time = readBy(parseTime, "a time such as '2026-11-21T22:00:00Z' or '2026-11-21 22:00' (UTC)");
export const Cron = readBy(parseCron, "a cron expression of five fields, such as '*/15 * * * *'");
export const PortNumber = z.int().min(1).max(65_535);
export const Sessions = readBy((value) => parseLimit(value, Number.isSafeInteger), 'a whole number from 1, or none');
export const Rate = readBy((value) => parseLimit(value, Number.isFinite), 'a number above 0 such as 5 or 0.5, or none');
export const Speed = readBy((value) => parseSpeed(value), 'a speed such as 100M, 1G or 2.5G');
export const End = readBy(parseEnd, 'an end such as "r1:Gi0/1", or a device name');

function parseLimit(value: unknown, isUsable: (limit: number) => boolean): number | 'none' | null {
  if (value === 'none') return value;
  return typeof value === 'number' && value > 0 && isUsable(value) ? value : null;
}

function parseSpeed(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const bps = parseBps(String(value));
  return bps !== null && bps > 0 ? bps : null;
}

/** `device:port` at the first colon, because port names may hold colons and device names do not. */
function parseEnd(value: unknown): DeclaredLink['a'] | null {
  if (typeof value !== 'string') return null;
  const colon = value.indexOf(':');
  const device = (colon < 0 ? value : value.slice(0, colon)).trim();
  const port = colon < 0 ? null : canonicalPortName(value.slice(colon + 1));
  return device === '' || port === '' ? null : { device, port };
}
