// A budget in place of a clock: how often octets of a datagram, and of what is kept of it, are read.

/** An array of octets that counts its reads; copies of it count, too. */
export function counting(bytes: Uint8Array, counter: { reads: number }): Uint8Array {
  return new Proxy(bytes, {
    get(target, name) {
      if (typeof name === 'string' && name >= '0' && name <= ':') {
        counter.reads++;
        return target[Number(name)];
      }
      if (name === 'slice') return (from: number, to: number) => counting(target.slice(from, to), counter);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
