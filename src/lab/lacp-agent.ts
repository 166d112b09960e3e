// One device's LACP: who is at the other end of a bundled port. A frame every 30 seconds, and after three the partner is gone
// (IEEE 802.1AX-2014 §6.4.4); a frame from a new partner is answered at once, so that both ends know each other.
import type { PortConfiguration } from './configuration.ts';
import { LldpAgent, type LldpFrame } from './lldp-agent.ts';

export class LacpAgent extends LldpAgent {
  override intervalSeconds = 30;
  override holdSeconds = 90;

  override receive(port: string, frame: LldpFrame, atMs: number): void {
    const isNews = this.partner(port, atMs) !== senderOf(frame);
    if (isNews) this.portDown(port);
    super.receive(port, frame, atMs);
    if (isNews && this.partner(port, atMs) !== null) this.portUp(port, atMs);
  }

  /** The LAG that the port hears, by system and group; null where nobody speaks. */
  partner(port: string, nowMs: number): string | null {
    const entry = this.latestOn(port, nowMs);
    return entry === null ? null : senderOf(entry.frame);
  }
}

/** Whether the port takes part in LACP at all. */
export function hasLacp({ channelGroup }: PortConfiguration): boolean {
  return channelGroup !== null && channelGroup.mode !== 'on';
}

function senderOf({ chassisId, portId: group }: LldpFrame): string {
  return `${chassisId} ${group}`;
}
