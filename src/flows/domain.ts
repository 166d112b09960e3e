// One stream of datagrams of an exporter: what its numbers, templates and samplers mean is its own.
import { Samplers } from './sampling.ts';
import { Sequence } from './sequence.ts';
import type { Recency, RecencyNode } from './templates/recency.ts';
import type { Template } from './templates/template.ts';

/** A domain is moved in the lists of use this often, ms. */
const TOUCH_MS = 1000;

/** Where a domain stands in its exporter's list, and in the list of all. */
export interface DomainPlaces {
  readonly own: RecencyNode<Domain>;
  readonly all: RecencyNode<Domain>;
}

/** Made by `Exporter.domain`. */
export class Domain {
  /** Slot of its exporter. */
  readonly exporter: number;
  readonly protocol: number;
  readonly id: number;
  readonly sequence = new Sequence();
  readonly samplers = new Samplers();
  readonly templates = new Map<number, Template>();
  /** Octets of data that wait here for a template. */
  waitingBytes = 0;
  /** When the exporter's uptime was 0, by its own clock, ms since 1970; NaN until it is told or has been estimated. */
  bootMs = Number.NaN;
  /** `bootMs` was told by the exporter. */
  bootTold = false;
  places: DomainPlaces | null = null;
  private touchedMs = 0;

  constructor(exporter: number, protocol: number, id: number) {
    this.exporter = exporter;
    this.protocol = protocol;
    this.id = id;
  }

  /** It is in use. */
  touch(nowMs: number, own: Recency<Domain>, all: Recency<Domain>): void {
    if (!this.places || Math.abs(nowMs - this.touchedMs) < TOUCH_MS) return;
    this.touchedMs = nowMs;
    own.touch(this.places.own);
    all.touch(this.places.all);
  }
}
