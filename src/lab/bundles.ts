// Link aggregation (IEEE 802.1AX) as one device sees it: what each member of a Port-channel is, and what is logged when that changes.
import type { PortConfiguration } from './configuration.ts';
import { bundleMembers } from './device-ports.ts';

/**
 * As `show etherchannel summary` flags a member: P bundled, D down, w waiting for the first LACP frame, s suspended because the
 * other end is not in the same LAG, I stand-alone for the same reason where the Port-channel allows it.
 */
export type MemberState = 'P' | 'D' | 'w' | 's' | 'I';

/** How long a member waits for LACP before it gives up, in lab milliseconds. LACP's short time-out, IEEE 802.1AX-2014 §6.4.4. */
const WAIT_MS = 3000;

/** What bundles must know of their device. */
export interface BundleHost {
  ports(): readonly PortConfiguration[];
  isUp(port: PortConfiguration): boolean;
  /** Who sends LACP to this port, by system and group; null: nobody. */
  lacpPartner(port: PortConfiguration): string | null;
  /** Lab milliseconds since the port's line came up, or since it was put into its group. */
  readyForMs(port: PortConfiguration): number;
  log(message: string): void;
  lineChanged(port: string, up: boolean): void;
}

export class Bundles {
  readonly #host: BundleHost;
  readonly #states = new Map<string, MemberState>();
  readonly #up = new Map<string, boolean>();

  constructor(host: BundleHost) {
    this.#host = host;
  }

  /** Null for a port that is no member. */
  stateOf(port: PortConfiguration): MemberState | null {
    const { channelGroup } = port;
    if (channelGroup === null) return null;
    if (!this.#host.isUp(port)) return 'D';
    if (channelGroup.mode === 'on') return 'P';
    const partner = this.#host.lacpPartner(port);
    if (partner !== null) return partner === this.#partnerOf(channelGroup.group) ? 'P' : 's';
    if (this.#host.readyForMs(port) < WAIT_MS) return 'w';
    return this.#bundle(channelGroup.group)?.standalone ? 'I' : 's';
  }

  /** A Port-channel is up while at least one member is bundled. */
  isUp(bundle: PortConfiguration): boolean {
    return bundle.adminUp && this.bundled(bundle).length > 0;
  }

  /** The members that carry traffic now. */
  bundled(bundle: PortConfiguration): readonly PortConfiguration[] {
    return (bundleMembers(this.#host.ports(), bundle) ?? []).filter((member) => this.stateOf(member) === 'P');
  }

  /** Notices what has changed since the last call, and logs it unless told to be quiet. */
  notice(tell = true): void {
    if (this.#states.size === 0 && this.#host.ports().every((port) => port.channelGroup === null)) return;
    for (const port of this.#host.ports()) this.#noticeMember(port, tell);
    for (const bundle of this.#host.ports()) {
      if (bundleMembers(this.#host.ports(), bundle) === null) continue;
      const up = this.isUp(bundle);
      const was = this.#up.get(bundle.name) ?? false;
      this.#up.set(bundle.name, up);
      if (tell && up !== was) this.#host.lineChanged(bundle.name, up);
    }
  }

  #noticeMember(port: PortConfiguration, tell: boolean): void {
    const state = this.stateOf(port) ?? 'D';
    const was = this.#states.get(port.name) ?? 'D';
    this.#states.set(port.name, state);
    if (!tell || state === was || port.channelGroup === null) return;
    const bundle = `Po${port.channelGroup.group}`;
    const log = (message: string) => this.#host.log(message);
    if (state === 'P') log(`%EC-5-BUNDLE: Interface ${port.short} joined port-channel ${bundle}`);
    if (was === 'P') log(`%EC-5-UNBUNDLE: Interface ${port.short} left the port-channel ${bundle}`);
    if (state === 's')
      log(`%EC-5-L3DONTBNDL2: ${port.short} suspended: LACP currently not enabled on the remote port.`);
  }

  #bundle(group: number): PortConfiguration | undefined {
    return this.#host.ports().find((port) => port.name === `Port-channel${group}`);
  }

  /** The partner with the most members wins; of equals the one on the lowest port. */
  #partnerOf(group: number): string | null {
    const counts = new Map<string, number>();
    for (const port of this.#host.ports()) {
      if (port.channelGroup?.group !== group || !this.#host.isUp(port)) continue;
      const partner = this.#host.lacpPartner(port);
      if (partner !== null) counts.set(partner, (counts.get(partner) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    return [...counts].find(([, count]) => count === most)?.[0] ?? null;
  }
}
