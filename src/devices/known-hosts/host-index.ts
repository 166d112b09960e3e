// Finds the lines that name a host without trying every line for every connection.
import { type KnownHost, matchesHosts } from './parse.ts';

/** Lists of plain names: no pattern, no negation, no hash. */
const PLAIN = /^[^|*?!]+$/;

export class KnownHostIndex {
  readonly #byName = new Map<string, KnownHost[]>();
  /** Lines that have to be tried: patterns, and hashed names, of which each costs an HMAC. */
  readonly #others: KnownHost[] = [];
  readonly #othersByName = new Map<string, readonly KnownHost[]>();

  constructor(entries: readonly KnownHost[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: KnownHost): void {
    if (!PLAIN.test(entry.hosts)) {
      this.#others.push(entry);
      this.#othersByName.clear();
      return;
    }
    for (const name of new Set(entry.hosts.toLowerCase().split(','))) {
      const known = this.#byName.get(name);
      if (known) known.push(entry);
      else this.#byName.set(name, [entry]);
    }
  }

  /** `name` as `knownHostName` writes it. Plain lines come first, then in the order of the files. */
  find(name: string): readonly KnownHost[] {
    const others = this.#othersByName.get(name) ?? this.#others.filter(({ hosts }) => matchesHosts(hosts, name));
    this.#othersByName.set(name, others);
    return [...(this.#byName.get(name) ?? []), ...others];
  }
}
