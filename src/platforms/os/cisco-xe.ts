// Cisco IOS-XE: speaks as IOS does; its answers are read by the same templates.
import { definePlatform, type PlatformModule } from '../platform-module.ts';
import { CISCO_IOS } from './cisco-ios.ts';

export const CISCO_XE: PlatformModule = definePlatform({
  ...CISCO_IOS.platform,
  name: 'cisco_xe',
  aliases: ['iosxe', 'ios_xe', 'xe', 'cisco_iosxe', 'cisco_ios_xe', 'cisco.iosxe'],
  signature: {
    command: 'show version',
    answer: /^(?:Cisco IOS[- ]XE Software|(?:Cisco )?IOS Software[^\n]*(?:IOS-?XE|LINUX_IOSD|\bXE\b))/m,
  },
  parsers: CISCO_IOS.parsers,
});
