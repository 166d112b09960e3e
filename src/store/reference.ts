// How a user names a snapshot: id, `latest`, `latest~2`, a time, "10 min ago", or a file path.
import { isSnapshotId } from './snapshot-id.ts';

export type SnapshotReference =
  | { readonly kind: 'latest'; readonly back: number }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'file'; readonly path: string };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };
const AGO = /^(\d+)\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?|w|weeks?)\s+ago$/i;
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/** Never fails: what is neither `latest` nor a time nor an id is a path. */
export function parseReference(text: string, now: Date): SnapshotReference {
  const latest = /^latest(?:~(\d+))?$/.exec(text);
  if (latest) return { kind: 'latest', back: Number(latest[1] ?? 0) };
  if (isSnapshotId(text)) return { kind: 'id', id: text };
  const at = parseTime(text, now);
  return at ? { kind: 'time', at } : { kind: 'file', path: text };
}

/** A time as users write it: ISO 8601 (UTC where no zone is given), or "10 min ago". Null for anything else. */
export function parseTime(text: string, now: Date): Date | null {
  const at = parseAgo(text.trim(), now) ?? parseIso(text.trim());
  return at === null || Number.isNaN(at.getTime()) ? null : at;
}

function parseAgo(text: string, now: Date): Date | null {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  return new Date(now.getTime() - Number(count) * (UNIT_MS[unit.charAt(0).toLowerCase()] ?? 0));
}

function parseIso(text: string): Date | null {
  if (!ISO_TIME.test(text)) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text.length > 10 ? text : `${text}Z`;
  return new Date(zoned.replace(' ', 'T'));
}
