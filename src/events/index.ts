// The door of the events room: syslog and SNMP traps in, network events out.
export { openReceivers } from './open-receivers.ts';
export type { ReceiverHandlers, ReceiverStats, Receivers } from './receiver.ts';
