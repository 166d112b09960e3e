// A device's running configuration: what `configure terminal` changes and `show running-config` prints.
import type { LldpAgent } from './lldp-agent.ts';

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
  address: PortAddress | null;
  description: string | null;
  adminUp: boolean;
  lldpTransmit: boolean;
  lldpReceive: boolean;
}

export interface DeviceConfiguration {
  hostname: string;
  domain: string;
  readonly version: string;
  readonly user: string;
  readonly privilege: number;
  readonly ports: readonly PortConfiguration[];
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

/** The lines from `version` to `end`, as IOS 15 orders them. Secrets are shown as a hash that hides nothing. */
export function renderConfiguration(configuration: DeviceConfiguration, lldp: LldpAgent): string[] {
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
    '!',
    ...renderLldp(lldp),
    `username ${configuration.user} privilege ${configuration.privilege} secret 5 $1$lab0$0000000000000000000000`,
    '!',
    ...configuration.ports.flatMap(renderPort),
    'line con 0',
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

function renderPort(port: PortConfiguration): string[] {
  const address = port.address
    ? `ip address ${port.address.ip} ${netmask(port.address.prefixLength)}`
    : 'no ip address';
  const lines = [
    port.description !== null && ` description ${port.description}`,
    ` ${address}`,
    !port.adminUp && ' shutdown',
    ' duplex auto',
    ' speed auto',
    ' media-type rj45',
    !port.lldpTransmit && ' no lldp transmit',
    !port.lldpReceive && ' no lldp receive',
  ];
  return [`interface ${port.name}`, ...lines.filter((line): line is string => line !== false), '!'];
}
