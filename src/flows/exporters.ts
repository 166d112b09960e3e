// Who sends: one entry per exporter with its counts and its streams of datagrams.
import type { ErrorCode } from '../model/index.ts';
import { FLOW_PROTOCOLS, type FlowProtocol } from './batch.ts';
import { Sequence } from './sequence.ts';
import type { ExporterCounts } from './sink.ts';

/** Rates and streams remembered per exporter: more are the noise of a broken one. */
const MOST_RATES = 64;
const MOST_DOMAINS = 4096;

/** A clock that is off by this much more or less than before was set: begin the average anew. */
const CLOCK_STEP_MS = 5000;

/** One stream of datagrams of an exporter, with sequence numbers of its own. */
export class Domain {
  readonly id: number;
  readonly sequence = new Sequence();
  constructor(id: number) {
    this.id = id;
  }
}

/** An exporter, by its slot: the number that stands for it in `FlowBatch.exporter`. */
export class Exporter {
  readonly slot: number;
  readonly address: string;
  readonly firstSeen: number;
  lastSeen: number;
  datagrams = 0;
  records = 0;
  undecoded = 0;
  readonly problems = new Map<ErrorCode, number>();
  private readonly protocols = new Set<number>();
  private readonly rates = new Set<number>();
  private lastRate = Number.NaN;
  private clockOffset = Number.NaN;
  private readonly domains = new Map<number, Domain>();
  private lastDomain: Domain | null = null;
  private lastKey = -1;

  constructor(slot: number, address: string, firstSeen: number) {
    this.slot = slot;
    this.address = address;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** The stream `id` of a protocol (a value of FLOW_PROTOCOLS); made when met first. */
  domain(protocol: number, id: number): Domain {
    const key = protocol * 0x1_0000_0000 + id;
    if (key === this.lastKey && this.lastDomain) return this.lastDomain;
    let domain = this.domains.get(key);
    if (!domain) {
      if (this.domains.size >= MOST_DOMAINS) this.domains.clear();
      domain = new Domain(id);
      this.domains.set(key, domain);
      this.protocols.add(protocol);
    }
    this.lastKey = key;
    this.lastDomain = domain;
    return domain;
  }

  /** Notes a sampling rate that a record was told to have. */
  noteRate(rate: number): void {
    if (rate === this.lastRate) return;
    this.lastRate = rate;
    if (this.rates.size < MOST_RATES) this.rates.add(rate);
  }

  /** `sentMs` is the time in the header, by the exporter's clock. */
  noteClock(sentMs: number, receivedMs: number): void {
    const offset = sentMs - receivedMs;
    const change = offset - this.clockOffset;
    this.clockOffset = Math.abs(change) < CLOCK_STEP_MS ? this.clockOffset + change / 16 : offset;
  }

  counts(): ExporterCounts {
    const sequences = [...this.domains.values()].map((domain) => domain.sequence);
    const total = (of: (sequence: Sequence) => number) => sequences.reduce((sum, sequence) => sum + of(sequence), 0);
    return {
      slot: this.slot,
      address: this.address,
      protocols: protocolNames(this.protocols),
      datagrams: this.datagrams,
      records: this.records,
      lost: total((sequence) => sequence.lost),
      expected: total((sequence) => sequence.expected),
      duplicates: total((sequence) => sequence.duplicates),
      undecoded: this.undecoded,
      sampling: [...this.rates].sort((a, b) => a - b),
      clockOffsetMs: Number.isNaN(this.clockOffset) ? null : Math.round(this.clockOffset),
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      problems: Object.fromEntries(this.problems),
    };
  }
}

function protocolNames(numbers: ReadonlySet<number>): FlowProtocol[] {
  return (Object.keys(FLOW_PROTOCOLS) as FlowProtocol[]).filter((name) => numbers.has(FLOW_PROTOCOLS[name]));
}

/** All exporters met. A slot is never given to another: others keep slots. */
export class Exporters {
  private readonly list: Exporter[] = [];
  private readonly byAddress = new Map<string, Exporter>();
  private last: Exporter | null = null;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Null where there are too many exporters already. */
  find(address: string, receivedMs: number): Exporter | null {
    if (this.last?.address === address) return this.last;
    let exporter = this.byAddress.get(address);
    if (!exporter) {
      if (this.list.length >= this.most) return null;
      exporter = new Exporter(this.list.length, address, receivedMs);
      this.list.push(exporter);
      this.byAddress.set(address, exporter);
    }
    this.last = exporter;
    return exporter;
  }

  addressOf(slot: number): string | null {
    return this.list[slot]?.address ?? null;
  }

  counts(): ExporterCounts[] {
    return this.list.map((exporter) => exporter.counts());
  }
}
