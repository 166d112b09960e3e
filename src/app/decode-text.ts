// Text files as people have them: UTF-8, or UTF-16 as PowerShell writes with `>`; a byte order mark is no part of the text.

/** Without a mark it is UTF-8. */
export function decodeText(bytes: Buffer): string {
  return decode(bytes).replace(/^\uFEFF/, '');
}

function decode(bytes: Buffer): string {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return bytes.toString('utf16le');
  if (mark === 0xfeff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8');
}
