// How a session with Junos looks on the wire. The login must lead to the CLI: root's does not, it leads to a shell.
import type { SessionDialect } from '../platform.ts';

/** `user@host>`; a logical system stands behind the host. */
const USER_AT_HOST = '(?:[\\w.+$-]+@)?([A-Za-z0-9_][\\w.-]{0,254}?)(?::[\\w.-]+)?';

/** What the CLI says of a line that it does not take; `error:` is also said of a commit that failed. */
const REJECTED =
  /^ *(?:unknown command\.|syntax error(?:[.,:]|$)|missing (?:mandatory )?argument|invalid (?:value|argument|input|interface|ip address|character|numeric)|'[^'\n]*' is ambiguous\.|permission denied|error: \S)[^\n]*$/im;

export const JUNIPER_JUNOS_DIALECT: SessionDialect = {
  prompt: new RegExp(`^${USER_AT_HOST}[>#]\\s*$`),
  privilegedPrompt: new RegExp(`^${USER_AT_HOST}[>#]\\s*$`),
  configPrompt: new RegExp(`^${USER_AT_HOST}#\\s*$`),
  pager: /---\(more(?: \d+%)?\)---\s*$/,
  disablePaging: ['set cli screen-length 0', 'set cli screen-width 0'],
  enable: null,
  rejected: REJECTED,
  configure: {
    // Refused while somebody else has lines that are not committed: they would be committed with ours.
    enter: 'configure exclusive',
    commit: ['commit and-quit'],
    leave: ['exit configuration-mode'],
    discard: ['rollback 0', 'exit configuration-mode'],
    save: [],
  },
  replies: [{ question: /Exit with uncommitted changes\? \[yes,no\] \(yes\)\s*$/, reply: 'yes' }],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
  around:
    /^(?:\{(?:master|backup|linecard|primary|secondary|hold|lost|disabled)[\w:.-]*\}(?:\[edit[^\]]*\])?|\[edit[^\]]*\])\s*$/,
};
