// The lines of a flow record as fields: which element of NetFlow v9 (RFC 3954) or IPFIX (IANA) each one is, and what it says of a flow.
import { addressNumber } from '../traffic/streams.ts';
import { type FlowEntry, inputIndex, type Observation, outputIndex } from './flow-entry.ts';
import { uptimeAt } from './uptime.ts';

/** What times are counted from. */
export interface FieldContext {
  /** When the device started, ms since 1970. */
  readonly bootedMs: number;
}

export interface RecordField {
  readonly id: number;
  /** In IPFIX, where that differs. */
  readonly ipfixId: number;
  readonly length: number;
  read(entry: FlowEntry, context: FieldContext): number;
}

/** What tells flows apart: the value of each `match` line. */
export type KeyReader = (observation: Observation) => number;

interface LineField {
  readonly id: number;
  readonly ipfixId?: number;
  readonly length: number;
  readonly key?: KeyReader;
  readonly read?: RecordField['read'];
}

const mac = (text: string | undefined) => Number.parseInt((text ?? '').replaceAll('.', '') || '0', 16);
const uptime = (ms: number, { bootedMs }: FieldContext) => uptimeAt(ms, bootedMs);
const isEgress: KeyReader = ({ direction }) => (direction === 'egress' ? 1 : 0);

/** By the words behind `match` or `collect`. */
const FIELDS: Readonly<Record<string, LineField>> = {
  'ipv4 tos': { id: 5, length: 1, key: ({ stream }) => stream.shape.conversation.tos },
  'ipv4 protocol': { id: 4, length: 1, key: ({ stream }) => stream.shape.protocol },
  'ipv4 source address': { id: 8, length: 4, key: ({ stream }) => stream.shape.src.address },
  'ipv4 destination address': { id: 12, length: 4, key: ({ stream }) => stream.shape.dst.address },
  'transport source-port': { id: 7, length: 2, key: ({ stream }) => stream.shape.src.port },
  'transport destination-port': { id: 11, length: 2, key: ({ stream }) => stream.shape.dst.port },
  'interface input': { id: 10, length: 4, key: inputIndex },
  'interface output': { id: 14, length: 4, key: outputIndex },
  'flow direction': { id: 61, length: 1, key: isEgress },
  'flow sampler': { id: 48, ipfixId: 302, length: 4, key: ({ samplerId }) => samplerId },
  'datalink mac source address input': { id: 56, length: 6, key: ({ crossing }) => mac(crossing.in?.cable.out?.mac) },
  'datalink mac destination address input': {
    id: 80,
    length: 6,
    key: ({ crossing }) => mac(crossing.in?.adjacency.in?.mac),
  },
  'routing source as': { id: 16, length: 4, key: () => 0 },
  'routing destination as': { id: 17, length: 4, key: () => 0 },
  'routing next-hop address ipv4': {
    id: 15,
    length: 4,
    key: ({ crossing }) => addressNumber(crossing.out?.adjacency.in?.address ?? '0.0.0.0'),
  },
  'ipv4 dscp': { id: 195, length: 1, key: ({ stream }) => stream.shape.conversation.tos >> 2 },
  'ipv4 source mask': { id: 9, length: 1, key: () => 0 },
  'ipv4 destination mask': { id: 13, length: 1, key: () => 0 },
  'transport tcp flags': { id: 6, length: 1, read: ({ tcpFlags }) => tcpFlags },
  'counter bytes': { id: 1, length: 4, read: ({ bytes }) => bytes },
  'counter bytes long': { id: 1, length: 8, read: ({ bytes }) => bytes },
  'counter packets': { id: 2, length: 4, read: ({ packets }) => packets },
  'counter packets long': { id: 2, length: 8, read: ({ packets }) => packets },
  'timestamp sys-uptime first': { id: 22, length: 4, read: ({ firstMs }, context) => uptime(firstMs, context) },
  'timestamp sys-uptime last': { id: 21, length: 4, read: ({ lastMs }, context) => uptime(lastMs, context) },
  'timestamp absolute first': { id: 152, length: 8, read: ({ firstMs }) => firstMs },
  'timestamp absolute last': { id: 153, length: 8, read: ({ lastMs }) => lastMs },
};

/** What classic NetFlow tells in v9, and what its predefined record is in Flexible NetFlow. */
const CLASSIC_RECORD: readonly string[] = [
  'match ipv4 source address',
  'match ipv4 destination address',
  'collect routing next-hop address ipv4',
  'match interface input',
  'match interface output',
  'collect counter packets',
  'collect counter bytes',
  'collect timestamp sys-uptime first',
  'collect timestamp sys-uptime last',
  'match transport source-port',
  'match transport destination-port',
  'collect transport tcp flags',
  'match ipv4 protocol',
  'match ipv4 tos',
  'collect ipv4 source mask',
  'collect ipv4 destination mask',
  'match flow direction',
  'match flow sampler',
];

export interface RecordShape {
  readonly fields: readonly RecordField[];
  readonly keys: readonly KeyReader[];
  /** Octets that the byte counter can hold. */
  readonly mostBytes: number;
}

/** Of the lines of a record; null: the one of classic NetFlow. Lines of other address families say nothing here. */
export function readRecord(lines: readonly string[] | null): RecordShape {
  const known = (lines ?? CLASSIC_RECORD).flatMap((line) => {
    const [, verb = '', words = ''] = /^(match|collect) (.+)$/.exec(line) ?? [];
    const field = FIELDS[words];
    return field === undefined ? [] : [{ verb, ...field }];
  });
  const bytes = known.find(({ id }) => id === 1);
  return {
    fields: known.map(({ id, ipfixId = id, length, key, read }) => {
      return { id, ipfixId, length, read: read ?? (({ observation }) => key?.(observation) ?? 0) };
    }),
    keys: known.flatMap(({ verb, key }) => (verb === 'match' && key ? [key] : [])),
    mostBytes: bytes?.length === 8 ? Number.MAX_SAFE_INTEGER : 0xffff_ffff,
  };
}
