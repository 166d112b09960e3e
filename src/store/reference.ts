// How a user names a snapshot: id, `latest`, `latest~2`, a time, "10 min ago", or a file path.

export type SnapshotReference =
  | { readonly kind: 'latest'; readonly back: number }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'name'; readonly name: string };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3 };
const AGO = /^(\d+)\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?)\s+ago$/i;
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/** Never fails: what is neither `latest` nor a time is a name, to be looked up as an id or a file. Times without zone are UTC. */
export function parseReference(text: string, now: Date): SnapshotReference {
  const latest = /^latest(?:~(\d+))?$/.exec(text);
  if (latest) return { kind: 'latest', back: Number(latest[1] ?? 0) };
  const ago = AGO.exec(text.trim());
  if (ago?.[1] && ago[2]) {
    const unit = UNIT_MS[ago[2].charAt(0).toLowerCase()] ?? 0;
    return { kind: 'time', at: new Date(now.getTime() - Number(ago[1]) * unit) };
  }
  const time = ISO_TIME.test(text) ? parseTime(text) : null;
  return time ? { kind: 'time', at: time } : { kind: 'name', name: text };
}

function parseTime(text: string): Date | null {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text.length > 10 ? text : `${text}Z`;
  const at = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at;
}
