// Data sets that came before their template: kept for a while, within bounds, and handed out when it comes.
import type { Domain } from '../domain.ts';
import type { TemplateLimits } from './limits.ts';

/** What a kept set takes besides its octets. */
const OVERHEAD_BYTES = 256;

/** The header that a data set came under: its records mean what they meant then. */
export interface MessageHeader {
  readonly received: number;
  readonly sequence: number;
  /** By the exporter's clock, ms since 1970. */
  readonly sent: number;
  /** ms, 32 bits, wrapping (v9); 0 where the protocol tells none. */
  readonly uptime: number;
}

export interface WaitingSet extends MessageHeader {
  readonly domain: Domain;
  readonly template: number;
  readonly bytes: Uint8Array;
}

export type WaitingLimits = Pick<TemplateLimits, 'waitingBytes' | 'waitingBytesOfOne' | 'waitingMs'>;

export class WaitingRoom {
  /** What all sets take, as estimated. */
  bytes = 0;
  /** By domain and template, in the order in which each began to wait. */
  private readonly waiting = new Map<Domain, Map<number, WaitingSet[]>>();
  private readonly limits: WaitingLimits;
  private readonly onLost: (domain: Domain) => void;

  /** `onLost` is told of each set that will never be decoded. */
  constructor(limits: WaitingLimits, onLost: (domain: Domain) => void) {
    this.limits = limits;
    this.onLost = onLost;
  }

  /** Takes a set; where there is no room the first of its domain go, then those of the domain that waits longest. */
  add(set: WaitingSet): void {
    const { limits, waiting } = this;
    const { domain } = set;
    const weight = weightOf(set);
    while (domain.waitingBytes > 0 && domain.waitingBytes + weight > limits.waitingBytesOfOne) this.dropFirst(domain);
    while (this.bytes + weight > limits.waitingBytes) {
      const [first] = waiting.keys();
      if (!first) break;
      this.dropFirst(first);
    }
    const sets = waiting.get(domain) ?? new Map<number, WaitingSet[]>();
    waiting.set(domain, sets);
    const list = sets.get(set.template);
    if (list) list.push(set);
    else sets.set(set.template, [set]);
    domain.waitingBytes += weight;
    this.bytes += weight;
  }

  /** Hands out, oldest first, what waited for a template; what is older than `waitingMs` is lost. */
  take(domain: Domain, template: number, nowMs: number): WaitingSet[] {
    if (domain.waitingBytes === 0) return [];
    const sets = this.waiting.get(domain);
    const list = sets?.get(template);
    if (!sets || !list) return [];
    sets.delete(template);
    if (sets.size === 0) this.waiting.delete(domain);
    for (const set of list) this.release(set);
    const fresh = list.filter((set) => nowMs - set.received <= this.limits.waitingMs);
    for (let i = fresh.length; i < list.length; i++) this.onLost(domain);
    return fresh;
  }

  /** The domain is forgotten, and what waits in it is lost. */
  forget(domain: Domain): void {
    while (domain.waitingBytes > 0) this.dropFirst(domain);
  }

  private dropFirst(domain: Domain): void {
    const sets = this.waiting.get(domain);
    const [entry] = sets ?? [];
    const set = entry?.[1].shift();
    if (!sets || !entry || !set) return;
    if (entry[1].length === 0) sets.delete(entry[0]);
    if (sets.size === 0) this.waiting.delete(domain);
    this.release(set);
    this.onLost(domain);
  }

  private release(set: WaitingSet): void {
    const weight = weightOf(set);
    set.domain.waitingBytes -= weight;
    this.bytes -= weight;
  }
}

function weightOf(set: WaitingSet): number {
  return set.bytes.length + OVERHEAD_BYTES;
}
