// What every receiver does with what arrives: strangers are counted and not read, and what is recognised is handed on.
import { type NetworkEvent, parseAddressRange } from '../model/index.ts';
import { printable } from './printable.ts';
import type { ReceiverHandlers } from './receiver.ts';
import { parseSyslog } from './syslog/message.ts';
import { recogniseSyslog } from './syslog/recognise.ts';
import type { Outcome, Tally } from './tally.ts';
import type { TrapNews } from './traps/notification.ts';

/** A host name or an address, as a message may call its origin. */
const ORIGIN = /^[A-Za-z0-9_][\w.:%-]{0,252}$/;

export class Intake {
  readonly tally: Tally;
  readonly #handlers: ReceiverHandlers;
  readonly #isRelay: (address: string) => boolean;

  /** `allow`: relays. They alone may say that somebody else is the origin of a message. */
  constructor(tally: Tally, handlers: ReceiverHandlers, allow: readonly string[]) {
    this.tally = tally;
    this.#handlers = handlers;
    const ranges = allow.map(parseAddressRange).filter((range) => range !== null);
    this.#isRelay = (address) => ranges.some((range) => range.contains(address));
  }

  /** Counts the message; false for a stranger's, which is to be looked at no further. */
  admit(address: string): boolean {
    this.tally.received();
    if (this.isKnown(address)) return true;
    this.tally.stranger(address);
    return false;
  }

  isKnown(address: string): boolean {
    return this.#isRelay(address) || this.#handlers.isKnown(address);
  }

  /** Of an admitted sender. Never throws but what the handler throws. */
  syslog(message: Buffer, address: string): void {
    const { priority, hostname, text } = parseSyslog(message.toString('utf8'));
    const recognised = recogniseSyslog(text);
    if (recognised !== null) this.#tell({ ...recognised, via: 'syslog', origin: hostname, text }, address);
    else this.tally.count(priority === null ? 'malformed' : 'ignored');
  }

  trap(news: TrapNews | null, address: string): void {
    if (news === null) this.tally.count('ignored');
    else this.#tell({ ...news, via: 'trap' }, address);
  }

  fail(outcome: Exclude<Outcome, 'events'>): void {
    this.tally.count(outcome);
  }

  #tell({ origin, ...said }: TrapNews & Pick<NetworkEvent, 'via'>, address: string): void {
    this.tally.count('events');
    const isTold = origin !== null && ORIGIN.test(origin) && this.#isRelay(address);
    this.#handlers.onEvent({
      ...said,
      at: new Date().toISOString(),
      source: isTold ? origin : address,
      port: said.port === null ? null : printable(said.port),
      text: printable(said.text),
    });
  }
}

/** A socket for both families shows IPv4 senders as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2); link-local ones with a zone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d{1,3}\.)/i, '').replace(/%.*$/, '');
}
