// One exporter: its counts, its streams, the names it gives its ports.
import type { ErrorCode } from '../model/index.ts';
import { FLOW_PROTOCOLS, type FlowProtocol } from './batch.ts';
import type { Domain } from './domain.ts';
import type { Sequence } from './sequence.ts';
import type { ExporterCounts } from './sink.ts';
import { Recency } from './templates/recency.ts';
import type { Template } from './templates/template.ts';

/** Rates told per exporter: more are the noise of a broken one. */
const MOST_RATES = 64;

/** A clock that is off by this much more or less than before was set: the average begins anew. */
const CLOCK_STEP_MS = 5000;

/** Totals of the sequences of domains that were forgotten. */
interface Totals {
  expected: number;
  lost: number;
  duplicates: number;
}

/** By its slot: the number that stands for it in `FlowBatch.exporter`. */
export class Exporter {
  readonly slot: number;
  readonly address: string;
  firstSeen: number;
  lastSeen: number;
  datagrams = 0;
  records = 0;
  undecoded = 0;
  /** sFlow agents that were first heard of in its datagrams. */
  agents = 0;
  readonly problems = new Map<ErrorCode, number>();
  /** Its streams by protocol and id; kept by `Domains`. */
  readonly domains = new Map<number, Domain>();
  /** The one that was asked for last. */
  lastDomain: Domain | null = null;
  readonly domainsInUse = new Recency<Domain>();
  readonly templatesInUse = new Recency<Template>();
  /** Octets that its templates take, as estimated. */
  templateBytes = 0;
  /** Port names by ifIndex. */
  readonly names = new Map<number, string>();
  /** The names are those of an earlier run, and the sink has not been told them yet. */
  namesUntold = false;
  private readonly rates = new Set<number>();
  private lastRate = Number.NaN;
  private clockOffset = Number.NaN;
  private readonly protocols = new Set<number>();
  private readonly forgotten: Totals = { expected: 0, lost: 0, duplicates: 0 };

  constructor(slot: number, address: string, firstSeen: number) {
    this.slot = slot;
    this.address = address;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** A datagram of it came. */
  hear(nowMs: number): void {
    if (this.datagrams === 0) this.firstSeen = nowMs;
    this.datagrams++;
    this.lastSeen = nowMs;
  }

  /** Notes a sampling rate that a record was told to have. */
  noteRate(rate: number): void {
    if (rate === this.lastRate) return;
    this.lastRate = rate;
    if (this.rates.size < MOST_RATES) this.rates.add(rate);
  }

  noteProtocol(protocol: number): void {
    this.protocols.add(protocol);
  }

  /** `sentMs` is the time in the header, by the exporter's clock. */
  noteClock(sentMs: number, receivedMs: number): void {
    const offset = sentMs - receivedMs;
    const change = offset - this.clockOffset;
    this.clockOffset = Math.abs(change) < CLOCK_STEP_MS ? this.clockOffset + change / 16 : offset;
  }

  /** Its clock less ours, ms; null where it has not told its time. */
  get clockOffsetMs(): number | null {
    return Number.isNaN(this.clockOffset) ? null : Math.round(this.clockOffset);
  }

  /** Keeps the totals of a domain that is forgotten. */
  noteForgotten(sequence: Sequence): void {
    addTotals(this.forgotten, sequence);
  }

  counts(): ExporterCounts {
    const totals = { ...this.forgotten };
    for (const domain of this.domains.values()) addTotals(totals, domain.sequence);
    return {
      slot: this.slot,
      address: this.address,
      protocols: protocolNames(this.protocols),
      datagrams: this.datagrams,
      records: this.records,
      ...totals,
      undecoded: this.undecoded,
      sampling: [...this.rates].sort((a, b) => a - b),
      clockOffsetMs: this.clockOffsetMs,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      problems: Object.fromEntries(this.problems),
    };
  }
}

function addTotals(totals: Totals, { expected, lost, duplicates }: Totals): void {
  totals.expected += expected;
  totals.lost += lost;
  totals.duplicates += duplicates;
}

function protocolNames(numbers: ReadonlySet<number>): FlowProtocol[] {
  return (Object.keys(FLOW_PROTOCOLS) as FlowProtocol[]).filter((name) => numbers.has(FLOW_PROTOCOLS[name]));
}
