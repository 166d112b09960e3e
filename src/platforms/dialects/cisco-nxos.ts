// How a session with NX-OS looks on the wire. What a user may do hangs on the role, not on a mode: there is no `enable`.
import type { SessionDialect } from '../platform.ts';
import { CONFIG_PROMPT_LINE, PRIVILEGED_PROMPT_LINE, PROMPT_LINE } from '../prompt-line.ts';

const REJECTED =
  /^(?:% ?(?:Invalid (?:command|input|number|ip|interface|parameter)|Incomplete command|Ambiguous command|Unrecognized command|Permission denied|String exceeded)|Syntax error while parsing|Cmd exec error|Error: AAA|Permission denied|ERROR: )[^\n]*$/im;

export const CISCO_NXOS_DIALECT: SessionDialect = {
  prompt: PROMPT_LINE,
  privilegedPrompt: PRIVILEGED_PROMPT_LINE,
  configPrompt: CONFIG_PROMPT_LINE,
  pager: / ?-{2,3} ?[Mm]ore ?-{2,3}\s*$/,
  disablePaging: ['terminal length 0', 'terminal width 511'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'configure terminal',
    commit: [],
    leave: ['end'],
    discard: [],
    save: ['copy running-config startup-config'],
  },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
  logLine: /^\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \S+ (?:%\$ \S+ %\$ )?%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: /,
};
