// Sampled headers of every encapsulation, whole and cut at every octet.
import { describe, expect, it } from 'vitest';
import { HEADER_PROTOCOLS, parseHeader } from '../../../src/flows/headers/parse-header.ts';
import { FlowBatch, KNOWN } from '../../../src/flows/index.ts';
import { addressOfRow, macText } from '../../../src/flows/print/texts.ts';
import * as p from '../packets.ts';

type Keys = Record<string, string | number | null>;

function keysOf(batch: FlowBatch, row: number, known: number): Keys {
  const keys: Keys = {};
  const numbers = ['srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'vlan', 'etherType'] as const;
  for (const name of numbers) if (known & KNOWN[name]) keys[name] = batch[name][row]!;
  for (const name of ['src', 'dst'] as const)
    if (known & KNOWN[name]) keys[name] = addressOfRow(batch, batch[name], row);
  for (const name of ['srcMac', 'dstMac'] as const) if (known & KNOWN[name]) keys[name] = macText(batch[name][row]!);
  return keys;
}

function parse(header: Buffer, protocol: number = HEADER_PROTOCOLS.ethernet): Keys {
  const batch = new FlowBatch(2);
  const bytes = Buffer.concat([Buffer.alloc(7, 0x45), header, Buffer.alloc(80, 0x45)]);
  return keysOf(batch, 1, parseHeader(batch, 1, bytes, 7, 7 + header.length, protocol));
}

const MACS = { srcMac: p.SRC_MAC, dstMac: p.DST_MAC };
const V4 = { src: p.SRC4, dst: p.DST4 };
const V6 = { src: p.SRC6, dst: p.DST6 };
const TCP = { proto: 6, tos: 0xb8, srcPort: 50_000, dstPort: 443, tcpFlags: 0x12 };
const tcp4 = p.ipv4(6, p.tcp(50_000, 443, 0x12), { tos: 0xb8 });
const tcp6 = p.ipv6(6, p.tcp(50_000, 443, 0x12), { tos: 0xb8 });
const extended = (...extensions: [number, Buffer][]) => p.ipv6(6, p.tcp(50_000, 443, 0x12), { tos: 0xb8, extensions });
const inner = p.ethernet(0x0800, p.ipv4(17, p.udp(1, 2), { src: '10.1.1.1', dst: '10.2.2.2' }));

const PACKETS: readonly [name: string, packet: Buffer, keys: Keys][] = [
  ['IPv4, TCP', p.ethernet(0x0800, tcp4), { ...MACS, ...V4, ...TCP, etherType: 0x0800 }],
  ['IPv6, TCP', p.ethernet(0x86dd, tcp6), { ...MACS, ...V6, ...TCP, etherType: 0x86dd }],
  [
    'IPv4 with options, UDP',
    p.ethernet(0x0800, p.ipv4(17, p.udp(53, 5353), { options: Buffer.alloc(8, 1) })),
    { ...MACS, ...V4, proto: 17, tos: 0, srcPort: 53, dstPort: 5353, etherType: 0x0800 },
  ],
  [
    'a later fragment of IPv4',
    p.ethernet(0x0800, p.ipv4(17, p.udp(53, 5353), { offset: 185 })),
    { ...MACS, ...V4, proto: 17, tos: 0, etherType: 0x0800 },
  ],
  [
    'ICMP: type and code as port',
    p.ethernet(0x0800, p.ipv4(1, p.icmp(3, 13))),
    { ...MACS, ...V4, proto: 1, tos: 0, srcPort: 0, dstPort: 3 * 256 + 13, etherType: 0x0800 },
  ],
  [
    'ICMPv6',
    p.ethernet(0x86dd, p.ipv6(58, p.icmp(135, 0))),
    { ...MACS, ...V6, proto: 58, tos: 0, srcPort: 0, dstPort: 135 * 256, etherType: 0x86dd },
  ],
  [
    'SCTP',
    p.ethernet(0x0800, p.ipv4(132, p.sctp(2905, 2906))),
    { ...MACS, ...V4, proto: 132, tos: 0, srcPort: 2905, dstPort: 2906, etherType: 0x0800 },
  ],
  [
    'OSPF: no ports',
    p.ethernet(0x0800, p.ipv4(89, Buffer.alloc(24), { tos: 0xc0 })),
    { ...MACS, ...V4, proto: 89, tos: 0xc0, etherType: 0x0800 },
  ],
  [
    '802.1Q',
    p.ethernet(0x0800, tcp4, { tags: [[0x8100, 20]] }),
    { ...MACS, ...V4, ...TCP, vlan: 20, etherType: 0x0800 },
  ],
  [
    'QinQ: the outer tag counts',
    p.ethernet(0x0800, tcp4, {
      tags: [
        [0x88a8, 100],
        [0x8100, 20],
      ],
    }),
    { ...MACS, ...V4, ...TCP, vlan: 100, etherType: 0x0800 },
  ],
  [
    'the tag of a priority names no VLAN',
    p.ethernet(0x86dd, tcp6, { tags: [[0x8100, 0]] }),
    { ...MACS, ...V6, ...TCP, etherType: 0x86dd },
  ],
  [
    'three tags of old types',
    p.ethernet(0x0800, tcp4, {
      tags: [
        [0x9100, 7],
        [0x9200, 8],
        [0x8100, 9],
      ],
    }),
    { ...MACS, ...V4, ...TCP, vlan: 7, etherType: 0x0800 },
  ],
  [
    'MPLS with two labels, IPv4',
    p.ethernet(0x8847, p.mpls([16_001, 24], tcp4)),
    { ...MACS, ...V4, ...TCP, etherType: 0x8847 },
  ],
  [
    'MPLS behind a tag, IPv6',
    p.ethernet(0x8848, p.mpls([3], tcp6), { tags: [[0x8100, 5]] }),
    { ...MACS, ...V6, ...TCP, vlan: 5, etherType: 0x8848 },
  ],
  ['MPLS with a pseudowire', p.ethernet(0x8847, p.mpls([99], Buffer.alloc(60))), { ...MACS, etherType: 0x8847 }],
  ['SNAP', p.snap(0x0800, tcp4), { ...MACS, ...V4, ...TCP, etherType: 0x0800 }],
  ['LLC of a spanning tree', p.ethernet(38, Buffer.from('424203'.padEnd(76, '0'), 'hex')), MACS],
  ['ARP', p.ethernet(0x0806, p.arp()), { ...MACS, etherType: 0x0806 }],
  ['LLDP', p.ethernet(0x88cc, Buffer.alloc(46)), { ...MACS, etherType: 0x88cc }],
  [
    'GRE: the tunnel, not what it carries',
    p.ethernet(0x0800, p.ipv4(47, p.gre(0x0800, tcp4), { src: '10.9.9.1', dst: '10.9.9.2' })),
    { ...MACS, src: '10.9.9.1', dst: '10.9.9.2', proto: 47, tos: 0, etherType: 0x0800 },
  ],
  [
    'VXLAN: the tunnel, not what it carries',
    p.ethernet(0x0800, p.ipv4(17, p.vxlan(5000, inner), { src: '10.9.9.1', dst: '10.9.9.2' })),
    { ...MACS, src: '10.9.9.1', dst: '10.9.9.2', proto: 17, tos: 0, srcPort: 49_152, dstPort: 4789, etherType: 0x0800 },
  ],
  [
    'IPv6 with hop-by-hop, routing and destination options',
    p.ethernet(0x86dd, extended([0, p.extension()], [43, p.extension(2)], [60, p.extension(1)])),
    { ...MACS, ...V6, ...TCP, etherType: 0x86dd },
  ],
  [
    'IPv6 with authentication and mobility',
    p.ethernet(0x86dd, extended([51, p.authentication()], [135, p.extension()])),
    { ...MACS, ...V6, ...TCP, etherType: 0x86dd },
  ],
  [
    'a first fragment of IPv6',
    p.ethernet(0x86dd, extended([44, p.fragment(0)])),
    { ...MACS, ...V6, ...TCP, etherType: 0x86dd },
  ],
  [
    'a later fragment of IPv6',
    p.ethernet(0x86dd, extended([44, p.fragment(3)])),
    { ...MACS, ...V6, proto: 6, tos: 0xb8, etherType: 0x86dd },
  ],
  ['an IPv4 packet that says version 5', p.ethernet(0x0800, Buffer.alloc(40, 0x55)), { ...MACS, etherType: 0x0800 }],
  ['an IPv4 header shorter than itself', p.ethernet(0x0800, Buffer.alloc(40, 0x44)), { ...MACS, etherType: 0x0800 }],
];

describe('a packet header', () => {
  it.each(PACKETS)('of %s', (_, packet, keys) => {
    expect(parse(packet)).toEqual(keys);
  });

  it.each(PACKETS)('of %s, cut anywhere, tells a part of the same', (_, packet, keys) => {
    for (let length = 0; length < packet.length; length++) {
      expect(keys).toMatchObject(parse(packet.subarray(0, length)));
    }
  });

  it.each([
    ['IPv4', HEADER_PROTOCOLS.ipv4, tcp4, { ...V4, ...TCP }],
    ['IPv6', HEADER_PROTOCOLS.ipv6, tcp6, { ...V6, ...TCP }],
    ['MPLS', HEADER_PROTOCOLS.mpls, p.mpls([16, 17], tcp4), { ...V4, ...TCP }],
    ['a protocol that is not read', 4, tcp4, {}],
  ] as const)('may begin with %s', (_, protocol, packet, keys) => {
    expect(parse(packet, protocol)).toEqual(keys);
  });

  it('writes nothing into other rows', () => {
    const batch = new FlowBatch(3);
    const packet = p.ethernet(0x86dd, tcp6, { tags: [[0x8100, 5]] });
    parseHeader(batch, 1, packet, 0, packet.length, 1);
    for (const row of [0, 2]) {
      expect(keysOf(batch, row, -1)).toEqual(keysOf(new FlowBatch(3), row, -1));
      expect(batch.family[row]).toBe(0);
    }
  });
});
