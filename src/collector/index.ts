// The door of the collector room: datagrams from sockets and from capture files, with what was lost on the way counted.
export type { DatagramSource, OnDatagram } from '../flows/index.ts';
export type { Pace } from './capture/pacer.ts';
export { type ReadCaptureOptions, readCapture } from './capture/read-capture.ts';
export { type ReplayCounts, type ReplayOptions, replay } from './capture/replay.ts';
export type { ReplayTarget } from './capture/sender.ts';
export type { Collector, CollectorOptions, CollectorStatus, SocketStatus } from './collector.ts';
export { openCollector } from './open-collector.ts';
export { startThread } from './start-thread.ts';
export type { Stranger } from './strangers.ts';
