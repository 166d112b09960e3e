// The door of the flows room: datagrams become flows in columns, flows become loads of links.
export { addressKey } from './attribute/exporter-addresses.ts';
export type { PortMap } from './attribute/port-map.ts';
export { portMapOf } from './attribute/port-map-of.ts';
export {
  DIRECTION,
  FLOW_FLAGS,
  FLOW_PROTOCOLS,
  FlowBatch,
  type FlowDetail,
  type FlowProtocol,
  KNOWN,
  SPECIAL_IF,
} from './batch.ts';
export { BOOKED, Bookings } from './bookings.ts';
export { type BlockFormat, BlockStream } from './capture/block-stream.ts';
export { CaptureReader, type CaptureReaderOptions } from './capture/capture-reader.ts';
export type { CaptureCounts } from './capture/counts.ts';
export type { DatagramSource, OnDatagram } from './capture/datagram.ts';
export { LINK_TYPES } from './capture/link-layer.ts';
export { pcapHeader, pcapPacket } from './capture/write-pcap.ts';
export { keepRows } from './filter/keep-rows.ts';
export { compileFilter, type FilterOptions } from './filter/parse.ts';
export type { RowTest } from './filter/row-test.ts';
export { formatAddress, formatIpv4 } from './format-address.ts';
export { exporterReports } from './load/exporter-reports.ts';
export { LoadMeter, type LoadOptions } from './load/load-meter.ts';
export { type LoadedMinute, type LoadWindow, loadsOfMap, loadsOfMinutes } from './load/loads-of-minutes.ts';
export type { MeteredMinute } from './load/minutes.ts';
export { dscpName } from './names/dscp.ts';
export { protocolName } from './names/protocols.ts';
export { serviceName } from './names/services.ts';
export { HeaderCapture, type HeaderCaptureOptions } from './pcap/header-capture.ts';
export { openPrinter, PRINT_FORMATS, type Printer, type PrintFormat } from './print/printer.ts';
export { FlowReader, type ReaderOptions } from './reader.ts';
export type { ExporterCounts, FlowDetails, FlowProblem, FlowSink, PortCounters } from './sink.ts';
export {
  groupOf,
  groupTalkers,
  type PlaceLookup,
  serviceOf,
  TALKER_GROUPS,
  type TalkerGroup,
  type TalkerSum,
} from './talkers/group.ts';
export { TalkerMeter, type TalkerOptions } from './talkers/meter.ts';
export { entrancesOf, networkTalkers } from './talkers/network.ts';
export { fillSystems } from './talkers/systems.ts';
export { TEMPLATE_LIMITS, type TemplateLimits } from './templates/limits.ts';
export type { TemplateMemory } from './templates/memory.ts';
