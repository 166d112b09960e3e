// How a session with AOS-CX looks on the wire.
import type { SessionDialect } from '../platform.ts';
import { CONFIG_PROMPT_LINE, PRIVILEGED_PROMPT_LINE, PROMPT_LINE } from '../prompt-line.ts';

/** `Invalid input: foo`, `% Command incomplete.`, `% Unknown command.`, `Cannot execute command. Command not allowed.` */
const REJECTED =
  /^(?:Invalid input(?::|$)|% ?(?:Command incomplete|Incomplete command|Ambiguous command|Unknown command|Invalid input)|(?:Cannot execute command\. )?Command not allowed|Cannot execute command|Command (?:not found|authorization failed))[^\n]*$/im;

export const ARUBA_AOSCX_DIALECT: SessionDialect = {
  prompt: PROMPT_LINE,
  privilegedPrompt: PRIVILEGED_PROMPT_LINE,
  configPrompt: CONFIG_PROMPT_LINE,
  pager: /-- ?MORE ?--(?:, next page: Space, next line: Enter, quit: Control-C)?\s*$/,
  disablePaging: ['no page'],
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
