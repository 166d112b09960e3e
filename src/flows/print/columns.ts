// The fields of a flow record, in the order of the contract, each as text out of a row of a batch.
import { DIRECTION, FLOW_PROTOCOLS, type FlowBatch, KNOWN, SPECIAL_IF } from '../batch.ts';
import { addressOfRow, macText, TimeText } from './texts.ts';

/** A field of a record. */
export interface Column {
  readonly name: string;
  /** In JSON it is a string. */
  readonly quoted: boolean;
  /** Null: not known. */
  text(batch: FlowBatch, row: number): string | null;
}

const PROTOCOL_NAMES = new Map<number, string>(Object.entries(FLOW_PROTOCOLS).map(([name, number]) => [number, name]));

const DIRECTION_NAMES: readonly (string | null)[] = Object.assign([], {
  [DIRECTION.unknown]: null,
  [DIRECTION.ingress]: 'ingress',
  [DIRECTION.egress]: 'egress',
});

/** EtherTypes of IPv4 and IPv6: where the record tells none, its addresses do. */
const ETHER_TYPES: Readonly<Record<number, string>> = { 4: '2048', 6: '34525' };

/** `addressOf` gives the address of an exporter's slot. */
export function recordColumns(addressOf: (slot: number) => string): readonly Column[] {
  const clock = new TimeText();
  const time = (column: 'first' | 'last') =>
    text(column === 'first' ? 'start' : 'end', (batch, row) =>
      has(batch, row, KNOWN.times) ? clock.of(batch[column][row] as number) : null,
    );
  return [
    text('type', (batch, row) => PROTOCOL_NAMES.get(batch.protocol[row] as number) ?? null),
    text('exporter', (batch, row) => addressOf(batch.exporter[row] as number)),
    number('domain', (batch, row) => String(batch.domain[row])),
    number('seq', (batch, row) => String(batch.sequence[row])),
    text('received', (batch, row) => clock.of(batch.received[row] as number)),
    time('first'),
    time('last'),
    number('in', (batch, row) => portText(batch, batch.inIf, row, KNOWN.inIf)),
    number('out', (batch, row) => portText(batch, batch.outIf, row, KNOWN.outIf)),
    text('direction', (batch, row) => DIRECTION_NAMES[batch.direction[row] as number] ?? null),
    address('src', 'src'),
    address('dst', 'dst'),
    ...(['srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'bytes', 'packets'] as const).map(plain),
    number('samplingRate', rateText),
    ...(['srcAs', 'dstAs'] as const).map(plain),
    address('nextHop', 'nextHop'),
    ...(['srcMac', 'dstMac'] as const).map(mac),
    plain('vlan'),
    number('etherType', etherTypeText),
  ];
}

type TextOf = (batch: FlowBatch, row: number) => string | null;

function text(name: string, textOf: TextOf): Column {
  return { name, quoted: true, text: textOf };
}

function number(name: string, textOf: TextOf): Column {
  return { name, quoted: false, text: textOf };
}

type PlainName =
  | 'srcPort'
  | 'dstPort'
  | 'proto'
  | 'tos'
  | 'tcpFlags'
  | 'bytes'
  | 'packets'
  | 'srcAs'
  | 'dstAs'
  | 'vlan';

function plain(name: PlainName): Column {
  const bit = KNOWN[name];
  return number(name, (batch, row) => (has(batch, row, bit) ? String(batch[name][row]) : null));
}

function address(name: string, column: 'src' | 'dst' | 'nextHop'): Column {
  const bit = KNOWN[column];
  return text(name, (batch, row) => (has(batch, row, bit) ? addressOfRow(batch, batch[column], row) : null));
}

function mac(name: 'srcMac' | 'dstMac'): Column {
  const bit = KNOWN[name];
  return text(name, (batch, row) => (has(batch, row, bit) ? macText(batch[name][row] as number) : null));
}

function has(batch: FlowBatch, row: number, bit: number): boolean {
  return ((batch.known[row] as number) & bit) !== 0;
}

/** Special values as the protocol wrote them: of sFlow in the 32 bits of its flow sample, of the others 0. */
function portText(batch: FlowBatch, column: Uint32Array, row: number, bit: number): string | null {
  if (!has(batch, row, bit)) return null;
  const port = column[row] as number;
  if (port < SPECIAL_IF.internal) return String(port);
  if (batch.protocol[row] !== FLOW_PROTOCOLS.sflow5) return '0';
  if (port < SPECIAL_IF.discardBase) return String(0x3fff_ffff);
  if (port < SPECIAL_IF.multipleBase) return String(0x4000_0000 + (port - SPECIAL_IF.discardBase));
  return String(0x8000_0000 + (port - SPECIAL_IF.multipleBase));
}

/** The old versions of NetFlow have a field for it, and 0 there means every packet. */
function rateText(batch: FlowBatch, row: number): string | null {
  if (has(batch, row, KNOWN.rate)) return String(batch.rate[row]);
  const old = (batch.protocol[row] as number) <= FLOW_PROTOCOLS.netflow7;
  return old ? '1' : null;
}

function etherTypeText(batch: FlowBatch, row: number): string | null {
  if (has(batch, row, KNOWN.etherType)) return String(batch.etherType[row]);
  return ETHER_TYPES[batch.family[row] as number] ?? null;
}
