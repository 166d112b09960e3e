// What IOS logs when a line changes, and how its log lines look.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `13:05:40.123`, UTC. */
function timeOfDay(date: Date): string {
  return date.toISOString().slice(11, 23);
}

/** `*Nov 21 13:05:40.123: ` and the message; the star says that the clock was never set by NTP. */
export function stampLogLine(date: Date, message: string): string {
  return `*${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${timeOfDay(date)}: ${message}`;
}

/** What `show clock` prints: `*13:05:40.123 UTC Sat Nov 21 2026`. */
export function formatClock(date: Date): string {
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${date.getUTCFullYear()}`;
  return `*${timeOfDay(date)} UTC ${day}`;
}

/** What is logged first after a start: one message of several lines. */
export function restartMessage(systemDescription: readonly string[]): string {
  return ['%SYS-5-RESTART: System restarted --', ...systemDescription].join('\n');
}

/** The two messages of a line that went up or down, by carrier or by `shutdown`. */
export function lineChangeMessages(port: string, up: boolean, adminUp: boolean): string[] {
  const link = adminUp
    ? `%LINK-3-UPDOWN: Interface ${port}, changed state to ${up ? 'up' : 'down'}`
    : `%LINK-5-CHANGED: Interface ${port}, changed state to administratively down`;
  return [link, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${port}, changed state to ${up ? 'up' : 'down'}`];
}
