// Octets as text: hexadecimal, large integers, names that agents send.

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

/** UTF-8; control characters, which could move a terminal's cursor or begin a line, are written as `.`; NULs at the end are left out. */
export function printableText(bytes: Uint8Array, from: number, to: number): string {
  const text = UTF8.decode(bytes.subarray(from, Math.min(to, from + LONGEST_NAME))).replace(/\0+$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '.');
}
