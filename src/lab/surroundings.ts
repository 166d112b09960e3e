// What a virtual device knows of the world it stands in: the time, its cables, and who is at their other ends.
import type { LabClock } from './clock.ts';
import type { AgentProtocol } from './frames.ts';
import type { LinkLayer } from './link-layer.ts';
import type { LldpFrame } from './lldp-agent.ts';

/** The link layer with the catching up: every question is asked of a network that has caught up with lab time. */
export interface Surroundings {
  readonly clock: LabClock;
  readonly links: LinkLayer;
  settle(): void;
  /** Changes something that may move lines up or down, and lets everybody notice. */
  change(end: string, mutation: () => void): void;
  deliver(protocol: AgentProtocol, fromEnd: string, frame: LldpFrame, atMs: number): void;
  /** Who is at the other ends of the port's cable or medium, whether or not anything speaks now. */
  stations(end: string): readonly Station[];
  /** Switches a device off and on again. */
  restart(device: string): void;
}

/** Something with an address: another device's port, or a host, whose address is not known. */
export interface Station {
  /** Cisco notation. */
  readonly mac: string;
  readonly ip: string | null;
}
