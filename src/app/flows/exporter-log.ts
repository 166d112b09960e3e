// What came from each exporter minute by minute: readers count from their beginning, minutes are kept one by one.
import type { ExporterCounts } from '../../flows/index.ts';

const MINUTE_MS = 60_000;

export class ExporterLog {
  readonly #before = new Map<number, ExporterCounts>();
  readonly #minutes = new Map<number, Map<number, ExporterCounts>>();

  /** What has come since the last call belongs to the minute of `nowMs`. */
  note(counts: readonly ExporterCounts[], nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    for (const now of counts) {
      const before = this.#before.get(now.slot);
      if (before?.datagrams === now.datagrams && before.lost === now.lost) continue;
      this.#before.set(now.slot, now);
      const since = before ? minus(now, before) : now;
      const ofMinute = this.#minutes.get(minute) ?? new Map<number, ExporterCounts>();
      const known = ofMinute.get(now.slot);
      ofMinute.set(now.slot, known ? plus(known, since) : since);
      this.#minutes.set(minute, ofMinute);
    }
  }

  of(minute: number): ExporterCounts[] {
    return [...(this.#minutes.get(minute)?.values() ?? [])];
  }

  forgetBefore(minute: number): void {
    for (const known of this.#minutes.keys()) if (known < minute) this.#minutes.delete(known);
  }
}

const COUNTS = ['datagrams', 'records', 'lost', 'expected', 'duplicates', 'undecoded'] as const;

function minus(now: ExporterCounts, before: ExporterCounts): ExporterCounts {
  return combine(now, before, -1);
}

function plus(known: ExporterCounts, more: ExporterCounts): ExporterCounts {
  return { ...combine(more, known, 1), firstSeen: known.firstSeen };
}

/** `one` with the counts of `other` added `sign` times. A datagram that was late is lost no more: never below nought. */
function combine(one: ExporterCounts, other: ExporterCounts, sign: 1 | -1): ExporterCounts {
  const sums = Object.fromEntries(COUNTS.map((name) => [name, Math.max(0, one[name] + sign * other[name])]));
  const codes = new Set([...Object.keys(one.problems), ...Object.keys(other.problems)]);
  const problems = [...codes].map(
    (code) => [code, (one.problems[code] ?? 0) + sign * (other.problems[code] ?? 0)] as const,
  );
  return { ...one, ...sums, problems: Object.fromEntries(problems.filter(([, count]) => count > 0)) };
}
