// Who may send: asked once per address and remembered, so that neither a known exporter nor a stranger costs more than a look-up.
import type { DatagramSource } from '../flows/index.ts';
import type { Allow } from './collector.ts';
import { Remembered } from './remembered.ts';
import { Strangers } from './strangers.ts';

/** More than there are exporters; a bound only where everybody is allowed. */
const MAX_SENDERS = 32_768;
/** Enough for those who really send: of made-up addresses none comes twice. */
const MAX_STRANGERS = 4096;
/** Exporters send from one port, or from one per process or line card. */
const MAX_PORTS = 64;

interface Sender {
  readonly address: string;
  /** One per port that it sent from. */
  readonly sources: DatagramSource[];
}

export class Admission {
  readonly strangers = new Strangers();
  #allow: Allow | null;
  /** Both by the address as a socket tells it. */
  readonly #senders = new Remembered<Sender>(MAX_SENDERS);
  readonly #refused = new Remembered<string>(MAX_STRANGERS);
  #lastAddress = '';
  #last: DatagramSource | null = null;

  constructor(allow: Allow | null) {
    this.#allow = allow;
  }

  change(allow: Allow | null): void {
    this.#allow = allow;
    this.#senders.clear();
    this.#refused.clear();
    this.#last = null;
  }

  /** Null for a stranger, who is counted. */
  admit(address: string, port: number): DatagramSource | null {
    const last = this.#last;
    if (last !== null && last.port === port && this.#lastAddress === address) return last;
    const sender = this.#senders.get(address) ?? this.#meet(address);
    if (sender === null) return null;
    this.#lastAddress = address;
    this.#last = sourceOf(sender, port);
    return this.#last;
  }

  #meet(told: string): Sender | null {
    const refused = this.#refused.get(told);
    const address = refused ?? plainAddress(told);
    if (refused === undefined && (this.#allow === null || this.#allow(address))) {
      const sender = { address, sources: [] };
      this.#senders.set(told, sender);
      return sender;
    }
    if (refused === undefined) this.#refused.set(told, address);
    this.strangers.add(address);
    return null;
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
  if (!address.includes(':')) return address;
  return address.replace(/^::ffff:(?=\d{1,3}\.)/i, '').replace(/%.*$/, '');
}
