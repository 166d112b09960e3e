// Interface counters as flows of their own: what was counted between two polls of a port.
import type { PortCounters } from '../sink.ts';

/** Polls further apart tell nothing of any one minute. */
const LONGEST_GAP_MS = 300_000;
const WRAP_32 = 2 ** 32;
const WRAP_64 = 2 ** 64;
/** Counters may be read a little later than they are sent, so that a port seems quicker than it is. */
const TOLERANCE = 1.25;
/** Where the speed of a port is not known: a wrap of 32 bits that would need more is a restart. */
const FASTEST_BPS = 100e9;

/** Counted between two polls; null where the port does not count that way, or began anew. */
export interface CounterDelta {
  readonly fromMs: number;
  readonly toMs: number;
  readonly in: Count | null;
  readonly out: Count | null;
}

export interface Count {
  readonly bytes: number;
  readonly packets: number;
}

/** Remembers the last poll of each port. */
export class CounterDeltas {
  private readonly polls = new Map<string, PortCounters>();

  /** Null at the first poll of a port, at one that came out of order, and after too long a silence. */
  follow(now: PortCounters): CounterDelta | null {
    const key = `${now.exporter} ${now.ifIndex}`;
    const before = this.polls.get(key);
    if (before && now.received <= before.received) return null;
    this.polls.set(key, now);
    if (!before || now.received - before.received > LONGEST_GAP_MS) return null;
    const most = (seconds: number) => ((now.speedBps || FASTEST_BPS) / 8) * seconds * TOLERANCE;
    const limit = most((now.received - before.received) / 1000);
    return {
      fromMs: before.received,
      toMs: now.received,
      in: counted(before.inBytes, now.inBytes, before.inPackets, now.inPackets, limit),
      out: counted(before.outBytes, now.outBytes, before.outPackets, now.outPackets, limit),
    };
  }

  /** Forgets ports that were not polled since. */
  forgetBefore(ms: number): void {
    for (const [key, { received }] of this.polls) if (received < ms) this.polls.delete(key);
  }
}

function counted(
  bytesBefore: number | null,
  bytesNow: number | null,
  packetsBefore: number | null,
  packetsNow: number | null,
  limit: number,
): Count | null {
  const bytes = difference(bytesBefore, bytesNow, limit);
  if (bytes === null) return null;
  // 64 octets is the smallest frame.
  return { bytes, packets: difference(packetsBefore, packetsNow, limit / 64) ?? 0 };
}

/** A counter that fell went round at 32 or 64 bits, if that is no more than the port can do; else it began anew, and nothing is known. */
function difference(before: number | null, now: number | null, limit: number): number | null {
  if (before === null || now === null) return null;
  if (now >= before) return now - before;
  for (const wrap of [WRAP_32, WRAP_64]) {
    const delta = now - before + wrap;
    if (before < wrap && delta >= 0 && delta <= limit) return delta;
  }
  return null;
}
