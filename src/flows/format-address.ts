// IP addresses from numbers to text.

/**
 * Four 32-bit words, high word first, as RFC 5952 writes them; `::ffff:a.b.c.d` (IPv4-mapped) is the IPv4 address.
 * An IPv4 address is given as its mapped one: `(0, 0, 0xffff, address)`.
 */
export function formatAddress(w0: number, w1: number, w2: number, w3: number): string {
  if (w0 === 0 && w1 === 0 && w2 === 0xffff) return formatIpv4(w3);
  WORDS[0] = w0;
  WORDS[1] = w1;
  WORDS[2] = w2;
  WORDS[3] = w3;
  const [start, end] = longestZeros();
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === start) {
      text += '::';
      i = end - 1;
    } else text += i === 0 || i === end ? group(i).toString(16) : `:${group(i).toString(16)}`;
  }
  return text;
}

/** The address at hand: this is done for every record that is printed. */
const WORDS = new Uint32Array(4);

function group(i: number): number {
  const word = WORDS[i >> 1] as number;
  return (i & 1) === 0 ? word >>> 16 : word & 0xffff;
}

export function formatIpv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** The first of the longest runs of zeros, from its first group to behind its last; one alone is none (RFC 5952 §4.2). */
function longestZeros(): [start: number, end: number] {
  let [best, length] = [-1, 1];
  for (let i = 0, run = 0; i < 8; i++) {
    run = group(i) === 0 ? run + 1 : 0;
    if (run > length) [best, length] = [i + 1 - run, run];
  }
  return best < 0 ? [-1, -1] : [best, best + length];
}
