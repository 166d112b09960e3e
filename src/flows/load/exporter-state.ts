// What the meter knows of each exporter, by slot: its device, its clock, when it was heard, what was lost on the way.
import { addressKey } from '../attribute/exporter-addresses.ts';
import type { PortMap } from '../attribute/port-map.ts';
import type { ExporterCounts } from '../sink.ts';
import { enlarged } from './points.ts';

/** Clocks that differ by less are taken as right: datagrams are under way for a while, and times are cut to seconds. */
export const CLOCK_TOLERANCE_MS = 2000;
/** Records come so much later than their time-out at most; after it a bucket is final. */
export const SLACK_MS = 30_000;
/** A flow that claims to be longer has no usable times. */
export const LONGEST_MS = 3_600_000;

/** An exporter that said nothing for longer was not there; between shorter silences there was nothing to say. */
const LONGEST_SILENCE_MS = 300_000;

const UNASKED = -2;
/** Of `device`. */
export const STRANGER = -1;

export interface ExporterQuestions {
  addressOf(slot: number): string;
  clockOffsetOf(slot: number): number | null;
}

export class ExporterStates {
  /** Position in the map's devices, or STRANGER. */
  device = new Int32Array(16).fill(UNASKED);
  /** Subtract it from the exporter's times; 0 within the tolerance. */
  skew = new Float64Array(16);
  /** How long before it comes a record may have begun, ms. */
  reach = new Float64Array(16);
  /** The largest of `reach`. */
  longestReach: number;
  heardFrom = new Float64Array(16).fill(Number.POSITIVE_INFINITY);
  heardTo = new Float64Array(16).fill(Number.NEGATIVE_INFINITY);
  private readonly losses = new Map<number, Float64Array>();
  private readonly before = new Map<number, { readonly lost: number; readonly expected: number }>();
  private readonly questions: ExporterQuestions;
  private readonly defaultTimeoutMs: number;
  private readonly patienceMs: number;
  private map: PortMap;

  /** `patienceMs`: how long records are waited for at least, whatever their exporters' time-outs. */
  constructor(map: PortMap, questions: ExporterQuestions, defaultTimeoutMs: number, patienceMs: number) {
    this.map = map;
    this.questions = questions;
    this.defaultTimeoutMs = defaultTimeoutMs;
    this.patienceMs = patienceMs;
    this.longestReach = this.shortestReach();
  }

  /** Exporters that were met are looked up anew at once: what is final now depends on the slowest of them. */
  setMap(map: PortMap): void {
    this.map = map;
    this.longestReach = this.shortestReach();
    this.device.forEach((device, slot) => {
      if (device !== UNASKED) this.resolve(slot);
    });
  }

  /** Asked at the first record of an exporter in every batch. */
  meet(slot: number, receivedMs: number): void {
    this.deviceOf(slot);
    const offset = this.questions.clockOffsetOf(slot) ?? 0;
    this.skew[slot] = Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0;
    const isBack = receivedMs - (this.heardTo[slot] as number) > LONGEST_SILENCE_MS;
    const from = isBack ? Number.POSITIVE_INFINITY : (this.heardFrom[slot] as number);
    this.heardFrom[slot] = Math.min(from, receivedMs);
  }

  /** A sign of life at that time. */
  hear(slot: number, receivedMs: number): void {
    this.meet(slot, receivedMs);
    this.heardTo[slot] = Math.max(this.heardTo[slot] as number, receivedMs);
  }

  /** Position in the map's devices, or STRANGER. */
  deviceOf(slot: number): number {
    if (slot >= this.device.length) this.grow(slot);
    if (this.device[slot] === UNASKED) this.resolve(slot);
    return this.device[slot] as number;
  }

  extend(slot: number, reachMs: number): void {
    this.reach[slot] = reachMs;
    this.longestReach = Math.max(this.longestReach, reachMs);
  }

  /** Takes down what was lost since the last call, in the minute of `nowMs`. */
  countLosses(counts: readonly ExporterCounts[], nowMs: number): void {
    const minute = Math.floor(nowMs / 60_000);
    const losses = this.losses.get(minute) ?? new Float64Array(0);
    const size = 2 * counts.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
    const wide = size > losses.length ? enlarged(losses, new Float64Array(size)) : losses;
    for (const { slot, lost, expected, lastSeen } of counts) {
      if ((this.heardTo[slot] ?? Number.POSITIVE_INFINITY) < lastSeen) this.heardTo[slot] = lastSeen;
      const before = this.before.get(slot) ?? { lost: 0, expected: 0 };
      wide[2 * slot] = (wide[2 * slot] as number) + Math.max(lost - before.lost, 0);
      wide[2 * slot + 1] = (wide[2 * slot + 1] as number) + Math.max(expected - before.expected, 0);
      this.before.set(slot, { lost, expected });
    }
    this.losses.set(minute, wide);
  }

  /** Share of what an exporter sent that came, 0 to 1. */
  receivedShare(slot: number, minute: number): number {
    const losses = this.losses.get(minute);
    const [lost = 0, expected = 0] = [losses?.[2 * slot], losses?.[2 * slot + 1]];
    return expected > 0 ? Math.max(1 - lost / expected, 0) : 1;
  }

  /** Ms of a time that lie between the first and the last sign of the exporter, to whole buckets. */
  heardWithin(slot: number, fromMs: number, toMs: number, bucketMs: number): number {
    const from = Math.floor((this.heardFrom[slot] as number) / bucketMs) * bucketMs;
    const to = (Math.floor((this.heardTo[slot] as number) / bucketMs) + 1) * bucketMs;
    return Math.max(Math.min(to, toMs) - Math.max(from, fromMs), 0);
  }

  /** By position of the device: its exporter that was heard last; −1 where none was heard. */
  exportersByDevice(): Int32Array {
    const slots = new Int32Array(this.map.devices.length).fill(-1);
    this.device.forEach((device, slot) => {
      const known = slots[device] ?? -1;
      if (device >= 0 && (known < 0 || (this.heardTo[slot] as number) > (this.heardTo[known] as number)))
        slots[device] = slot;
    });
    return slots;
  }

  forgetBefore(minute: number): void {
    for (const known of this.losses.keys()) if (known < minute) this.losses.delete(known);
  }

  private shortestReach(): number {
    return Math.max(this.defaultTimeoutMs, this.patienceMs) + SLACK_MS;
  }

  private resolve(slot: number): void {
    const key = addressKey(this.questions.addressOf(slot));
    const device = (key === null ? undefined : this.map.addresses.get(key)) ?? STRANGER;
    const told = this.map.devices[device]?.activeTimeoutSeconds ?? null;
    this.device[slot] = device;
    const learned = Math.max(this.defaultTimeoutMs + SLACK_MS, this.reach[slot] as number);
    this.extend(slot, told === null ? learned : Math.min(told * 1000, LONGEST_MS) + SLACK_MS);
  }

  private grow(slot: number): void {
    const [known, size] = [this.device.length, 2 * (slot + 1)];
    this.device = enlarged(this.device, new Int32Array(size).fill(UNASKED, known));
    this.skew = enlarged(this.skew, new Float64Array(size));
    this.reach = enlarged(this.reach, new Float64Array(size));
    this.heardFrom = enlarged(this.heardFrom, new Float64Array(size).fill(Number.POSITIVE_INFINITY, known));
    this.heardTo = enlarged(this.heardTo, new Float64Array(size).fill(Number.NEGATIVE_INFINITY, known));
  }
}
