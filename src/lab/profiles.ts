// What kinds of machines say of themselves in LLDP and CDP: the routers one logs into, and the stubs that only speak.
import type { PortConfiguration } from './configuration.ts';

export type DeviceKind = 'router' | 'switch' | StubKind;
export const STUB_KINDS = ['phone', 'access-point', 'host'] as const;
export type StubKind = (typeof STUB_KINDS)[number];

export interface Profile {
  /** LLDP's letters, as `show lldp neighbors detail` prints them; the enabled ones are in its table too. */
  readonly capabilities: string;
  readonly enabledCapabilities: string;
  readonly cdpPlatform: string;
  /** CDP's letters, as its table prints them, and its words. */
  readonly cdpLetters: string;
  readonly cdpWords: string;
  readonly description: (version: string) => readonly string[];
}

const IOSV = (version: string) => [
  `Cisco IOS Software, IOSv Software (VIOS-ADVENTERPRISEK9-M), Version ${version}, RELEASE SOFTWARE (fc2)`,
  'Technical Support: http://www.cisco.com/techsupport',
  'Copyright (c) 1986-2019 by Cisco Systems, Inc.',
  'Compiled Thu 28-Mar-19 14:06 by prod_rel_team',
];

export const PROFILES: Readonly<Record<DeviceKind, Profile>> = {
  router: {
    capabilities: 'B,R',
    enabledCapabilities: 'R',
    cdpPlatform: 'Cisco IOSv',
    cdpLetters: 'R B',
    cdpWords: 'Router Source-Route-Bridge',
    description: IOSV,
  },
  switch: {
    capabilities: 'B,R',
    enabledCapabilities: 'B,R',
    cdpPlatform: 'Cisco IOSv',
    cdpLetters: 'R S I',
    cdpWords: 'Router Switch IGMP',
    description: IOSV,
  },
  phone: {
    capabilities: 'B,T',
    enabledCapabilities: 'B,T',
    cdpPlatform: 'Cisco IP Phone 7945',
    cdpLetters: 'H P M',
    cdpWords: 'Host Phone Two-port Mac Relay',
    description: () => ['Cisco IP Phone 7945G,V3, SCCP45.9-4-2SR3-1S'],
  },
  'access-point': {
    capabilities: 'B,W',
    enabledCapabilities: 'B,W',
    cdpPlatform: 'cisco AIR-AP2802I-E-K9',
    cdpLetters: 'R T',
    cdpWords: 'Router Trans-Bridge',
    description: () => ['Cisco AP Software, ap3g3-k9w8 Version: 8.10.130.0'],
  },
  host: {
    capabilities: 'S',
    enabledCapabilities: 'S',
    cdpPlatform: 'Linux',
    cdpLetters: 'H',
    cdpWords: 'Host',
    description: () => ['Debian GNU/Linux 12 (bookworm) Linux 6.1.0-13-amd64 x86_64'],
  },
};

/** The one socket of a stub. */
export const STUB_PORTS: Readonly<Record<StubKind, string>> = {
  phone: 'Port 1',
  'access-point': 'GigabitEthernet0',
  host: 'eth0',
};

/** What stands in the port id of an LLDP frame: a name from network devices, a MAC address from what has no names to give. */
export function lldpPortId(kind: DeviceKind, port: PortConfiguration): string {
  if (kind === 'phone') return `${port.mac.replaceAll('.', '').toUpperCase()}:P1`;
  return kind === 'host' ? port.mac : port.short;
}
