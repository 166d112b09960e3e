// What is told of the past: events with their time, and the intervals in which a claim or a state held.
import type { LinkEnd } from './link-id.ts';

/** One line of history. Nothing of it is ever rewritten. */
export interface HistoryEvent {
  readonly at: string;
  /** Family and kind: `change.lost`, `device.renamed`, `incident.alerted`, `alert.sent`, `event.link-down` … */
  readonly kind: string;
  /** Snapshot it was seen in; null where none. */
  readonly snapshot: string | null;
  readonly link: string | null;
  readonly incident: string | null;
  /** Devices it is about, sorted. */
  readonly devices: readonly string[];
  readonly ends: readonly LinkEnd[];
  readonly text: string;
}

/** While one thing held: a link in one state, or one claim unchanged but for its times. Null `until`: it still does. */
export interface HistoryInterval {
  readonly what: 'link' | 'claim' | 'device';
  /** Link id, or device name. */
  readonly subject: string;
  readonly ends: readonly LinkEnd[];
  readonly from: string;
  readonly until: string | null;
  /** `confirmed`, `one-way: r1 was polled and …`, `r1:Gi0/1 hears r6 Gi0/1 by LLDP`. */
  readonly text: string;
  /** Hash of the answer a claim was read from first. */
  readonly evidence: string | null;
}

export interface HistoryQuery {
  /** A device, or one port of it; null is everything. */
  readonly device: string | null;
  readonly port: string | null;
  readonly link: string | null;
  /** ISO 8601 UTC, inclusive. */
  readonly since: string | null;
  readonly until: string | null;
  /** The newest so many. */
  readonly limit: number;
}

/** Things to remember that are not history, written in one step: incidents, alert groups, deliveries. Values are JSON. */
export interface StateChange {
  /**
   * What must still be so, else nothing is written and STORE_CONFLICT thrown: another process was faster, and whoever wants
   * the change reads anew and thinks again. `value` undefined: nothing is kept under that key.
   */
  readonly expect?: readonly { readonly kind: string; readonly key: string; readonly value: unknown }[];
  readonly put?: readonly { readonly kind: string; readonly key: string; readonly value: unknown }[];
  readonly drop?: readonly { readonly kind: string; readonly key: string }[];
  readonly events?: readonly HistoryEvent[];
}

/** Where a room keeps its state between runs; the store is one. */
export interface StateKeeper {
  /** Key → value, in the order of keys. */
  state(kind: string): Promise<ReadonlyMap<string, unknown>>;
  /** All of it or, where the process is killed, nothing; kept once this resolves, also over a power cut. */
  commit(change: StateChange): Promise<void>;
}
