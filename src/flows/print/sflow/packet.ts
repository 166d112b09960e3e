// A sampled packet header as sflowtool's fields: link layer, VLAN tags, IPv4 or IPv6, ports.

import { hexOf, longIpv6 } from '../../decode/sflow/texts.ts';
import { formatIpv4 } from '../../format-address.ts';
import { readU16, readU32 } from '../../read-bytes.ts';
import { ethernetFields, type IpPlace } from './link-layer.ts';
import type { ElementOut } from './shape.ts';

/** Of `header_protocol` (sFlow v5 specification §5.3). */
const PROTOCOLS = { ethernet: 1, ipv4: 11, ipv6: 12 } as const;

/** Octets of a header whose hexadecimal fits where sflowtool puts it. */
const MOST_HEX_OCTETS = 682;

/** `from` is where the structure 0:1 begins: protocol, frame length, octets stripped, header length, header. */
export function headerFields(bytes: Uint8Array, from: number, to: number, out: ElementOut): void {
  const number = (name: string, value: number) => out.field(name, String(value), value);
  if (to - from < 16) return;
  const protocol = readU32(bytes, from);
  const frame = readU32(bytes, from + 4);
  const stripped = readU32(bytes, from + 8);
  const length = Math.min(readU32(bytes, from + 12), to - from - 16);
  const start = from + 16;
  out.field('flowSampleType', 'HEADER', 'HEADER');
  number('headerProtocol', protocol);
  number('sampledPacketSize', frame);
  number('strippedBytes', stripped);
  number('headerLen', length);
  const hex = hexOf(bytes, start, Math.min(length, MOST_HEX_OCTETS))
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1-');
  out.field('headerBytes', hex, hex);
  const ip = findIp(bytes, start, start + length, protocol, out);
  if (!ip) return;
  number('IPSize', frame - stripped - (ip.at - start));
  if (ip.version === 4) ipv4Fields(bytes, ip.at, start + length, out);
  else ipv6Fields(bytes, ip.at, start + length, out);
}

function findIp(bytes: Uint8Array, from: number, to: number, protocol: number, out: ElementOut): IpPlace | null {
  if (protocol === PROTOCOLS.ethernet) return ethernetFields(bytes, from, to, out);
  if (protocol === PROTOCOLS.ipv4) return { version: 4, at: from };
  if (protocol === PROTOCOLS.ipv6) return { version: 6, at: from };
  out.note(`NO_DECODE headerProtocol=${protocol}`);
  return null;
}

/** IPID has its two octets exchanged: sflowtool prints it so on the machines that everyone has. */
function ipv4Fields(bytes: Uint8Array, at: number, to: number, out: ElementOut): void {
  if (to - at < 20) return;
  const number = (name: string, value: number) => out.field(name, String(value), value);
  const address = (name: string, from: number) => {
    const text = formatIpv4(readU32(bytes, from));
    out.field(name, text, text);
  };
  const protocol = bytes[at + 9] as number;
  number('ip.tot_len', readU16(bytes, at + 2));
  address('srcIP', at + 12);
  address('dstIP', at + 16);
  number('IPProtocol', protocol);
  number('IPTOS', bytes[at + 1] as number);
  number('IPTTL', bytes[at + 8] as number);
  number('IPID', (bytes[at + 5] as number) * 256 + (bytes[at + 4] as number));
  const offset = readU16(bytes, at + 6) & 0x1fff;
  if (offset > 0) number('IPFragmentOffset', offset);
  else portFields(bytes, at + 4 * ((bytes[at] as number) & 15), to, protocol, out);
}

function ipv6Fields(bytes: Uint8Array, at: number, to: number, out: ElementOut): void {
  if (to - at < 40 || (bytes[at] as number) >> 4 !== 6) return;
  const number = (name: string, value: number) => out.field(name, String(value), value);
  const text = (name: string, value: string) => out.field(name, value, value);
  const payload = readU16(bytes, at + 4);
  number('IPTOS', (readU16(bytes, at) >> 4) & 0xff);
  text('IP6_label', `0x${(readU32(bytes, at) & 0xf_ffff).toString(16)}`);
  if (payload === 0) text('IPV6_payloadLen', '<jumbo>');
  else number('IPV6_payloadLen', payload);
  number('IPTTL', bytes[at + 7] as number);
  text('srcIP6', longIpv6(bytes, at + 8));
  text('dstIP6', longIpv6(bytes, at + 24));
  let protocol = bytes[at + 6] as number;
  let next = at + 40;
  while (isExtension(protocol)) {
    number('IP6HeaderExtension', protocol);
    if (next + 2 > to) return;
    protocol = bytes[next] as number;
    next += 8 * ((bytes[next + 1] as number) + 1);
    if (next > to) return;
  }
  number('IPProtocol', protocol);
  portFields(bytes, next, to, protocol, out);
}

/** Those that sflowtool passes over. */
function isExtension(protocol: number): boolean {
  return protocol === 0 || protocol === 43 || protocol === 44 || protocol === 51 || protocol === 60;
}

/** Nothing where fewer than 8 octets are left, as sflowtool. */
function portFields(bytes: Uint8Array, at: number, to: number, protocol: number, out: ElementOut): void {
  const number = (name: string, value: number) => out.field(name, String(value), value);
  if (at + 8 > to) return;
  if (protocol === 1) {
    number('ICMPType', bytes[at] as number);
    number('ICMPCode', bytes[at + 1] as number);
  } else if (protocol === 6) {
    number('TCPSrcPort', readU16(bytes, at));
    number('TCPDstPort', readU16(bytes, at + 2));
    if (at + 14 <= to) number('TCPFlags', bytes[at + 13] as number);
  } else if (protocol === 17) {
    number('UDPSrcPort', readU16(bytes, at));
    number('UDPDstPort', readU16(bytes, at + 2));
    number('UDPBytes', readU16(bytes, at + 4));
  }
}
