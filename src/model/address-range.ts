// Ranges of IP addresses as operators write them: `192.0.2.0/24`, `192.0.2.10-192.0.2.20`, `192.0.2.10-20`, one address; IPv6 too.

export interface AddressRange {
  /** False for addresses of the other family and for what is no address. */
  contains(address: string): boolean;
}

interface NumericAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** `.`, counted from `0`. */
const DOT = 0x2e - 0x30;

/** Null where the text is no range of addresses. Host bits of a prefix are passed over: `192.0.2.7/24` is its network. */
export function parseAddressRange(text: string): AddressRange | null {
  const range = readPrefix(text.trim()) ?? readSpan(text.trim());
  if (range === null) return null;
  const { first, last } = range;
  if (first.bits === 32) {
    // Asked for every sender of datagrams, made-up ones too.
    const [low, high] = [Number(first.value), Number(last.value)];
    return {
      contains(address) {
        const value = ipv4Number(address.trim());
        return value >= low && value <= high;
      },
    };
  }
  return {
    contains(address) {
      const found = parseAddress(address);
      return found?.bits === first.bits && found.value >= first.value && found.value <= last.value;
    },
  };
}

interface Span {
  readonly first: NumericAddress;
  readonly last: NumericAddress;
}

function readPrefix(text: string): Span | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const base = match ? parseAddress(match[1] ?? '') : null;
  const length = Number(match?.[2]);
  if (base === null || length > base.bits) return null;
  const size = 1n << BigInt(base.bits - length);
  const first = (base.value / size) * size;
  return { first: { ...base, value: first }, last: { ...base, value: first + size - 1n } };
}

function readSpan(text: string): Span | null {
  const [from = '', to, more] = text.split('-');
  const first = parseAddress(from);
  if (first === null || more !== undefined) return null;
  if (to === undefined) return { first, last: first };
  const last = /^\d{1,3}$/.test(to.trim()) ? parseAddress(from.replace(/\d+$/, to.trim())) : parseAddress(to);
  return last?.bits === first.bits && last.value >= first.value ? { first, last } : null;
}

/** IPv4 in four decimals, IPv6 as RFC 4291 §2.2 writes it; a zone (`%eth0`) is left out. Null for anything else. */
export function parseAddress(text: string): NumericAddress | null {
  const trimmed = text.trim();
  return readIpv4(trimmed) ?? readIpv6(trimmed.replace(/%.*$/, ''));
}

function readIpv4(text: string): NumericAddress | null {
  const value = ipv4Number(text);
  return value < 0 ? null : { bits: 32, value: BigInt(value) };
}

/** Four decimals without leading zeros as one number; -1 for anything else. */
function ipv4Number(text: string): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (octet === 0 || octet > 25) return -1;
      octet = Math.max(octet, 0) * 10 + digit;
    } else {
      if (digit !== DOT || octet < 0 || octet > 255) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots++;
    }
  }
  return dots === 3 && octet >= 0 && octet <= 255 ? value * 256 + octet : -1;
}

function readIpv6(text: string): NumericAddress | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted ? readIpv4(dotted[2] ?? '') : null;
  if (dotted && tail === null) return null;
  const plain =
    tail === null ? text : `${dotted?.[1]}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  const [head = '', rest, more] = plain.split('::');
  if (more !== undefined) return null;
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const missing = 8 - left.length - right.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}
