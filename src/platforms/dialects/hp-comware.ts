// How a session with Comware 5 and 7 looks on the wire (HPE, H3C).
import type { SessionDialect } from '../platform.ts';
import { BRACKET_CONFIG_PROMPT, BRACKET_PROMPT } from './bracket-prompts.ts';

const REJECTED =
  /^ *(?:% ?(?:Unrecognized command|Incomplete command|Ambiguous command|Too many parameters|Wrong parameter|Permission denied)|Permission denied|Error: ?\S|The operation is not permitted)[^\n]*$/im;

export const HP_COMWARE_DIALECT: SessionDialect = {
  prompt: BRACKET_PROMPT,
  // The prompt does not tell the role of the user: `super` cannot be seen to have worked.
  privilegedPrompt: BRACKET_PROMPT,
  configPrompt: BRACKET_CONFIG_PROMPT,
  pager: /-{4} More -{4}\s*$/,
  disablePaging: ['screen-length disable'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'system-view',
    commit: [],
    leave: ['return'],
    discard: [],
    save: ['save force'],
  },
  replies: [
    { question: /[Cc]hange (?:now|it)\? ?\[Y\/N\] ?:?\s*$/, reply: 'N' },
    // `save` without `force`, where a release has no other.
    { question: /written to the device\. Are you sure\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /exists, overwrite\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /^ *\(To leave the existing filename unchanged, press the enter key\) ?:?\s*$/i, reply: '' },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'quit',
  logLine: /^%(?:@\d+%)?[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \d{4} \S+ (?:%%\d{2})?[A-Z][A-Z0-9_]*\/\d\/[A-Z0-9_]+/,
};
