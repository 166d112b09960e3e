// The door of the alerts room: incidents → messages by webhook, chat, e-mail, syslog and program, queued and retried.
export type { AlertMessage, Channel, DeliveryResult } from './channel.ts';
