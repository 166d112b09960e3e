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

/** A value read by a function that gives null for what it cannot read. */
function readBy<T>(read: (value: unknown) => T | null, expected: string) {
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
