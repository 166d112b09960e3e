// Cables and shared media: which ports have carrier, and who hears a frame sent from a port.
import { isPhysical } from './configuration.ts';

/** A cable (two ends) or a shared medium such as the management LAN (many). Ends are `device:Port` or a host's name. */
export interface LinkSegment {
  readonly name: string;
  readonly ends: readonly string[];
  /** A shared medium keeps its members' carrier up whatever the others do. */
  readonly shared: boolean;
}

/** How an end is disturbed. `unplugged` takes the carrier; `silent` swallows frames both ways; `mute` only those sent. */
export type Disturbance = 'unplugged' | 'silent' | 'mute';

export interface CarrierChange {
  readonly end: string;
  readonly up: boolean;
}

/** Ports that configuration makes need no cable. */
function isVirtual(end: string): boolean {
  return !isPhysical(end.slice(end.indexOf(':') + 1));
}

/** What the layer must know of a port: whether it may be up. Null for a host, which is always up and speaks no LLDP. */
export type AdminState = (end: string) => boolean | null;

export class LinkLayer {
  #segments: readonly LinkSegment[];
  readonly #segmentOf = new Map<string, LinkSegment>();
  readonly #disturbances = new Map<string, Set<Disturbance>>();
  readonly #adminState: AdminState;

  constructor(segments: readonly LinkSegment[], adminState: AdminState) {
    this.#segments = segments;
    this.#adminState = adminState;
    this.#indexEnds();
  }

  /** In the order of the topology file; a cable keeps its place when its ends move. */
  get segments(): readonly LinkSegment[] {
    return this.#segments;
  }

  /** Moves plugs: what was in the one port is in the other now, and the other way round. Their disturbances are gone. */
  exchange(one: string, other: string): void {
    const moved = new Map([
      [one, other],
      [other, one],
    ]);
    this.#segments = this.#segments.map((segment) => ({
      ...segment,
      ends: segment.ends.map((end) => moved.get(end) ?? end),
    }));
    for (const end of moved.keys()) this.clearDisturbances(end);
    this.#indexEnds();
  }

  #indexEnds(): void {
    this.#segmentOf.clear();
    for (const segment of this.#segments) {
      for (const end of segment.ends) if (this.#adminState(end) !== null) this.#segmentOf.set(end, segment);
    }
  }

  /** The other ends of the port's segment; empty for a port without a cable. */
  peers(end: string): readonly string[] {
    return this.#segmentOf.get(end)?.ends.filter((other) => other !== end) ?? [];
  }

  isShared(end: string): boolean {
    return this.#segmentOf.get(end)?.shared ?? false;
  }

  isDisturbed(end: string, how: Disturbance): boolean {
    return this.#disturbances.get(end)?.has(how) ?? false;
  }

  /** A cable gives carrier when both plugs are in and the far port is not shut down; hosts never shut theirs. */
  hasCarrier(end: string): boolean {
    if (isVirtual(end)) return true;
    const segment = this.#segmentOf.get(end);
    if (!segment || this.isDisturbed(end, 'unplugged')) return false;
    if (segment.shared) return true;
    return this.peers(end).every((peer) => this.#adminState(peer) !== false && !this.isDisturbed(peer, 'unplugged'));
  }

  /** Line protocol: not shut down, and carrier. */
  isUp(end: string): boolean {
    return this.#adminState(end) === true && this.hasCarrier(end);
  }

  /** The device ports that hear a frame sent from this end now. Hosts are left out: they speak no LLDP. */
  listeners(from: string): readonly string[] {
    if (!this.isUp(from) || this.isDisturbed(from, 'mute') || this.isDisturbed(from, 'silent')) return [];
    return this.peers(from).filter((end) => this.isUp(end) && !this.isDisturbed(end, 'silent'));
  }

  disturb(end: string, how: Disturbance): void {
    const set = this.#disturbances.get(end) ?? new Set<Disturbance>();
    this.#disturbances.set(end, set.add(how));
  }

  /** Ends one disturbance; others stay. */
  calm(end: string, how: Disturbance): void {
    this.#disturbances.get(end)?.delete(how);
  }

  clearDisturbances(end: string): void {
    this.#disturbances.delete(end);
  }

  /** Runs a change at some ends and says which ports of their segments gained or lost their line; losses come first. */
  change(ends: readonly string[], mutation: () => void): CarrierChange[] {
    const touched = new Set(ends.flatMap((end) => [end, ...this.peers(end)]));
    const affected = [...touched].filter((one) => this.#adminState(one) !== null);
    const before = affected.map((one) => this.isUp(one));
    mutation();
    return affected
      .map((one, i) => ({ end: one, up: this.isUp(one), was: before[i] }))
      .filter((one) => one.up !== one.was)
      .map(({ end: changed, up }) => ({ end: changed, up }))
      .sort((a, b) => Number(a.up) - Number(b.up));
  }
}
