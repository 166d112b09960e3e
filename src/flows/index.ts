// The door of the flows room: datagrams become flows in columns, flows become loads of links.
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
export { FlowReader, type ReaderOptions } from './reader.ts';
export type { ExporterCounts, FlowDetails, FlowProblem, FlowSink, PortCounters } from './sink.ts';
export { TEMPLATE_LIMITS, type TemplateLimits } from './templates/limits.ts';
export type { TemplateMemory } from './templates/memory.ts';
