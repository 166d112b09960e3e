// Which columns of a batch are written, for the book that `DecodeContext.begin` keeps of them.

/**
 * Beside the bits of KNOWN: columns that hold 0 in the rows of decoders that do not write them. `wide` are the words of addresses that
 * IPv4 does not use.
 */
export const ALSO = {
  direction: 1 << 24,
  flags: 1 << 25,
  seenAt: 1 << 26,
  family: 1 << 27,
  wide: 1 << 28,
} as const;
