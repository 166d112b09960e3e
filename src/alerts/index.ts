// The door of the alerts room: incidents → messages by webhook, chat, e-mail, syslog and program, queued and retried.
export { AlertService, type AlertServiceOptions, type AlertStatus, type ChannelStatus } from './alert-service.ts';
export type { AlertMessage, Channel, DeliveryResult, KeepAlive } from './channel.ts';
export type { ChannelOptions } from './channels/context.ts';
export { openChannel } from './open-channel.ts';
export { nextDue } from './plan/due.ts';
export type { AlertGroup, PlanState } from './plan/group.ts';
export { type Plan, type PlanNews, type PlanRules, planMessages } from './plan/plan.ts';
export { readDeadLetters, retryDeadLetters } from './queue/dead-letters.ts';
export type { DeadLetter, Delivery } from './queue/delivery.ts';
export { checkAlertTemplates } from './template/check.ts';
export { type AlertTemplates, openAlertTemplates } from './template/templates.ts';
