// How a session with MikroTik RouterOS 6 and 7 looks on the wire.
import type { SessionDialect } from '../platform.ts';

/** `[admin@r1] > `, `[admin@r1] /ip address> `, `[admin@r1] /ip/address> `, and `<SAFE>` for the sign in safe mode. */
const PROMPT = /^\[[^\][]{1,64}@([^\][]{1,64})\] ?(?:\/?[\w./ -]{0,100}?)?(?:>|<SAFE>)\s*$/;

/** `bad command name foo (line 1 column 5)` and its like; `failure:` is said of commands that were understood. */
const REJECTED =
  /^(?:bad command name|bad parameter|expected (?:end of command|command name|closing|value|variable name)|syntax error|no such (?:item|command|argument)|invalid (?:value|internal item number|command name)|input does not match|ambiguous (?:value|command)|not enough permissions|unknown parameter|missing value|failure: )[^\n]*$/im;

export const MIKROTIK_ROUTEROS_DIALECT: SessionDialect = {
  prompt: PROMPT,
  // There is one mode: what a user may do, its group says. Configuration is typed at any prompt.
  privilegedPrompt: PROMPT,
  configPrompt: /(?!)/,
  pager: /-- \[Q quit\|[^\]]*\]\s*$/,
  disablePaging: [],
  enable: null,
  rejected: REJECTED,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [
    { question: /see the software license\? \[Y\/n\]:?\s*$/i, reply: 'n' },
    // Offered at every login until the password is changed; Control-C declines.
    { question: /^new password> ?$/, reply: '\u0003' },
  ],
  // "Console login process" in MikroTik's manual: no colours, no terminal detection, a dumb terminal, 512 columns wide.
  loginSuffix: '+cte512w',
  // What the Enter key sends; a line feed behind it would be one more empty command.
  lineEnd: '\r',
  exit: '/quit',
  logLine:
    /^(?:(?:[a-z]{3}\/\d\d(?:\/\d{4})?|\d{4}-\d\d-\d\d) )?\d\d:\d\d:\d\d (?:echo: )?[a-z][a-z0-9-]*(?:,!?[a-z0-9-]+)+ /,
};
