// How a session with IOS and IOS-XE looks on the wire.
import type { SessionDialect } from '../platform.ts';
import { CONFIG_PROMPT_LINE, PRIVILEGED_PROMPT_LINE, PROMPT_LINE } from '../prompt-line.ts';

/** Every refusal stands on a line of its own and begins with `%` (or `Command authorization failed`, from AAA servers). */
const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unknown command|Unrecognized command|Bad |Authorization failed|Command rejected|Not authorized|Access denied|Permission denied|This command is not authorized)|Command authorization failed|Line has invalid autocommand)[^\n]*$/im;

export const CISCO_IOS_DIALECT: SessionDialect = {
  prompt: PROMPT_LINE,
  privilegedPrompt: PRIVILEGED_PROMPT_LINE,
  configPrompt: CONFIG_PROMPT_LINE,
  pager: / ?-{2,3} ?[Mm]ore ?-{2,3}\s*$/,
  disablePaging: ['terminal length 0', 'terminal width 512'],
  enable: { command: 'enable', passwordPrompt: /[Pp]assword: ?$/ },
  rejected: REJECTED,
  configure: {
    enter: 'configure terminal',
    commit: [],
    leave: ['end'],
    discard: [],
    save: ['write memory'],
  },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};
