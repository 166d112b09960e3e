// A syslog datagram as IOS sends it: `<187>31: *Nov 21 13:05:40.123: %LINK-3-UPDOWN: …`. RFC 3164 §4.1.1 for the priority; what
// follows it is Cisco's own: a message count, then the line as `terminal monitor` shows it, without a hostname.

/** IOS's default facility, local7. */
const FACILITY = 23;
const INFORMATIONAL = 6;

/** `line` is stamped; `message` is the same without its time. The severity is the digit of `%LINK-3-UPDOWN`. */
export function formatSyslog(count: number, line: string, message: string): string {
  const severity = Number(/^%[A-Z0-9_]+-([0-7])-/.exec(message)?.[1] ?? INFORMATIONAL);
  return `<${FACILITY * 8 + severity}>${count}: ${line}`;
}
