// Who may send: asked once per address and remembered, so that neither a known exporter nor a stranger costs more than a look-up.
import type { DatagramSource } from '../flows/index.ts';
import type { Allow } from './collector.ts';
import { Strangers } from './strangers.ts';

/** So many addresses are remembered at least, and twice as many at most, whatever made-up senders come. */
const MAX_REMEMBERED = 8192;
/** Exporters send from one port, or from one per process or line card. */
const MAX_PORTS = 64;

interface Sender {
  readonly address: string;
  readonly isAllowed: boolean;
  /** One per port that it sent from. */
  readonly sources: DatagramSource[];
}

export class Admission {
  readonly strangers = new Strangers();
  #allow: Allow | null;
  /** By the address as a socket tells it. Those not met again while `#recent` fills are forgotten. */
  #recent = new Map<string, Sender>();
  #older = new Map<string, Sender>();
  #lastAddress = '';
  #last: DatagramSource | null = null;

  constructor(allow: Allow | null) {
    this.#allow = allow;
  }

  change(allow: Allow | null): void {
    this.#allow = allow;
    this.#recent.clear();
    this.#older.clear();
    this.#last = null;
  }

  /** Null for a stranger, who is counted. */
  admit(address: string, port: number): DatagramSource | null {
    const last = this.#last;
    if (last !== null && last.port === port && this.#lastAddress === address) return last;
    const sender = this.#recent.get(address) ?? this.#recall(address);
    if (!sender.isAllowed) {
      this.strangers.add(sender.address);
      return null;
    }
    this.#lastAddress = address;
    this.#last = sourceOf(sender, port);
    return this.#last;
  }

  #recall(address: string): Sender {
    const sender = this.#older.get(address) ?? this.#meet(plainAddress(address));
    this.#recent.set(address, sender);
    if (this.#recent.size >= MAX_REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    return sender;
  }

  #meet(address: string): Sender {
    return { address, isAllowed: this.#allow === null || this.#allow(address), sources: [] };
  }
}

function sourceOf({ address, sources }: Sender, port: number): DatagramSource {
  for (const source of sources) if (source.port === port) return source;
  if (sources.length >= MAX_PORTS) sources.shift();
  const source = { address, port };
  sources.push(source);
  return source;
}

/** A socket for both families shows IPv4 senders as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2); link-local ones with a zone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d{1,3}\.)/i, '').replace(/%.*$/, '');
}
