// Where the devices of a lab listen: all on one address with ports of their own, or each on a loopback address of its own.
import { parseAddress, ToposcopeError } from '../model/index.ts';

/** The first address, `127.0.1.1`, and the following ones. Throws CONFIG_INVALID_VALUE for what is no loopback address. */
export function loopbackAddresses(first: string, count: number): string[] {
  const octets =
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(first) && parseAddress(first) ? first.split('.').map(Number) : [];
  const start = octets.reduce((number, octet) => number * 256 + octet, 0);
  const last = start + count - 1;
  if (octets.length !== 4 || Math.floor(last / 2 ** 24) !== 127) {
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `"${first}" cannot be the first of ${count} loopback addresses`, {
      hint: 'Name one in 127.0.0.0/8, such as 127.0.1.1: the lab must not be reachable from elsewhere.',
    });
  }
  return Array.from({ length: count }, (_, i) =>
    [24, 16, 8, 0].map((shift) => ((start + i) >>> shift) & 255).join('.'),
  );
}
