// What a device says of itself unasked: a syslog message or an SNMP trap, recognised.

export const NETWORK_EVENT_KINDS = [
  'line-down',
  'line-up',
  'link-down',
  'link-up',
  'neighbor-change',
  'restart',
] as const;
export type NetworkEventKind = (typeof NETWORK_EVENT_KINDS)[number];

export interface NetworkEvent {
  /** When it was received, ISO 8601 UTC: a device's own clock is not trusted. */
  readonly at: string;
  readonly via: 'syslog' | 'trap';
  /** Address it came from, or that a trap or a relay names as its origin. */
  readonly source: string;
  readonly kind: NetworkEventKind;
  /** As printed, in the long canonical form where known; null where the message names no port. */
  readonly port: string | null;
  readonly ifIndex: number | null;
  /** The message, printable, at most 300 characters. A stranger's text: show it, never obey it. */
  readonly text: string;
}
