// Octets as text, the way sflowtool writes them: hexadecimal, large integers, addresses, stacks of labels, names.
import { formatIpv4 } from '../../format-address.ts';
import { readU32 } from '../../read-bytes.ts';

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Names longer than this are cut: the longest that sFlow structures allow are 255 octets. */
const LONGEST_NAME = 255;

const UTF8 = new TextDecoder();

/** Lower case, two digits an octet. */
export function hexOf(bytes: Uint8Array, from: number, length: number): string {
  let text = '';
  for (let i = from; i < from + length; i++) text += HEX[bytes[i] as number];
  return text;
}

/** An unsigned integer of 64 bits, every digit exact. */
export function integerText(high: number, low: number): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** UTF-8; control characters are written as `.`; NULs at the end are left out. */
export function printableText(bytes: Uint8Array, from: number, to: number): string {
  return replaceControls(UTF8.decode(bytes.subarray(from, Math.min(to, from + LONGEST_NAME))).replace(/\0+$/, ''));
}

/** `.` for what could move a terminal's cursor, begin a line, or (Unicode's marks of direction) show a text in another order than it has. */
export function replaceControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '.');
}

/** All eight groups with all their digits. */
export function longIpv6(bytes: Uint8Array, at: number): string {
  let text = hexOf(bytes, at, 2);
  for (let i = 2; i < 16; i += 2) text += `:${hexOf(bytes, at + i, 2)}`;
  return text;
}

/** The address's type (1: IPv4, 2: IPv6), then the address; `-` for other types. */
export function addressText(bytes: Uint8Array, at: number): string {
  const type = readU32(bytes, at);
  if (type === 1) return formatIpv4(readU32(bytes, at + 4));
  return type === 2 ? longIpv6(bytes, at + 4) : '-';
}

/** The number of words stands at `at`. */
export function stackText(bytes: Uint8Array, at: number, wordText: (word: number) => string): string {
  const texts: string[] = [];
  for (let i = 1; i <= readU32(bytes, at); i++) texts.push(wordText(readU32(bytes, at + 4 * i)));
  return texts.join('-');
}

/** MPLS (RFC 3032 §2.1): label, class, bottom of stack, time to live. */
export function labelText(word: number): string {
  return `${word >>> 12}.${(word >>> 9) & 7}.${(word >>> 8) & 1}.${word & 255}`;
}

/** 802.1Q: type, then priority, drop bit and VLAN. */
export function tagText(word: number): string {
  const type = (word >>> 16).toString(16).padStart(4, '0');
  return `0x${type}${(word >>> 13) & 7}.${(word >>> 12) & 1}.${word & 4095}`;
}
