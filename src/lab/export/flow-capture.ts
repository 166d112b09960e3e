// Flow datagrams as a capture file (pcap, link type raw IPv4), as if they had been taken from the wire in front of the collector.

import { addressNumber } from '../traffic/streams.ts';
import type { ExportedDatagram } from './metering.ts';
import { OctetWriter } from './octets.ts';
import { checksum } from './packet-header.ts';

const MAGIC_MICROSECONDS = 0xa1b2_c3d4;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 65_535;
const [IP_OCTETS, UDP_OCTETS, UDP] = [20, 8, 17];
/** Exporters send from here, as IOS does by default. */
const SOURCE_PORT = 52_345;
/** Names are not resolved: a destination that is no address is written as this one. */
const COLLECTOR = '127.0.0.1';

export function captureHeader(): Uint8Array {
  const writer = new OctetWriter().put(4, MAGIC_MICROSECONDS).put(2, 2).put(2, 4);
  return writer.put(4, 0).put(4, 0).put(4, SNAP_LENGTH).put(4, LINKTYPE_RAW).take();
}

export function capturePacket({ address, to, bytes, sentMs }: ExportedDatagram): Uint8Array {
  const length = IP_OCTETS + UDP_OCTETS + bytes.length;
  const ip = new OctetWriter().put(1, 0x45).put(1, 0).put(2, length).put(4, 0).put(1, 64).put(1, UDP).put(2, 0);
  ip.put(4, addressNumber(address)).put(4, addressNumber(/^[\d.]+$/.test(to.host) ? to.host : COLLECTOR));
  ip.patch(10, 2, checksum(ip.take()));
  const writer = new OctetWriter().put(4, Math.floor(sentMs / 1000)).put(4, (sentMs % 1000) * 1000);
  writer.put(4, length).put(4, length).putBytes(ip.take());
  // No UDP checksum, as IPv4 allows.
  writer
    .put(2, SOURCE_PORT)
    .put(2, to.port)
    .put(2, UDP_OCTETS + bytes.length)
    .put(2, 0);
  return writer.putBytes(bytes).take();
}
