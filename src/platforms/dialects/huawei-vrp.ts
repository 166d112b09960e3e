// How a session with Huawei VRP looks on the wire: VRP 5 (configuration is in force line by line) and VRP 8 (it is committed).
import type { SessionDialect } from '../platform.ts';
import { BRACKET_CONFIG_PROMPT, BRACKET_PROMPT } from './bracket-prompts.ts';

/** `Error: Unrecognized command found at '^' position.`, with or without the blank. */
const REJECTED = /^ *(?:Error: ?\S|% ?(?:Unrecognized|Incomplete|Ambiguous|Too many|Wrong) )[^\n]*$/im;

export const HUAWEI_VRP_DIALECT: SessionDialect = {
  prompt: BRACKET_PROMPT,
  // The prompt does not tell the level of the user: `super` cannot be seen to have worked.
  privilegedPrompt: BRACKET_PROMPT,
  configPrompt: BRACKET_CONFIG_PROMPT,
  pager: /-{4} More -{4}\s*$/,
  disablePaging: ['screen-length 0 temporary'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'system-view',
    commit: ['commit'],
    // VRP 5 has no such prompt: its lines are in force at once, and no commit is typed.
    uncommitted: /^(?:HRP_[MSAP])?\[\*/,
    leave: ['return'],
    discard: ['clear configuration candidate', 'return'],
    save: ['save'],
  },
  replies: [
    { question: /(?:Change now|Change it now|change the password now)\? ?\[Y\/N\] ?:?\s*$/i, reply: 'N' },
    { question: /written to the device\.? ?(?:Are you sure to continue|Continue)\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    { question: /^ *Are you sure to continue\? ?\[Y\/N\] ?:?\s*$/i, reply: 'Y' },
    {
      question: /(?:exists?|existed)[,.]? ?(?:Overwrite|overwrite)\? ?[([]Y\/N[)\]] ?(?:\[[YN]\])? ?:?\s*$/,
      reply: 'Y',
    },
    { question: /^ *Please input the file name ?\([^)]*\) ?\[[^\]]*\] ?:?\s*$/i, reply: '' },
    // Only where lines were given without a commit: they are not put in force behind the operator's back.
    { question: /\[Y\(yes\)\/N\(no\)\/C\(cancel\)\] ?:?\s*$/i, reply: 'N' },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'quit',
  logLine: /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{4} [\d:.]+(?:[+-][\d:]+)?(?: DST)? \S+ %%\d{2}[A-Z][\w-]*\/\d\/\w+/,
};
