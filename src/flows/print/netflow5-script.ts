// NetFlow v5 datagrams the way the script of "Mastering Python Networking" prints them: headers, a line per record, ten stars.
import { formatIpv4 } from '../format-address.ts';
import { readU16, readU32 } from '../read-bytes.ts';

const HEADER = 24;
const RECORD = 48;

/** `bytes[from … to)` is a v5 datagram; records that are not wholly there are left out. '' where the header is cut. */
export function netflow5Script(bytes: Uint8Array, from: number, to: number): string {
  if (to - from < HEADER) return '';
  const count = Math.min(readU16(bytes, from + 2), Math.floor((to - from - HEADER) / RECORD));
  const lines = [
    'Headers:',
    `NetFlow Version: ${readU16(bytes, from)}`,
    `Flow Count: ${readU16(bytes, from + 2)}`,
    `System Uptime: ${readU32(bytes, from + 4)}`,
    `Epoch Time in seconds: ${readU32(bytes, from + 8)}`,
    `Epoch Time in nanoseconds: ${readU32(bytes, from + 12)}`,
    `Sequence counter of total flow: ${readU32(bytes, from + 16)}`,
  ];
  for (let i = 0; i < count; i++) lines.push(recordLine(i, bytes, from + HEADER + i * RECORD));
  return `${lines.join('\n')}\n**********\n`;
}

/** `packts` is the script's word. */
function recordLine(number: number, bytes: Uint8Array, at: number): string {
  const source = `${formatIpv4(readU32(bytes, at))}:${readU16(bytes, at + 32)}`;
  const destination = `${formatIpv4(readU32(bytes, at + 4))}:${readU16(bytes, at + 34)}`;
  const [packets, octets] = [readU32(bytes, at + 16), readU32(bytes, at + 20)];
  return `${number}  ${source} -> ${destination} ${packets} packts ${octets} bytes`;
}
