// A device's running configuration: what `configure terminal` changes and `show running-config` prints.
import type { FlowConfiguration } from './flow/flow-configuration.ts';
import type { LldpAgent } from './lldp-agent.ts';
import { parentPort } from './sub-interfaces.ts';

interface PortAddress {
  readonly ip: string;
  readonly prefixLength: number;
}

export interface PortConfiguration {
  readonly name: string;
  readonly short: string;
  /** 1 for the first port, as IOSv counts. */
  readonly ifIndex: number;
  /** Cisco notation, `5254.0001.0001`. */
  readonly mac: string;
  /** Megabits a second; null: negotiated. */
  speedMbps: number | null;
  /** Null: negotiated. */
  duplex: 'full' | 'half' | null;
  mtu: number;
  address: PortAddress | null;
  description: string | null;
  adminUp: boolean;
  lldpTransmit: boolean;
  lldpReceive: boolean;
  cdpEnabled: boolean;
  flowIngress: boolean;
  flowEgress: boolean;
  /** Flexible NetFlow; one for each monitor and direction. */
  flowMonitors: readonly FlowMonitorUse[];
  /** 802.1Q tag of a sub-interface; null for every other port, and while it has none. */
  vlan: number | null;
  /** The Port-channel it is a member of. */
  channelGroup: ChannelGroup | null;
  /** Of a Port-channel: members without a partner carry traffic by themselves instead of being suspended. */
  standalone: boolean;
}

export const DEFAULT_MTU = 1500;

export interface FlowMonitorUse {
  readonly monitor: string;
  readonly sampler: string | null;
  readonly direction: 'input' | 'output';
}

export interface ChannelGroup {
  readonly group: number;
  /** `active` and `passive` speak LACP, `on` nothing. */
  readonly mode: 'active' | 'passive' | 'on';
}

export interface DeviceConfiguration {
  hostname: string;
  domain: string;
  readonly version: string;
  readonly user: string;
  readonly privilege: number;
  readonly ports: PortConfiguration[];
  /** Null0's, behind the ports that were there at the start; ports made later follow it. */
  readonly nullIfIndex: number;
  readonly flow: FlowConfiguration;
}

/** `24` → `255.255.255.0`. */
function netmask(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

/** `255.255.255.0` → `24`; null when the text is no netmask. */
export function prefixLengthOf(mask: string): number | null {
  for (let length = 0; length <= 32; length++) if (netmask(length) === mask) return length;
  return null;
}

/** Whether the port is a socket in the device, and not one that configuration makes. */
export function isPhysical(port: string): boolean {
  return parentPort(port) === null && !/^(?:Loopback|Vlan|Tunnel|Port-channel)\d/.test(port);
}

/** The lines from `version` to `end`, as IOS 15 orders them. Secrets are shown as a hash that hides nothing. */
export function renderConfiguration(configuration: DeviceConfiguration, lldp: LldpAgent, cdp: LldpAgent): string[] {
  return [
    '!',
    `version ${configuration.version.split('(')[0]}`,
    'service timestamps debug datetime msec',
    'service timestamps log datetime msec',
    'no service password-encryption',
    '!',
    `hostname ${configuration.hostname}`,
    '!',
    'enable secret 5 $1$lab0$0000000000000000000000',
    '!',
    'no aaa new-model',
    'no ip domain lookup',
    `ip domain name ${configuration.domain}`,
    'ip cef',
    'no ipv6 cef',
    '!',
    ...configuration.flow.renderBlocks(),
    'multilink bundle-name authenticated',
    '!',
    `username ${configuration.user} privilege ${configuration.privilege} secret 5 $1$lab0$0000000000000000000000`,
    '!',
    'redundancy',
    '!',
    ...renderCdp(cdp),
    ...renderLldp(lldp),
    ...configuration.ports.flatMap(renderPort),
    'ip forward-protocol nd',
    '!',
    'no ip http server',
    'no ip http secure-server',
    ...configuration.flow.renderExport(),
    '!',
    'control-plane',
    '!',
    'line con 0',
    'line aux 0',
    'line vty 0 4',
    ' login local',
    ' transport input ssh',
    '!',
    'end',
  ];
}

function renderLldp(lldp: LldpAgent): string[] {
  const lines = [
    lldp.enabled && 'lldp run',
    lldp.intervalSeconds !== 30 && `lldp timer ${lldp.intervalSeconds}`,
    lldp.holdSeconds !== 120 && `lldp holdtime ${lldp.holdSeconds}`,
    lldp.reinitSeconds !== 2 && `lldp reinit ${lldp.reinitSeconds}`,
  ].filter((line): line is string => line !== false);
  return lines.length > 0 ? [...lines, '!'] : [];
}

function renderCdp(cdp: LldpAgent): string[] {
  return cdp.enabled ? [] : ['no cdp run', '!'];
}

function renderPort(port: PortConfiguration): string[] {
  const address = port.address
    ? `ip address ${port.address.ip} ${netmask(port.address.prefixLength)}`
    : 'no ip address';
  const lines = [
    port.description !== null && ` description ${port.description}`,
    port.mtu !== DEFAULT_MTU && ` mtu ${port.mtu}`,
    port.vlan !== null && ` encapsulation dot1Q ${port.vlan}`,
    ` ${address}`,
    ...port.flowMonitors.map(({ monitor, sampler, direction }) => {
      return ` ip flow monitor ${monitor}${sampler === null ? '' : ` sampler ${sampler}`} ${direction}`;
    }),
    port.flowIngress && ' ip flow ingress',
    port.flowEgress && ' ip flow egress',
    !port.adminUp && ' shutdown',
    ...(isPhysical(port.name)
      ? [` duplex ${port.duplex ?? 'auto'}`, ` speed ${port.speedMbps ?? 'auto'}`, ' media-type rj45']
      : []),
    !port.cdpEnabled && ' no cdp enable',
    !port.lldpTransmit && ' no lldp transmit',
    !port.lldpReceive && ' no lldp receive',
    port.channelGroup !== null && ` channel-group ${port.channelGroup.group} mode ${port.channelGroup.mode}`,
  ];
  return [`interface ${port.name}`, ...lines.filter((line): line is string => line !== false), '!'];
}
