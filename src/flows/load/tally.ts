// From the cells of some buckets to one figure per link, bundle and side: the evidence of every place, and the choice among them.
import type { FlowSide, LoadMinute } from '../../model/index.ts';
import { type MappedLink, PORT_FLAGS, type PortMap } from '../attribute/port-map.ts';
import { BUCKET_MS, BUCKETS_PER_MINUTE, CELL, type Pages } from './buckets.ts';
import { better, type Choice, choose, type Evidence, ofBundle, type Sighting, sumOf, threePlaces } from './evidence.ts';
import type { ExporterStates } from './exporter-state.ts';
import { POINT, POINTS, type Points } from './points.ts';

/** A place that was observed is looked at there for so long, though nothing came: the link is idle. */
const STICKY_MS = 600_000;

export interface TallyInput {
  readonly points: Points;
  readonly pages: Pages;
  readonly exporters: ExporterStates;
  readonly map: PortMap;
}

/** Rows of the buckets `from` to `to − 1`, sorted by link and side. Links of which nothing is known have none. */
export function tally(input: TallyInput, from: number, to: number): LoadMinute {
  return toColumns(Math.floor(from / BUCKETS_PER_MINUTE), new Tally(input, from, to).rows());
}

interface Row {
  readonly link: string;
  readonly side: FlowSide;
  readonly choice: Choice;
  readonly places: ReturnType<typeof threePlaces>;
}

const NO_MEMBERS: readonly number[] = [];
const NO_EVIDENCE: readonly Evidence[] = [];
const NOTHING: Evidence = Array.from({ length: POINTS }, () => null);

class Tally {
  private readonly input: TallyInput;
  private readonly from: number;
  private readonly to: number;
  private readonly sums: Float64Array;
  private readonly flags: Uint8Array;
  private readonly mapped: ReadonlyMap<string, MappedLink>;
  private readonly exporterOf: Int32Array;

  constructor(input: TallyInput, from: number, to: number) {
    this.input = input;
    this.from = from;
    this.to = to;
    this.sums = new Float64Array(CELL * input.points.count);
    this.flags = new Uint8Array(input.points.count);
    this.mapped = new Map(input.map.links.map((link) => [link.id, link]));
    this.exporterOf = input.exporters.exportersByDevice();
    for (let bucket = from; bucket < to; bucket++) this.addPage(bucket);
  }

  rows(): Row[] {
    const { points } = this.input;
    const rows: Row[] = [];
    for (const number of points.inOrder()) {
      for (const side of [0, 1] as const) {
        const row = this.rowOf(number, side);
        if (row) rows.push(row);
      }
    }
    return rows;
  }

  private addPage(bucket: number): void {
    const page = this.input.pages.find(bucket);
    if (!page) return;
    const cells = Math.min(this.sums.length, page.cells.length);
    for (let at = 0; at < cells; at++) this.sums[at] = (this.sums[at] as number) + (page.cells[at] as number);
    const keys = Math.min(this.flags.length, page.flags.length);
    for (let key = 0; key < keys; key++) this.flags[key] = (this.flags[key] as number) | (page.flags[key] as number);
  }

  private rowOf(number: number, side: FlowSide): Row | null {
    const link = this.input.points.links[number] ?? '';
    const mapped = this.mapped.get(link);
    const members = (mapped?.members ?? NO_MEMBERS).map((member) => this.memberEvidence(member, side));
    const own = this.evidenceAt(2 * number + side, mapped, side, members);
    const evidence = members.length > 0 ? ofBundle(own, members) : own;
    const whole = this.wholeness(mapped, side);
    const choice = choose(evidence, whole) ?? sumOfChoices(members.map((one) => choose(one, whole)));
    return choice && { link, side, choice, places: threePlaces(evidence, whole, choice) };
  }

  /** The side of a bundle is that of its members where they begin at the same device. */
  private memberEvidence(position: number, side: FlowSide): Evidence {
    const { map, points } = this.input;
    const member = map.links[position];
    return member ? this.evidenceAt(2 * points.linkNumber(member.id) + side, member, side) : NOTHING;
  }

  /** A LAG whose members saw something is not idle, though its settings say that it is measured as one. */
  private evidenceAt(
    place: number,
    mapped: MappedLink | undefined,
    side: FlowSide,
    members: readonly Evidence[] = NO_EVIDENCE,
  ): Evidence {
    const evidence = NOTHING.map((_, point) => this.sightingAt(place, point));
    if (mapped && !members.some(sawSomething)) {
      evidence[POINT.ingressFar] ??= this.idleAt(mapped, side === 0 ? 1 : 0, PORT_FLAGS.ingress, evidence);
      evidence[POINT.egressNear] ??= this.idleAt(mapped, side === 0 ? 0 : 1, PORT_FLAGS.egress, evidence);
    }
    return evidence;
  }

  private sightingAt(place: number, point: number): Sighting | null {
    const { points } = this.input;
    let best: Sighting | null = null;
    for (const key of points.keysAt(place, point)) best = better(best, this.sightingOf(key, point));
    return best;
  }

  private sightingOf(key: number, point: number): Sighting | null {
    const { points } = this.input;
    const { sums } = this;
    const cell = CELL * key;
    const bytes = sums[cell] as number;
    const packets = sums[cell + 1] as number;
    const variance = sums[cell + 2] as number;
    const records = sums[cell + 3] as number;
    const flags = this.flags[key] as number;
    if (point >= POINT.countedFar) {
      return records > 0 ? { bytes, packets, variance: 0, covered: records / 1000, flags } : null;
    }
    const covered = this.coveredBy(points.slot[key] as number);
    const isFresh = (points.lastSeen[key] as number) >= this.from * BUCKET_MS - STICKY_MS;
    const isBegun = (points.firstSeen[key] as number) < this.to * BUCKET_MS;
    const isKnown = records > 0 || bytes > 0 || (covered > 0 && isFresh && isBegun);
    return isKnown ? { bytes, packets, variance, covered, flags } : null;
  }

  /** Nothing was observed where the device measures, and it was heard: nothing passed. Other places know better if they saw something. */
  private idleAt(mapped: MappedLink, end: 0 | 1, flag: number, evidence: Evidence): Sighting | null {
    const flags = end === 0 ? mapped.flagsA : mapped.flagsB;
    const slot = this.exporterOf[end === 0 ? mapped.a : mapped.b] ?? -1;
    if ((flags & flag) === 0 || slot < 0 || sawSomething(evidence)) return null;
    const covered = this.coveredBy(slot);
    return covered > 0 ? { bytes: 0, packets: 0, variance: 0, covered, flags: 0 } : null;
  }

  private coveredBy(slot: number): number {
    const { exporters } = this.input;
    const heard = exporters.heardWithin(slot, this.from * BUCKET_MS, this.to * BUCKET_MS, BUCKET_MS);
    return (heard / 1000) * exporters.receivedShare(slot, Math.floor(this.from / BUCKETS_PER_MINUTE));
  }

  private wholeness(mapped: MappedLink | undefined, side: FlowSide): { near: boolean; far: boolean } {
    const { devices } = this.input.map;
    const [near, far] = mapped ? (side === 0 ? [mapped.a, mapped.b] : [mapped.b, mapped.a]) : [-1, -1];
    return {
      near: devices[near]?.measuresAllIngress ?? false,
      far: devices[far]?.measuresAllEgress ?? false,
    };
  }
}

function sawSomething(evidence: Evidence): boolean {
  return evidence.some((one) => one !== null && one.bytes > 0);
}

/** Members that were observed at different places: the source is the least of theirs. */
function sumOfChoices(choices: readonly (Choice | null)[]): Choice | null {
  const known = choices.filter((choice) => choice !== null);
  const sum = sumOf(known);
  return sum && { ...sum, source: Math.max(...known.map(({ source }) => source)) };
}

function toColumns(minute: number, rows: readonly Row[]): LoadMinute {
  // `from` of a typed array goes through an iterator: several times as slow.
  const column = (of: (row: Row) => number) => new Float64Array(rows.map(of));
  const small = (of: (row: Row) => number) => new Uint8Array(rows.map(of));
  return {
    minute,
    links: rows.map(({ link }) => link),
    sides: small(({ side }) => side),
    bytes: column(({ choice }) => choice.bytes),
    packets: column(({ choice }) => choice.packets),
    variance: column(({ choice }) => choice.variance),
    sources: small(({ choice }) => choice.source),
    covered: column(({ choice }) => choice.covered),
    ingressFar: column(({ places }) => places.ingressFar),
    egressNear: column(({ places }) => places.egressNear),
    counters: column(({ places }) => places.counters),
    flags: small(({ choice }) => choice.flags),
  };
}
