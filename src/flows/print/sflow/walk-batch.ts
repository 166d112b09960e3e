// Records of NetFlow and IPFIX in the forms of sflowtool, which knows only sFlow: each datagram as if its records were samples of packets.
import { FLOW_PROTOCOLS, type FlowBatch } from '../../batch.ts';
import type { Column } from '../columns.ts';
import { type Shape, timestampText } from './shape.ts';

/** sflowtool's names of our fields, where there is one for all records. */
const SFLOWTOOL_NAMES: Readonly<Record<string, string>> = {
  exporter: 'agent',
  domain: 'agentSubId',
  seq: 'packetSequenceNo',
  received: 'localtime',
  in: 'inputPort',
  out: 'outputPort',
  proto: 'IPProtocol',
  tos: 'IPTOS',
  tcpFlags: 'TCPFlags',
  bytes: 'sampledPacketSize',
  packets: 'packets',
  samplingRate: 'meanSkipCount',
  srcAs: 'src_as',
  dstAs: 'dst_as',
  nextHop: 'nextHop',
  srcMac: 'srcMAC',
  dstMac: 'dstMAC',
  vlan: 'decodedVLAN',
  etherType: 'ethernet_type',
};

const SEVERAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  src: ['srcIP', 'srcIP6'],
  dst: ['dstIP', 'dstIP6'],
  srcPort: ['TCPSrcPort', 'UDPSrcPort'],
  dstPort: ['TCPDstPort', 'UDPDstPort'],
  vlan: ['decodedVLAN', 'in_vlan'],
};

/** What sflowtool may call one of our fields; another name is its own. */
export function namesInSflowtool(field: string): readonly string[] {
  return SEVERAL_NAMES[field] ?? [SFLOWTOOL_NAMES[field] ?? field];
}

const OF_DATAGRAM = new Set(['exporter', 'domain', 'seq', 'received']);
const OF_SAMPLE = new Set(['in', 'out', 'samplingRate']);

/** Rows of sFlow, and of the protocol `without`, are passed over: their datagrams are printed whole. */
export function walkBatch(batch: FlowBatch, columns: readonly Column[], shape: Shape, without = 0): void {
  for (let row = 0; row < batch.size; ) {
    const end = datagramEnd(batch, row);
    const protocol = batch.protocol[row];
    if (protocol !== FLOW_PROTOCOLS.sflow5 && protocol !== without) walkRows(batch, row, end, columns, shape);
    row = end;
  }
}

/** The row behind those of the same datagram. */
function datagramEnd(batch: FlowBatch, row: number): number {
  const { exporter, domain, sequence, protocol, received } = batch;
  let end = row + 1;
  while (
    end < batch.size &&
    exporter[end] === exporter[row] &&
    domain[end] === domain[row] &&
    sequence[end] === sequence[row] &&
    protocol[end] === protocol[row] &&
    received[end] === received[row]
  ) {
    end++;
  }
  return end;
}

function walkRows(batch: FlowBatch, from: number, to: number, columns: readonly Column[], shape: Shape): void {
  const receivedMs = batch.received[from] as number;
  const field = (name: string, text: string) => shape.field(name, text, null);
  const textOf = (name: string) => columns.find((column) => column.name === name)?.text(batch, from) ?? '-';
  const [agent, subAgent, sequence] = [
    textOf('exporter'),
    batch.domain[from] as number,
    batch.sequence[from] as number,
  ];
  const nothing = { sourceClass: 0, sourceIndex: 0, sampleTag: 0, elementTag: 0 };
  shape.startDatagram({ receivedMs, agent, subAgent, sequence, ...nothing });
  field('datagramSourceIP', agent);
  field('unixSecondsUTC', String(Math.floor(receivedMs / 1000)));
  field('localtime', timestampText(receivedMs));
  field('datagramVersion', String(batch.protocol[from]));
  field('agentSubId', String(subAgent));
  field('agent', agent);
  field('packetSequenceNo', String(sequence));
  field('samplesInPacket', String(to - from));
  shape.startSamples();
  for (let row = from; row < to; row++) walkRow(batch, row, columns, shape);
  shape.endSamples();
  shape.endDatagram();
}

function walkRow(batch: FlowBatch, row: number, columns: readonly Column[], shape: Shape): void {
  shape.startSample();
  shape.field('sampleType', 'FLOWSAMPLE', null);
  for (const column of columns) if (OF_SAMPLE.has(column.name)) tell(column, batch, row, shape);
  shape.startElements();
  shape.startElement();
  for (const column of columns) {
    if (!OF_SAMPLE.has(column.name) && !OF_DATAGRAM.has(column.name)) tell(column, batch, row, shape);
  }
  shape.endElement();
  shape.endElements();
  shape.endSample();
}

function tell(column: Column, batch: FlowBatch, row: number, shape: Shape): void {
  const text = column.text(batch, row);
  if (text !== null && column.name !== 'type') shape.field(nameOf(column.name, batch, row), text, null);
}

function nameOf(name: string, batch: FlowBatch, row: number): string {
  const six = batch.family[row] === 6 ? '6' : '';
  if (name === 'src' || name === 'dst') return `${name}IP${six}`;
  if (name === 'srcPort') return `${portPrefix(batch.proto[row] as number)}SrcPort`;
  if (name === 'dstPort') return `${portPrefix(batch.proto[row] as number)}DstPort`;
  return SFLOWTOOL_NAMES[name] ?? name;
}

function portPrefix(proto: number): string {
  return proto === 6 ? 'TCP' : 'UDP';
}
