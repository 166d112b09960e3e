// Cisco IOS and IOS-XE: what a visit asks, how LLDP is turned on, and which answers can be read.
import { MERGE_FOLDERS } from '../lldp-merge.ts';
import type { Platform } from '../platform.ts';
import type { PlatformModule } from '../platform-module.ts';
import { CISCO_IOS_PARSERS } from './commands/index.ts';
import { CISCO_IOS_DIALECT } from './dialect.ts';

const NEIGHBOR_TABLES = { brief: 'show lldp neighbors', detail: 'show lldp neighbors detail' } as const;

const platform: Platform = {
  name: 'cisco_ios',
  aliases: [
    'ios',
    'iosxe',
    'ios_xe',
    'cisco',
    'cisco_xe',
    'cisco_iosxe',
    'cisco_ios_xe',
    'cisco.ios',
    'cisco.ios.ios',
    'cisco_ios_telnet',
  ],
  dialect: CISCO_IOS_DIALECT,
  visit: [
    'show lldp',
    NEIGHBOR_TABLES.brief,
    NEIGHBOR_TABLES.detail,
    'show version',
    'show interfaces',
    'show ip interface brief',
    'show snmp mib ifmib ifindex',
  ],
  neighborTables: NEIGHBOR_TABLES,
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['lldp run'],
  supportedCommands: [...CISCO_IOS_PARSERS.map((parser) => parser.folder), ...MERGE_FOLDERS],
};

export const CISCO_IOS: PlatformModule = { platform, parsers: CISCO_IOS_PARSERS };
