// What a device puts into its LLDP, CDP and LACP frames.
import type { PortConfiguration } from './configuration.ts';
import type { LldpFrame } from './lldp-agent.ts';
import { type DeviceKind, lldpPortId, PROFILES } from './profiles.ts';

export type NeighborProtocol = 'lldp' | 'cdp';
/** LACP is heard like the others: frames now and then, and a time-out. */
export type AgentProtocol = NeighborProtocol | 'lacp';

/** What a device tells of itself. */
export interface Speaker {
  readonly kind: DeviceKind;
  readonly chassisId: string;
  readonly systemName: string;
  readonly systemDescription: readonly string[];
  readonly managementAddress: string | null;
}

/** Octets that LLDP has for a system description, IEEE 802.1AB-2016 §8.5.7. */
const DESCRIPTION_LENGTH = 255;

export function buildFrame(
  protocol: AgentProtocol,
  speaker: Speaker,
  port: PortConfiguration,
  ttlSeconds: number,
): LldpFrame {
  const { kind, chassisId, systemName, systemDescription, managementAddress } = speaker;
  const { capabilities, enabledCapabilities, ...cdp } = PROFILES[kind];
  return {
    // A Cisco phone names its address instead of its chassis.
    chassisId: kind === 'phone' ? (managementAddress ?? chassisId) : chassisId,
    portId: portId(protocol, kind, port),
    portDescription: port.description ?? port.name,
    systemName,
    systemDescription: systemDescription.join('\n').slice(0, DESCRIPTION_LENGTH),
    managementAddress,
    ttlSeconds,
    capabilities,
    enabledCapabilities,
    cdp: { platform: cdp.cdpPlatform, letters: cdp.cdpLetters, words: cdp.cdpWords, duplex: port.duplex ?? 'full' },
  };
}

function portId(protocol: AgentProtocol, kind: DeviceKind, port: PortConfiguration): string {
  if (protocol === 'lacp') return String(port.channelGroup?.group ?? 0);
  return protocol === 'lldp' ? lldpPortId(kind, port) : port.name;
}
