// One datagram with everything that the decoder and the printers know, to be damaged, printed and compared.

import type { Field } from '../../src/flows/decode/sflow/fields.ts';
import { COUNTER_STRUCTURES } from '../../src/flows/decode/sflow/structures.ts';
import { FLOW_STRUCTURES, TUNNEL_STRUCTURES } from '../../src/flows/print/sflow/flow-structures.ts';
import { arp, ethernet, ipv4, ipv6, mpls, tcp, udp, vxlan } from './packets.ts';
import {
  address,
  counterSample,
  datagram,
  discardedSample,
  ethernetRecord,
  flowSample,
  gatewayRecord,
  headerRecord,
  ipRecord,
  routerRecord,
  structure,
  switchRecord,
  textField,
  u32,
  u64,
} from './sflow-encoder.ts';

/** Octets for a field: numbers that grow, so that no two are alike. */
function encodeField({ kind, name }: Field, number: number): Buffer {
  switch (kind) {
    case 'text':
      return textField(name);
    case 'address':
      return address(number % 2 === 0 ? '10.0.0.7' : '2001:db8::7');
    case 'u64':
    case 'hex64':
      return u64(0x1_0000_0000n + BigInt(number));
    case 'mac':
    case 'uuid':
    case 'ipv6':
    case 'ipv4': {
      const length = { mac: 8, uuid: 16, ipv6: 16, ipv4: 4 }[kind];
      return Buffer.from(Array.from({ length }, (_, i) => (kind === 'mac' && i > 5 ? 0 : (number + i) & 255)));
    }
    case 'u8':
      return Buffer.from([number & 255]);
    case 'labels':
      return Buffer.concat([2, (100 << 12) | 64, (200 << 12) | 0x100 | 63].map(u32));
    case 'tags':
      return Buffer.concat([2, 0x8100_6000 + number, 0x88a8_0007].map(u32));
    case 'adaptors':
      return Buffer.concat([u32(1), u32(2), u32(2), u64(0x0200_0000_0a01_0000n), u64(0x0200_0000_0a02_0000n)]);
    case 'lanes':
      return Buffer.concat([1, ...Array.from({ length: 10 }, (_, i) => 50 + i)].map(u32));
    case 'float':
      return u32(0x3f80_0000 + (number << 16));
    default:
      return u32(number % 5);
  }
}

function encode(type: number, fields: readonly Field[]): Buffer {
  return structure(type, Buffer.concat(fields.map((field, i) => encodeField(field, i + 1))));
}

const packets = [
  ethernet(0x0800, ipv4(6, tcp(50_000, 443, 0x18), { tos: 0x28 }), {
    tags: [
      [0x88a8, 100],
      [0x8100, 20],
    ],
  }),
  ethernet(0x86dd, ipv6(17, udp(53, 5353), { extensions: [[0, Buffer.alloc(7)]] })),
  ethernet(0x8847, mpls([16, 17], ipv4(1, Buffer.from([8, 0, 0, 0, 0, 0, 0, 0])))),
  ethernet(0x0800, ipv4(17, vxlan(5, ethernet(0x0806, arp())))),
  ethernet(0x0806, arp()),
];

const ipv4Keys = {
  length: 576,
  protocol: 6,
  src: '10.1.0.1',
  dst: '10.2.0.2',
  srcPort: 7,
  dstPort: 8,
  tcpFlags: 2,
  tos: 4,
};
const ipv6Keys = { ...ipv4Keys, protocol: 17, src: '2001:db8::1', dst: '2001:db8::2' };

function tunnel(type: number, like: number): Buffer {
  const record =
    like === 2
      ? ethernetRecord(90, '02:00:00:00:00:01', '02:00:00:00:00:02', 0x0800)
      : ipRecord(like === 3 ? ipv4Keys : ipv6Keys);
  return structure(type, record.subarray(8));
}

const flowRecords = [
  switchRecord(3, 5),
  routerRecord('10.0.0.2'),
  gatewayRecord('10.0.0.1', 64_511, [
    [2, [100, 200]],
    [1, [300, 400]],
  ]),
  ethernetRecord(900, '02:00:00:00:00:0c', '02:00:00:00:00:0d', 0x0800),
  ipRecord(ipv4Keys),
  ipRecord(ipv6Keys),
  ...[...FLOW_STRUCTURES].map(([type, { fields }]) => encode(type, fields)),
  ...[...TUNNEL_STRUCTURES].map(([type, [like]]) => tunnel(type, like)),
];

/** Every known structure, every kind of sample; a datagram each. */
export const CORPUS: readonly Buffer[] = [
  datagram([
    ...packets.map((packet, i) =>
      flowSample([headerRecord(packet, 1500), ...flowRecords], { expanded: i % 2 === 0, rate: 100 }),
    ),
    discardedSample([headerRecord(packets[0]!)]),
  ]),
  datagram(
    [...COUNTER_STRUCTURES].map(([type, fields], i) =>
      counterSample([encode(type, fields)], { expanded: i % 2 === 0 }),
    ),
    { agent: '2001:db8::9', subAgent: 3, sequence: 2 },
  ),
  datagram([structure(4_300 * 4096 + 1002, textField('unknown')), flowSample([headerRecord(packets[0]!)])], {
    sequence: 3,
  }),
];
