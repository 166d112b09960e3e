// How a session with IOS-XR looks on the wire. Every answer begins with the time; configuration is in force when committed.
import type { SessionDialect } from '../platform.ts';

/** `RP/0/RSP0/CPU0:`, and `sysadmin-vm:0_RP0` in the admin plane, which has no host name. */
const NODE = 'RP/\\d+/(?:RSP|RP)?\\d+/CPU\\d+:';
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}?)';
const MODE = '\\((?:config|admin)[A-Za-z0-9/._-]*\\)?';

const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unknown command|Bad |Authorization failed|Permission denied|This command is not authorized|Failed to commit)|Command authorization failed)[^\n]*$/im;

export const CISCO_XR_DIALECT: SessionDialect = {
  prompt: new RegExp(`^${NODE}${HOSTNAME}(?:${MODE})?#\\s*$`),
  privilegedPrompt: new RegExp(`^${NODE}${HOSTNAME}(?:${MODE})?#\\s*$`),
  configPrompt: new RegExp(`^${NODE}${HOSTNAME}\\(config[A-Za-z0-9/._-]*\\)?#\\s*$`),
  pager: / ?-{2,3} ?[Mm]ore ?-{2,3}\s*$/,
  disablePaging: ['terminal length 0', 'terminal width 512'],
  enable: null,
  rejected: REJECTED,
  configure: {
    enter: 'configure terminal',
    commit: ['commit'],
    leave: ['end'],
    discard: ['abort'],
    save: [],
  },
  // Lines that are not committed are not wanted.
  replies: [
    {
      question: /Uncommitted changes found, commit them before exiting\(yes\/no\/cancel\)\? \[cancel\]:\s*$/,
      reply: 'no',
    },
  ],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
  around: /^[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)? \S+$/,
  logLine:
    /^(?:RP|LC|SP)\/\d+\/\S+:(?:\d{4} )?[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ .*%[A-Z][A-Z0-9_]*-[A-Z0-9_]+-[0-7]-[A-Z0-9_]+ ?: /,
};
