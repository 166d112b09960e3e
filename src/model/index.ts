// The words of the house: types, units, port names, link ids, errors, and the helpers that several rooms share. Pure.
export { type AddressRange, parseAddress, parseAddressRange } from './address-range.ts';
export type * from './collect.ts';
export { Condition, Pulse } from './condition.ts';
export { editDistance } from './edit-distance.ts';
export { ERROR_CODES, type ErrorCode, ToposcopeError } from './errors.ts';
export type * from './facts.ts';
export { globToRegExp } from './glob.ts';
export type * from './history.ts';
export {
  INCIDENT_KINDS,
  Incident,
  type IncidentEvent,
  type IncidentKind,
  type IncidentStage,
  type Severity,
} from './incident.ts';
export type * from './inventory.ts';
export { compareEnds, formatEnd, type LinkEnd, linkEnds, linkId } from './link-id.ts';
export * from './link-load.ts';
export { normaliseMac } from './mac.ts';
export { NAME_COLUMN } from './name-column.ts';
export { NETWORK_EVENT_KINDS, type NetworkEvent, type NetworkEventKind } from './network-event.ts';
export { portPattern } from './port-pattern.ts';
export { canonicalPortName, comparePortNames, compareText, isKnownPortName, shortPortName } from './ports.ts';
export { describePlace, type Problem } from './problem.ts';
export { escapeRegExp } from './regexp.ts';
export { Secret } from './secret.ts';
export { Serial } from './serial.ts';
export {
  type Bundle,
  type Change,
  type Claim,
  type DeviceChange,
  isFreshIn,
  isLinkChange,
  type LinkChange,
  type LinkFault,
  type LinkState,
  linkChanges,
  type Segment,
  SNAPSHOT_SCHEMA,
  Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type SnapshotPort,
  type SnapshotProblem,
  type StubKind,
} from './snapshot.ts';
export { isEmptyChange } from './state-change.ts';
export * from './traffic.ts';
export { formatBps, parseBps } from './units.ts';
export {
  type AlertRoute,
  type AlertSettings,
  CHANNEL_TYPES,
  type ChannelSettings,
  type ChannelType,
  type Damping,
  type EventSettings,
  type IncidentSettings,
  type MaintenanceWindow,
  type NeighborRule,
  type Retention,
  type SnmpUser,
} from './watching.ts';
