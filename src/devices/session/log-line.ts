// Log messages that devices print into a session, wherever the cursor stands.
import type { SessionDialect } from '../../platforms/index.ts';

/** `%LINEPROTO-5-UPDOWN:`, with a blank before the colon on IOS-XR; sequence number, time and host may stand before it. */
const CISCO = '%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+ ?:';
/** `%%01IFNET/4/LINK_STATE(l)[0]:` */
const VRP = '%%\\d{2}[A-Z0-9_]+/[0-7]/\\w+(?:\\([a-z]\\))?(?:\\[\\d+\\])?:';
/** `%Nov 21 10:00:00:123 2026 H3C IFNET/3/PHY_UPDOWN:` */
const COMWARE = '^%[A-Z][a-z]{2} +\\d+ [\\d:]+ \\d{4} \\S+ [A-Z0-9_]+/[0-7]/\\w+:';
/** `jan/02 10:00:00 echo: interface,info ether2 link up` */
const ROUTEROS = ' echo: [a-z]+(?:,[a-z!]+)+ ';

const LOG_LINE = new RegExp(`${CISCO}|${VRP}|${COMWARE}|${ROUTEROS}`);

/** By the words of its OS, or of any: a log line of another OS is no less one. */
export function isLogLine(line: string, { logLine }: SessionDialect): boolean {
  return LOG_LINE.test(line) || logLine?.test(line) === true;
}
