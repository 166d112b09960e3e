// Arithmetic with ISO 8601 times, which may or may not have fractions of a second.

export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

export function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}

export function later(one: string, other: string | null): string {
  return other !== null && isBefore(one, other) ? other : one;
}

export function addSeconds(at: string, seconds: number): string {
  return formatTime(Date.parse(at) + seconds * 1000);
}

/** Whole seconds are written without a fraction, as in a snapshot. */
function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** When the last answer of a snapshot was in. */
export function finishedAt({ takenAt, tookMs }: { readonly takenAt: string; readonly tookMs: number }): string {
  return tookMs > 0 ? formatTime(Date.parse(takenAt) + tookMs) : takenAt;
}
