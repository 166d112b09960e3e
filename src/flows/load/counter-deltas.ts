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
/** No port is faster, whatever speed it claims: a counter that ran ahead by more began anew. */
const IMPOSSIBLE_BPS = 10e12;

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
    const most = (bps: number) => (bps / 8) * ((now.received - before.received) / 1000) * TOLERANCE;
    const ahead = most(IMPOSSIBLE_BPS);
    const limits = { ahead, round: Math.min(most(now.speedBps || FASTEST_BPS), ahead) };
    return {
      fromMs: before.received,
      toMs: now.received,
      in: counted(before.inBytes, now.inBytes, before.inPackets, now.inPackets, limits),
      out: counted(before.outBytes, now.outBytes, before.outPackets, now.outPackets, limits),
    };
  }

  /** Forgets ports that were not polled since. */
  forgetBefore(ms: number): void {
    for (const [key, { received }] of this.polls) if (received < ms) this.polls.delete(key);
  }
}

/** The most that can have been counted: by a counter that grew, and by one that went round. */
interface Limits {
  readonly ahead: number;
  readonly round: number;
}

function counted(
  bytesBefore: number | null,
  bytesNow: number | null,
  packetsBefore: number | null,
  packetsNow: number | null,
  limits: Limits,
): Count | null {
  const bytes = difference(bytesBefore, bytesNow, limits);
  if (bytes === null) return null;
  // 64 octets is the smallest frame.
  const ofPackets = { ahead: limits.ahead / 64, round: limits.round / 64 };
  return { bytes, packets: difference(packetsBefore, packetsNow, ofPackets) ?? 0 };
}

/** A counter that fell went round at 32 or 64 bits, if that is no more than the port can do; else it began anew, and nothing is known. */
function difference(before: number | null, now: number | null, { ahead, round }: Limits): number | null {
  if (before === null || now === null) return null;
  if (now >= before) return now - before <= ahead ? now - before : null;
  for (const wrap of [WRAP_32, WRAP_64]) {
    const delta = now - before + wrap;
    if (before < wrap && delta >= 0 && delta <= round) return delta;
  }
  return null;
}
