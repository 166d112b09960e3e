// Virtual IOS routers on loopback with real SSH, for demo, tests and training.
export { ControlRequest, type ControlServer, sendControl, serveControl } from './control.ts';
export { captureHeader, capturePacket } from './export/flow-capture.ts';
export type { ExportedDatagram } from './export/metering.ts';
export { FAULT_KINDS, Fault, type FaultKind } from './faults.ts';
export type { FlapOptions } from './flap.ts';
export { generateCampus } from './fleet/campus.ts';
export { type FleetOptions, startFleet } from './fleet/fleet.ts';
export { FLOW_SETUP_PROTOCOLS, type FlowSetup, type FlowSetupProtocol } from './flow/flow-setup.ts';
export { type Lab, type LabDevice, type LabOptions, type LabStatus, startLab } from './lab.ts';
export type { CutKind, LinkStatus, PowerState } from './lab-network.ts';
export type { LabTopology } from './lab-topology.ts';
export type { DeviceStats } from './stats.ts';
export { parseLabTopology } from './topology-file.ts';
export { demoPlan } from './traffic/demo-plan.ts';
export type { LabTraffic } from './traffic/lab-traffic.ts';
export { parseTrafficPlan } from './traffic/traffic-file.ts';
export type { TrafficPlan, TrafficPlanInput } from './traffic/traffic-plan.ts';
export type { LinkTruth } from './traffic/truth.ts';
