// A session with a device whose OS is not known yet: enough to see its prompt, page through an answer, and leave.
import type { SessionDialect } from './platform.ts';

/** `RP/0/RSP0/CPU0:`, `<`, `[`, `[~`, `[admin@`, `user@`: what may stand in front of the hostname. */
const BEFORE = '(?:RP/\\d+/\\w+/CPU\\d+:|[<[][~*]?)?(?:[\\w.-]+@)?';
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+/-]{0,99}?)';
/** `(config)`, `:~`, `:/var/log`, ` ~]`, `] `, `] /interface`, `] <SAFE`: what may stand between it and the sign. */
const BEHIND =
  '(?:\\((?:config|conf|cfg|admin)[\\w/.-]*\\)?|:[\\w~:/.-]*| [\\w~/. -]*\\]|\\] ?(?:/[\\w/ -]*)?(?:<SAFE)?)?';

export const GENERIC_DIALECT: SessionDialect = {
  prompt: new RegExp(`^${BEFORE}${HOSTNAME}(?:${BEHIND} ?[>#$%]|\\])\\s*$`),
  privilegedPrompt: new RegExp(`^${BEFORE}${HOSTNAME}(?:${BEHIND} ?#)\\s*$`),
  configPrompt: /^[^\s()]+\((?:config|conf|cfg)[^\s()]*\)?#\s*$/,
  pager:
    /(?:-{2,4} ?\(?more(?: \d+%)?\)? ?-{2,4}(?:, next page: Space.*)?|-- \[Q quit\|[^\]]*\]|Press any key to continue.*|lines \d+-\d+)\s*$/i,
  disablePaging: [],
  enable: null,
  rejected:
    /^(?: *%? ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unrecognized command|Unknown command)|Error: ?Unrecognized command|syntax error|unknown command|bad command name|expected (?:end of command|command name)|\S*sh: .*not found|Command authorization failed)[^\n]*$/im,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};
