// How a session with EOS looks on the wire: as with IOS, with its own refusals and log lines.
import type { SessionDialect } from '../platform.ts';
import { CISCO_IOS_DIALECT } from './cisco-ios.ts';

const REJECTED =
  /^(?:% ?(?:Invalid (?:input|command|port range|interface)|Ambiguous command|Incomplete (?:command|token)|Unrecognized command|Unavailable command|Authorization denied|Permission denied|Not supported|Bad )|Command authorization failed)[^\n]*$/im;

export const ARISTA_EOS_DIALECT: SessionDialect = {
  ...CISCO_IOS_DIALECT,
  disablePaging: ['terminal length 0', 'terminal width 32767'],
  rejected: REJECTED,
  logLine: /^[A-Z][a-z]{2} {1,2}\d{1,2} [\d:.]+ \S+ [\w-]+(?:\[\d+\])?: (?:\d+: )?%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: /,
};
