// A platform as small as a session needs it, so that these tests say what they rely on.
import type { Platform } from '../../../src/platforms/index.ts';

export const TEST_PLATFORM: Platform = {
  name: 'test_ios',
  aliases: [],
  visit: ['show lldp neighbors'],
  optional: [],
  endpoints: [],
  neighborTables: null,
  lldpStatusCommand: 'show lldp',
  lldpEnable: ['lldp run'],
  supportedCommands: [],
  dialect: {
    prompt: /^([A-Za-z0-9][\w.-]*)(?:\(config[^)]*\)?)?[>#]\s*$/,
    privilegedPrompt: /^[A-Za-z0-9][\w.-]*(?:\(config[^)]*\)?)?#\s*$/,
    configPrompt: /^[A-Za-z0-9][\w.-]*\(config[^)]*\)?#\s*$/,
    pager: / ?--More-- ?$/,
    disablePaging: ['terminal length 0', 'terminal width 512'],
    enable: { command: 'enable', passwordPrompt: /Password: ?$/ },
    rejected: /^% ?(?:Invalid input|Ambiguous command|Incomplete command|Authorization failed)/im,
    configure: { enter: 'configure terminal', commit: [], leave: ['end'], discard: [], save: ['write memory'] },
    replies: [],
    loginSuffix: '',
    lineEnd: '\n',
    exit: 'exit',
  },
};
