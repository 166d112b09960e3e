// The first octets of packets that were never sent, as an sFlow agent would cut them out: Ethernet, 802.1Q, IPv4, TCP, UDP or ICMP.
import type { Hop } from '../traffic/routing.ts';
import type { Stream } from '../traffic/stream.ts';
import { OctetWriter } from './octets.ts';

const HEADER_OCTETS = 128;
const HOP_LIMIT = 64;
const [ICMP, TCP] = [1, 6];

/** Up to 128 octets of the frame that carries one packet over a cable; `passed`: routers behind it. */
export function frameHeader(stream: Stream, index: number, hop: Hop, passed: number): Uint8Array {
  const { in: to, out: from, vlan } = hop.adjacency;
  const writer = new OctetWriter()
    .put(6, macOf(to?.mac, stream.shape.dst.node))
    .put(6, macOf(from?.mac, stream.shape.src.node));
  if (vlan !== null) writer.put(2, 0x8100).put(2, vlan);
  writer.put(2, 0x0800);
  const ip = writer.length;
  writeIp(writer, stream, index, HOP_LIMIT - passed);
  writePayload(writer, stream, index);
  const end = Math.min(HEADER_OCTETS, ip + stream.sizeOf(index));
  while (writer.length < end) writer.put(1, (index + writer.length) & 255);
  return writer.take().slice(0, end);
}

/** Hosts have addresses that are administered locally. */
function macOf(mac: string | undefined, node: string): number {
  if (mac !== undefined) return Number.parseInt(mac.replaceAll('.', ''), 16);
  let sum = 0;
  for (let i = 0; i < node.length; i++) sum = (sum * 31 + node.charCodeAt(i)) & 0xffff;
  return 0x0050_56ab_0000 + sum;
}

function writeIp(writer: OctetWriter, stream: Stream, index: number, ttl: number): void {
  const { src, dst, protocol, conversation } = stream.shape;
  const start = writer.length;
  writer.put(1, 0x45).put(1, conversation.tos).put(2, stream.sizeOf(index));
  // Identification of its own, not to be fragmented.
  writer
    .put(2, index & 0xffff)
    .put(2, 0x4000)
    .put(1, ttl)
    .put(1, protocol)
    .put(2, 0);
  writer.put(4, src.address).put(4, dst.address);
  writer.patch(start + 10, 2, checksum(writer.view(start)));
}

/** RFC 1071. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function writePayload(writer: OctetWriter, stream: Stream, index: number): void {
  const { src, dst, protocol } = stream.shape;
  if (protocol === ICMP) {
    // Echo request, or the answer to it.
    const type = stream.shape.id.endsWith(' back') ? 0 : 8;
    writer
      .put(1, type)
      .put(1, 0)
      .put(2, 0)
      .put(2, 1)
      .put(2, index & 0xffff);
    return;
  }
  writer.put(2, src.port).put(2, dst.port);
  if (protocol === TCP) {
    writer
      .put(4, Math.max(0, index) % 4_294_967_296)
      .put(4, 0)
      .put(1, 0x50)
      .put(1, tcpFlagsOf(stream, index));
    writer.put(2, 0xffff).put(2, 0).put(2, 0);
  } else {
    writer.put(2, stream.sizeOf(index) - 20).put(2, 0);
  }
}

const [FIN, SYN, PUSH, ACK] = [1, 2, 8, 16];

/** SYN is on the first packet, FIN on the last one. 0 for other protocols. */
export function tcpFlagsOf({ shape }: Stream, index: number): number {
  if (shape.protocol !== TCP) return 0;
  const answers = shape.id.endsWith(' back');
  if (index === shape.firstIndex) return answers ? SYN | ACK : SYN;
  return index === shape.endIndex - 1 ? FIN | ACK : PUSH | ACK;
}
