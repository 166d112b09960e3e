// Virtual IOS routers on loopback with real SSH, for demo, tests and training.
export { ControlRequest, type ControlServer, sendControl, serveControl } from './control.ts';
export { FAULT_KINDS, Fault, type FaultKind } from './faults.ts';
export type { FlapOptions } from './flap.ts';
export { generateCampus } from './fleet/campus.ts';
export { type FleetOptions, startFleet } from './fleet/fleet.ts';
export { type Lab, type LabDevice, type LabOptions, type LabStatus, startLab } from './lab.ts';
export type { CutKind, LinkStatus, PowerState } from './lab-network.ts';
export type { DeviceStats } from './stats.ts';
export { parseLabTopology } from './topology-file.ts';
