// The words of the house: types, units, port names, link ids, errors, and the helpers that several rooms share. Pure.
export { type AddressRange, parseAddress, parseAddressRange } from './address-range.ts';
export { editDistance } from './edit-distance.ts';
export { ERROR_CODES, type ErrorCode, ToposcopeError } from './errors.ts';
export type * from './facts.ts';
export { globToRegExp } from './glob.ts';
export type * from './inventory.ts';
export { compareEnds, formatEnd, type LinkEnd, linkId } from './link-id.ts';
export { normaliseMac } from './mac.ts';
export { NAME_COLUMN } from './name-column.ts';
export { canonicalPortName, comparePortNames, compareText, isKnownPortName, shortPortName } from './ports.ts';
export { describePlace, type Problem } from './problem.ts';
export { escapeRegExp } from './regexp.ts';
export { Secret } from './secret.ts';
export {
  type Claim,
  type LinkChange,
  type LinkState,
  type Segment,
  SNAPSHOT_SCHEMA,
  Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type SnapshotPort,
  type SnapshotProblem,
} from './snapshot.ts';
export { formatBps, parseBps } from './units.ts';
